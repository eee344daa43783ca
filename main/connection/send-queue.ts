/** The bounded queue between senders and the write loop of one session; every message gets exactly one outcome. */
import type { ConnectionCounters, DropReason, RefusalReason, SendOutcome } from '../../shared/connection'
import type { EncodedMessage } from '../../shared/payload'
import type { Profile } from '../../shared/profile'
import { limits } from '../../shared/limits'
import type { Condition } from '../lib/abort'
import { Channel } from '../lib/channel'
import type { WriteFate } from './wire'

export interface Sending {
  /** What is known at once: queued or refused. */
  readonly outcome: SendOutcome
  /** What became of it; never rejects. */
  readonly settled: Promise<SendOutcome>
}

const queued: SendOutcome = { kind: 'queued' }
const sent: SendOutcome = { kind: 'sent' }

/** A message on its way. */
export class Outgoing implements Sending {
  readonly message: EncodedMessage
  readonly outcome = queued
  #result: SendOutcome | null = null
  #settled: Promise<SendOutcome> | null = null
  #tell: ((outcome: SendOutcome) => void) | null = null

  constructor(message: EncodedMessage) {
    this.message = message
  }

  /** Made when it is asked for: a promise for each message of a burst would cost as much as sending it. */
  get settled(): Promise<SendOutcome> {
    this.#settled ??= new Promise((resolve) => {
      if (this.#result === null) this.#tell = resolve
      else resolve(this.#result)
    })
    return this.#settled
  }

  /** False if it had its outcome before, which stays. */
  settle(outcome: SendOutcome): boolean {
    if (this.#result !== null) return false
    this.#result = outcome
    this.#tell?.(outcome)
    return true
  }
}

export function refused(reason: RefusalReason): Sending {
  const outcome: SendOutcome = { kind: 'refused', reason }
  return { outcome, settled: Promise.resolve(outcome) }
}

export class SendQueue {
  readonly #channel: Channel<Outgoing>
  readonly #bounds: Profile['queue']
  readonly #counters: ConnectionCounters
  /** What has been taken since nothing was in flight; those with an outcome are still among them. */
  #taken: Outgoing[] = []
  #unsent = 0
  #overflow: () => void = () => undefined
  /** Resolves when a message did not fit and the policy is to close. */
  readonly overflowed = new Promise<void>((resolve) => {
    this.#overflow = resolve
  })

  constructor(bounds: Profile['queue'], counters: ConnectionCounters) {
    this.#bounds = bounds
    this.#counters = counters
    this.#channel = new Channel({ items: bounds.messages, weight: bounds.bytes, weigh: (item) => item.message.bytes.byteLength })
  }

  /** Queues a message or answers by the profile's overflow policy; never waits. */
  offer(message: EncodedMessage): Sending {
    if (message.bytes.byteLength > this.#bounds.bytes) return this.#refuse('message-too-large')
    const item = new Outgoing(message)
    if (!this.#hold(item)) return this.#refuse('queue-full')
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

  /** Ends the queue with its session; returns how many messages the end cost. A new session starts empty: nothing is replayed. */
  end(): number {
    for (const item of this.#channel.abandon()) this.#drop(item, 'session-ended')
    this.settle(this.#taken, 'unknown')
    return this.#unsent
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
    if (fate === 'taken' ? item.settle(sent) : this.#drop(item, fate === 'unwritten' ? 'session-ended' : 'unknown')) this.#channel.release(item)
  }

  /** False if it had its outcome before. */
  #drop(item: Outgoing, reason: DropReason): boolean {
    if (!item.settle({ kind: 'dropped', reason })) return false
    this.#counters.dropped += 1
    if (reason !== 'pushed-out') this.#unsent += 1
    return true
  }

  #count(): void {
    this.#counters.queuedMessages = this.#channel.size
    this.#counters.queuedBytes = this.#channel.weight
  }
}
