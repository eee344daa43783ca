/** The bounded queue between senders and the write loop of one session; every message gets exactly one outcome. */
import type { ConnectionCounters, DropReason, RefusalReason, SendOutcome } from '../../shared/connection'
import type { EncodedMessage } from '../../shared/payload'
import type { Profile } from '../../shared/profile'
import { limits } from '../../shared/limits'
import { Channel } from '../lib/channel'
import type { WriteFate } from './wire'

export interface Sending {
  /** What is known at once: queued or refused. */
  outcome: SendOutcome
  /** What became of it; never rejects. */
  settled: Promise<SendOutcome>
}

export interface Outgoing {
  message: EncodedMessage
  settle: (outcome: SendOutcome) => void
}

export function refused(reason: RefusalReason): Sending {
  const outcome: SendOutcome = { kind: 'refused', reason }
  return { outcome, settled: Promise.resolve(outcome) }
}

export class SendQueue {
  readonly #channel: Channel<Outgoing>
  readonly #bounds: Profile['queue']
  readonly #counters: ConnectionCounters
  readonly #inFlight = new Set<Outgoing>()
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
    let settle: (outcome: SendOutcome) => void = () => undefined
    const settled = new Promise<SendOutcome>((resolve) => {
      settle = resolve
    })
    const item: Outgoing = { message, settle }
    if (!this.#hold(item)) return this.#refuse('queue-full')
    this.#count()
    return { outcome: { kind: 'queued' }, settled }
  }

  /**
   * All that waits, up to `limits.corkBytes`, for one cork; where the oldest may be pushed out, at most half of the bound,
   * so that a peer that stalls on a burst leaves something to push out. Rejects with an AbortError when `signal` aborts.
   */
  async take(signal: AbortSignal): Promise<readonly Outgoing[]> {
    const most = this.#bounds.overflow === 'drop-oldest' ? Math.max(1, Math.floor(this.#bounds.messages / 2)) : Infinity
    const batch = await this.#channel.take(signal, most, limits.corkBytes)
    for (const item of batch) this.#inFlight.add(item)
    return batch
  }

  /** What the socket said of a message that it was given. */
  settle(item: Outgoing, fate: WriteFate): void {
    if (!this.#inFlight.delete(item)) return
    this.#channel.release(item)
    if (fate === 'taken') item.settle({ kind: 'sent' })
    else this.#drop(item, fate === 'unwritten' ? 'session-ended' : 'unknown')
    this.#count()
  }

  /** Ends the queue with its session; returns how many messages the end cost. A new session starts empty: nothing is replayed. */
  end(): number {
    for (const item of this.#channel.abandon()) this.#drop(item, 'session-ended')
    for (const item of [...this.#inFlight]) this.settle(item, 'unknown')
    this.#count()
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

  #drop(item: Outgoing, reason: DropReason): void {
    this.#counters.dropped += 1
    if (reason !== 'pushed-out') this.#unsent += 1
    item.settle({ kind: 'dropped', reason })
  }

  #count(): void {
    this.#counters.queuedMessages = this.#channel.size
    this.#counters.queuedBytes = this.#channel.weight
  }
}
