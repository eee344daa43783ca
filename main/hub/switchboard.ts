/** Switchboard: the one loop that owns the hub's clients and rooms; all else only sends it word. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { HubClient } from '../../shared/hub'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { Channel } from '../lib/channel'
import type { Frame } from './frame'
import type { Peer } from './modes/mode'

/** A client as the switchboard sees it. */
export interface Member extends Peer {
  readonly id: number
  readonly room: string | null
  snapshot(): HubClient
  /** Closes it, because the person at the hub wants it so. */
  evict(): void
}

/**
 * Go would select over three channels; here one channel holds three kinds of word, which also keeps a join, a
 * message and a leave in the order in which they happened.
 */
type Word =
  | { kind: 'register'; member: Member }
  | { kind: 'unregister'; member: Member }
  | { kind: 'broadcast'; from: Peer; room: string; frames: readonly Frame[] }
  | { kind: 'announce'; frame: Frame; told: (clients: number) => void }

export class Switchboard {
  readonly #members = new Map<number, Member>()
  readonly #rooms = new Map<string, Set<Member>>()
  // A client has at most one of each kind under way: it broadcasts one batch per turn of the event loop.
  readonly #words = new Channel<Word>({ items: 3 * limits.hubClients })
  readonly #onMembers: () => void
  /** Announcements that are still to be made. */
  readonly #announcing = new Set<(clients: number) => void>()

  /** `onMembers` is called when somebody came or went. */
  constructor(onMembers: () => void) {
    this.#onMembers = onMembers
  }

  /** The clients by age, as they are between two words. */
  snapshot(): HubClient[] {
    return [...this.#members.values()].map((member) => member.snapshot())
  }

  register(member: Member): void {
    this.#send({ kind: 'register', member })
  }

  unregister(member: Member): void {
    this.#send({ kind: 'unregister', member })
  }

  /** Queues the frames for everybody in the room but `from`. Who can't take them is evicted; nobody is waited for. */
  broadcast(from: Peer, room: string, frames: readonly Frame[]): void {
    this.#send({ kind: 'broadcast', from, room, frames })
  }

  /** Queues a frame for every client, whatever its path; resolves with how many took it, 0 if the hub stops before. */
  announce(frame: Frame): Promise<number> {
    return new Promise((resolve) => {
      if (this.#words.closed) return resolve(0)
      const told = (clients: number) => {
        this.#announcing.delete(told)
        resolve(clients)
      }
      // What it throws rejects the promise.
      this.#send({ kind: 'announce', frame, told })
      this.#announcing.add(told)
    })
  }

  /** False if there is no such client. */
  evict(id: number): boolean {
    const member = this.#members.get(id)
    member?.evict()
    return member !== undefined
  }

  /** Runs until aborted; word that comes later is let go. */
  async loop(signal: AbortSignal): Promise<never> {
    try {
      for (;;) {
        for (const word of await this.#words.take(signal)) {
          this.#handle(word)
          this.#words.release(word)
        }
        // What a turn of the event loop brings is spread together, so that each outbox leaves in one cork, not a system call a message.
        await nextTurn()
      }
    } finally {
      this.#words.abandon()
      for (const told of [...this.#announcing]) told(0)
    }
  }

  #send(word: Word): void {
    if (!this.#words.offer(word) && !this.#words.closed) throw new AppError('internal', 'The hub has more to do than its clients can have asked for')
  }

  #handle(word: Word): void {
    if (word.kind === 'broadcast') return this.#spread(word)
    if (word.kind === 'announce') return word.told(this.#deliver(word.frame))
    if (word.kind === 'register') this.#add(word.member)
    else this.#remove(word.member)
    this.#onMembers()
  }

  #spread({ from, room, frames }: { from: Peer; room: string; frames: readonly Frame[] }): void {
    for (const member of this.#rooms.get(room) ?? []) {
      if (member !== from) for (const frame of frames) member.deliver(frame)
    }
  }

  #deliver(frame: Frame): number {
    let taken = 0
    for (const member of this.#members.values()) if (member.deliver(frame)) taken += 1
    return taken
  }

  #add(member: Member): void {
    this.#members.set(member.id, member)
    if (member.room === null) return
    const room = this.#rooms.get(member.room) ?? new Set()
    this.#rooms.set(member.room, room.add(member))
  }

  #remove(member: Member): void {
    this.#members.delete(member.id)
    if (member.room === null) return
    const room = this.#rooms.get(member.room)
    room?.delete(member)
    if (room?.size === 0) this.#rooms.delete(member.room)
  }
}
