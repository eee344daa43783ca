/** The bounded queue between senders and the write loop: of one session, or of all of a connection that holds messages while it is down. */
import type { ConnectionCounters, DropReason, RefusalReason, SendOutcome } from '../../shared/connection'
import type { EncodedMessage } from '../../shared/payload'
import type { Options } from '../../shared/options'
import { limits } from '../../shared/limits'
import type { Condition } from '../lib/abort'
import { Channel } from '../lib/channel'
import type { WriteFate } from './wire'

export interface Sending {
  /** What is known at once: queued or refused. */
  readonly outcome: SendOutcome
  /** What became of it; never rejects. */
  readonly settled: Promise<SendOutcome>
  /** Of a refused template: the names that nothing is known of. */
  readonly unknown?: readonly string[] | undefined
}

/** Who asked for a message: a person, the list of messages after an open, or the ping loop; what is not a person's dies with its session. */
export type Errand = 'sender' | 'on-open' | 'ping' | 'quiet-ping'

const queued: SendOutcome = { kind: 'queued' }
const sent: SendOutcome = { kind: 'sent' }

/** A message on its way. */
export class Outgoing implements Sending {
  readonly message: EncodedMessage
  readonly errand: Errand
  readonly outcome = queued
  #result: SendOutcome | null = null
  #settled: Promise<SendOutcome> | null = null
  #tell: ((outcome: SendOutcome) => void) | null = null

  constructor(message: EncodedMessage, errand: Errand = 'sender') {
    this.message = message
    this.errand = errand
  }

  /** Made when it is asked for: a promise for each message of a burst would cost as much as sending it. */
  get settled(): Promise<SendOutcome> {
    this.#settled ??= new Promise((resolve) => {
      if (this.#result === null) this.#tell = resolve
      else resolve(this.#result)
    })
    return this.#settled
  }

  get over(): boolean {
    return this.#result !== null
  }

  /** False if it had its outcome before, which stays. */
  settle(outcome: SendOutcome): boolean {
    if (this.#result !== null) return false
    this.#result = outcome
    this.#tell?.(outcome)
    return true
  }
}

export function refused(reason: RefusalReason, unknown?: readonly string[]): Sending {
  const outcome: SendOutcome = { kind: 'refused', reason }
  return { outcome, settled: Promise.resolve(outcome), ...(unknown && { unknown }) }
}

const weigh = (item: Outgoing) => item.message.bytes.byteLength

export class SendQueue {
  #channel: Channel<Outgoing>
  #bounds: Options['queue']
  readonly #counters: ConnectionCounters
  /** What has been taken since nothing was in flight, in its order; those with an outcome are still among them. */
  #taken: Outgoing[] = []
  /** Of those, what the socket gave back unwritten: it may go out in the next session. */
  #givenBack: Set<Outgoing> | null = null
  #lost = 0
  #overflow: () => void = () => undefined

  constructor(bounds: Options['queue'], counters: ConnectionCounters) {
    this.#bounds = bounds
    this.#counters = counters
    this.#channel = new Channel({ items: bounds.messages, weight: bounds.bytes, weigh })
  }

  /** Resolves when a message did not fit in this session and the policy is to close. */
  get overflowed(): Promise<void> {
    return new Promise((resolve) => {
      this.#overflow = resolve
    })
  }

