/** Mailbox: takes messages for one connection and puts them into the queue of its open session, or into one that lasts while it is down. */
import type { RefusalReason } from '../../shared/connection'
import type { Options } from '../../shared/options'
import type { EncodedMessage } from '../../shared/payload'
import { Draft, type Made } from './draft'
import type { Filling } from './filling'
import type { Ledger } from './ledger'
import { refused, SendQueue, type Sending } from './send-queue'

type QueueOptions = Options['queue']

export class Mailbox {
  readonly #ledger: Ledger
  readonly #filling: Filling
  #queue: SendQueue | null = null
  #options: QueueOptions | null = null
  #shut = true

  constructor(ledger: Ledger, filling: Filling) {
    this.#ledger = ledger
    this.#filling = filling
  }

  /** A draft is filled now, for this connection alone; never waits. */
  send(message: EncodedMessage | Draft): Sending {
    if (this.#shut || this.#queue === null || this.#options === null) return this.#refuse('not-open')
    if (message instanceof Draft) {
      const made = this.#made(message)
      if (made.kind === 'made') return this.send(made.message)
      if (made.kind === 'unknown') return this.#refuse('unknown-variable', made.names)
      return this.#refuse(made.kind === 'bad' ? 'bad-message' : 'message-too-large')
    }
    const { counters } = this.#ledger
    const droppedBefore = counters.dropped
    const sending = this.#queue.offer(message)
    try {
      this.#tell(sending, this.#options, counters.dropped > droppedBefore)
    } catch (error) {
      // It may be on its way: its sender must be told what becomes of it.
      this.#ledger.complain(error)
    }
    return sending
  }

  /** An attempt begins: from now on messages are held, or those that were are given up, as the profile says by now. */
  dialling(options: QueueOptions): void {
    this.#shut = false
    this.#options = options
    if (options.whileDown === 'refuse') this.#drop()
    else if (this.#queue === null) this.#queue = new SendQueue(options, this.#ledger.counters)
    else this.#queue.renew(options)
  }

  /** A session begins; `first` goes out before all else. */
  opened(options: QueueOptions, first: readonly EncodedMessage[]): SendQueue {
    this.#queue ??= new SendQueue(options, this.#ledger.counters)
    if (first.length > 0) this.#queue.renew(options, first)
    return this.#queue
  }

  /** Its session takes nothing more; what is held is held for the next. */
  sessionEnds(): void {
    if (this.#options?.whileDown !== 'hold') this.#shut = true
  }

  /** Its session is over, and another may follow. */
  sessionOver(): void {
    if (this.#shut || this.#options?.whileDown !== 'hold') return this.#drop()
    const queue = this.#queue
    if (queue !== null) this.#ledger.story.unsent(queue.suspend())
  }

  /** The person closes: nothing is taken any more. */
  shut(): void {
    this.#shut = true
  }

  /** The connection is over. */
  end(): void {
    this.#shut = true
    this.#drop()
  }

  /** The same where even the log may be broken. */
  abandon(): void {
    this.#shut = true
    this.#queue?.end()
    this.#queue = null
  }

  #tell({ outcome }: Sending, options: QueueOptions, pushedOut: boolean): void {
    const { story } = this.#ledger
    if (outcome.kind === 'refused') story.refused(outcome.reason, options)
    if (pushedOut) story.pushedOut(options)
  }

  /** Where the surroundings themselves fail, too: whoever sends to many sends to the others. */
  #made(draft: Draft): Made {
    try {
      return this.#filling.make(draft)
    } catch (error) {
      this.#ledger.complain(error)
      return { kind: 'bad', problem: '' }
    }
  }

  #drop(): void {
    const queue = this.#queue
    this.#queue = null
    if (queue !== null) this.#ledger.story.unsent(queue.end())
  }

  #refuse(reason: RefusalReason, unknown?: readonly string[]): Sending {
    this.#ledger.counters.refused += 1
    return refused(reason, unknown)
  }
}
