/** Ledger: writes down what passes on one connection: in its counters, its newest message, its attempts and its log, all behind one veil. */
import type { AttemptRecord } from '../../shared/attempt'
import type { Cause, ConnectionCounters, ConnectionId, LastMessage } from '../../shared/connection'
import type { Plan } from '../../shared/plan'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import type { LogSink } from '../log/sink'
import { Attempts } from './attempts'
import { LastSeen } from './last-seen'
import { NextMessages } from './next-message'
import type { Outgoing } from './send-queue'
import { Story } from './story'
import { AttemptTrace } from './trace'
import { Veil } from './veil'
import type { Frame } from './wire'

export interface LedgerOptions {
  id: ConnectionId
  log: LogSink
  clock: Clock
  logger: Logger
  /** Hides what is secret to any connection. */
  veil: Veil
}

/** What a batch of frames belongs to. */
interface Receipt {
  plan: Plan
  trace: AttemptTrace
  /** The pongs in it that a person waits for. */
  awaited: ReadonlySet<Frame> | null
}

export class Ledger {
  readonly counters: ConnectionCounters = {
    messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0, controlIn: 0, controlOut: 0, queuedMessages: 0, queuedBytes: 0, refused: 0, dropped: 0, retries: 0,
  }
  readonly veil: Veil
  readonly story: Story
  /** Who waits for the next message. */
  readonly next: NextMessages
  readonly #options: LedgerOptions
  readonly #lastSeen: LastSeen
  readonly #attempts = new Attempts()
  #lastAttempt = 0

  constructor(options: LedgerOptions) {
    this.#options = options
    this.veil = new Veil(options.veil)
    this.#lastSeen = new LastSeen(this.veil)
    this.story = new Story(options.log, options.id, this.veil)
    this.next = new NextMessages(this.veil, (error) => options.logger.error('A listener of the next message failed', error))
  }

  /** Something failed beside a message's way: it goes on, and the diary is told. */
  complain(error: unknown): void {
    this.#options.logger.error(`Connection ${this.#options.id} can't tell what became of a message`, error)
  }

  get last(): LastMessage | null {
    return this.#lastSeen.message
  }

  /** Newest first. */
  get attempts(): AttemptRecord[] {
    return this.veil.over(this.#attempts.list())
  }

  /** Begins the record of an attempt; `attempt` counts as in the state. */
  begin(about: Pick<AttemptRecord, 'name' | 'attempt' | 'url'>): AttemptTrace {
    this.#lastAttempt += 1
    const { id: connectionId, clock } = this.#options
    const trace = new AttemptTrace({ ...about, id: this.#lastAttempt, connectionId, clock })
    this.#attempts.add(trace)
    return trace
  }

  /** The newest attempt, or the session that it led to, is over; harmless if it was so already. */
  over(why: Cause): void {
    const { latest } = this.#attempts
    if (latest?.record.endedAt === null) latest.over(why)
  }

  /** `answerAt` is the place of the answer to a ping message, or -1. */
  received(frames: readonly Frame[], answerAt: number, { plan, trace, awaited }: Receipt): void {
    const at = this.#options.clock.now()
    if (trace.record.firstMessageMs === null && frames.some(isMessage)) trace.firstMessage()
    this.story.passed(frames, at, { controlFrames: plan.heartbeat.logged, hidden: plan.appPing.logged ? -1 : answerAt, awaited })
    this.#lastSeen.received(frames, at, this.counters)
    this.next.hear(frames, answerAt)
  }

  /** A ping of ours was handed over; `told`: it stands in the log. */
  pinged(payload: Uint8Array, told = true): void {
    this.counters.controlOut += 1
    if (told) this.story.pinged(payload)
  }

  sent(sent: readonly Outgoing[], compressed: boolean): void {
    const at = this.#options.clock.now()
    this.story.sent(sent, at, compressed)
    this.#lastSeen.sent(sent, at, this.counters)
  }
}

function isMessage({ kind }: Frame): boolean {
  return kind === 'text' || kind === 'binary'
}