  /** Queues a message or answers by the profile's overflow policy; never waits. */
  offer(message: EncodedMessage): Sending {
    if (message.bytes.byteLength > this.#bounds.bytes) return this.#refuse('message-too-large')
    const item = new Outgoing(message)
    if (!this.#hold(item)) return this.#refuse('queue-full')
    this.#count()
    return item
  }

  /** The same for a message of our own: where there is no room it is not sent, and no message of a person has to go for it. */
  offerOwn(message: EncodedMessage, errand: Errand): Sending {
    const item = new Outgoing(message, errand)
    if (!this.#channel.offer(item)) return refused('queue-full')
    this.#count()
    return item
  }

  /** There is nothing to take. */
  get idle(): boolean {
    return this.#channel.idle
  }

  /** Waits for the next message; rejects as the condition does. */
  offered(condition: Condition): Promise<void> {
    return this.#channel.offered(condition)
  }

  /**
   * All that waits, up to `limits.corkBytes`, for one cork; where the oldest may be pushed out, at most half of the bound,
   * so that a peer that stalls on a burst leaves something to push out.
   */
  take(): readonly Outgoing[] {
    const most = this.#bounds.overflow === 'drop-oldest' ? Math.max(1, Math.floor(this.#bounds.messages / 2)) : Infinity
    const batch = this.#channel.takeNow(most, limits.corkBytes)
    this.#taken = this.#taken.length === 0 ? batch : this.#taken.concat(batch)
    return batch
  }

  /** What the socket said of messages that it was given. */
  settle(items: readonly Outgoing[], fate: WriteFate): void {
    for (const item of items) this.#settle(item, fate)
    if (this.#channel.taken === 0) this.#taken = []
    this.#count()
  }

  /**
   * Starts a session, or a wait for one, with the bounds that hold now. `first` goes out before all that was held, and has its room
   * beside the bounds; what was held stays, even where the bounds have become smaller.
   */
  renew(bounds: Options['queue'], first: readonly EncodedMessage[] = []): void {
    const held = this.#channel.abandon()
    const all = [...first.map((message) => new Outgoing(message, 'on-open')), ...held]
    const bytes = (items: readonly Outgoing[]) => items.reduce((sum, item) => sum + weigh(item), 0)
    const own = bytes(all.slice(0, first.length))
    this.#bounds = bounds
    this.#channel = new Channel({ items: Math.max(bounds.messages, held.length) + first.length, weight: Math.max(bounds.bytes, bytes(held)) + own, weigh })
    for (const item of all) this.#channel.offer(item)
    this.#count()
  }

  /**
   * Ends a session whose connection comes back: keeps what can't be on the wire, in its order, and gives up what may be.
   * Returns how many messages the session's end cost.
   */
  suspend(): number {
    const kept: Outgoing[] = []
    for (const item of this.#taken) {
      if (this.#givenBack?.has(item) === true && item.errand === 'sender') kept.push(item)
      else this.#drop(item, 'unknown')
    }
    for (const item of this.#channel.abandon()) {
      if (item.errand === 'sender') kept.push(item)
      else this.#drop(item, 'session-ended')
    }
    this.#channel = new Channel({ items: kept.length, weight: Infinity, weigh })
    for (const item of kept) this.#channel.offer(item)
    this.#forget()
    this.renew(this.#bounds)
    return this.#tally()
  }

  /** Ends the queue; returns how many messages the end cost. */
  end(): number {
    for (const item of this.#channel.abandon()) this.#drop(item, 'session-ended')
    for (const item of this.#taken) if (this.#drop(item, this.#givenBack?.has(item) === true ? 'session-ended' : 'unknown')) this.#channel.release(item)
    this.#forget()
    this.#count()
    return this.#tally()
  }

  #hold(item: Outgoing): boolean {
    if (this.#bounds.overflow === 'drop-oldest') {
      const { held, pushedOut } = this.#channel.offerPushingOut(item)
      for (const oldest of pushedOut) this.#drop(oldest, 'pushed-out')
      return held
    }
    const held = this.#channel.offer(item)
    if (!held && this.#bounds.overflow === 'close') this.#overflow()
    return held
  }

  #refuse(reason: RefusalReason): Sending {
    this.#counters.refused += 1
    return refused(reason)
  }

  #settle(item: Outgoing, fate: WriteFate): void {
    if (fate === 'unwritten' && !item.over) (this.#givenBack ??= new Set()).add(item)
    else if (fate === 'taken' ? item.settle(sent) : this.#drop(item, 'unknown')) this.#channel.release(item)
  }

  /** False if it had its outcome before. Pings of ours that were not sent are nobody's loss. */
  #drop(item: Outgoing, reason: DropReason): boolean {
    if (!item.settle({ kind: 'dropped', reason })) return false
    if (item.errand === 'ping' || item.errand === 'quiet-ping') return true
    this.#counters.dropped += 1
    if (reason !== 'pushed-out') this.#lost += 1
    return true
  }

  #forget(): void {
    this.#taken = []
    this.#givenBack = null
    this.#overflow = () => undefined
  }

  #tally(): number {
    const lost = this.#lost
    this.#lost = 0
    return lost
  }

  #count(): void {
    this.#counters.queuedMessages = this.#channel.size
    this.#counters.queuedBytes = this.#channel.weight
  }
}
