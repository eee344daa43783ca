/** One connection's life: dial → session → decide → backoff → again, until it is closed or not worth another attempt. */
import type { AttemptRecord } from '../../shared/attempt'
import type { Cause, ConnectionCounters, ConnectionId, ConnectionSnapshot, ConnectionState, RefusalReason } from '../../shared/connection'
import { isAbort } from '../../shared/errors'
import type { EncodedMessage } from '../../shared/payload'
import type { Plan } from '../../shared/plan'
import { redactProtocol } from '../../shared/url'
import { t } from '../../shared/words/words'
import type { Clock } from '../lib/clock'
import { cause, Fault } from '../lib/fault'
import type { Logger } from '../lib/logger'
import type { LogSink } from '../log/sink'
import { Preparation } from '../prepare/preparation'
import type { Surroundings } from '../prepare/surroundings'
import { Comeback } from './comeback'
import type { Draft } from './draft'
import { Filling } from './filling'
import type { Gates } from './gates'
import { Ledger } from './ledger'
import { Life } from './life'
import { Mailbox } from './mailbox'
import { openingMessages } from './on-open'
import type { NextMessages } from './next-message'
import { Pings } from './pings'
import { Probe } from './probe'
import { retryDecision } from './retry'
import type { Sending } from './send-queue'
import { askedFor, closedBy, runSession, type CloseFrame, type CloseRequest, type Closing } from './session'
import { Standing, type Moment, type Seat } from './standing'
import type { End } from './story'
import type { AttemptTrace } from './trace'
import type { Veil } from './veil'
import { verdictOn, type Verdict } from './verdict'
import type { Dial, Socket } from './wire'
import type { WriteTurn } from './write-turn'

export interface ConnectionOptions {
  id: ConnectionId
  name: string
  plan: Plan
  /** The n-th of "open ×N", from 1. */
  index: number
  surroundings: Surroundings
  /** Hides what is secret to any connection. */
  veil: Veil
  /** Those of all connections. */
  gates: Gates
  writes: WriteTurn
  dial: Dial
  log: LogSink
  clock: Clock
  random: () => number
  logger: Logger
  onChange: (id: ConnectionId) => void
  onMoment?: (id: ConnectionId, moment: Moment) => void
}

interface AttemptEnd extends End {
  /** It stayed open long enough to count as well again. */
  stable: boolean
}

export class Connection {
  readonly id: ConnectionId
  /** Who waits for its next message. */
  readonly next: NextMessages
  readonly #options: ConnectionOptions
  readonly #ledger: Ledger
  readonly #filling: Filling
  readonly #mailbox: Mailbox
  readonly #preparation: Preparation
  readonly #standing: Standing
  readonly #pings: Pings
  readonly #comeback: Comeback
  readonly #probe = new Probe()
  #life: Life | null = null

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.id = options.id
    this.#preparation = new Preparation(options)
    this.#ledger = new Ledger(options)
    this.next = this.#ledger.next
    this.#filling = new Filling(this.#preparation, this.#ledger.veil)
    this.#mailbox = new Mailbox(this.#ledger, this.#filling)
    this.#standing = new Standing(options, this.#ledger)
    this.#comeback = new Comeback(options, this.#standing, this.#ledger)
    this.#pings = new Pings({ clock: options.clock, filling: this.#filling, ledger: this.#ledger, onRtt: (rttMs) => this.#standing.measured(rttMs) })
  }

  get snapshot(): ConnectionSnapshot {
    return this.#standing.snapshot
  }

  /** As they are now, and not to be changed: a snapshot would copy them and decode the last message. */
  get counters(): Readonly<ConnectionCounters> {
    return this.#ledger.counters
  }

  get seat(): Seat {
    return this.#standing.seat
  }

  /** The last `limits.attemptsKept`, newest first. */
  get attempts(): AttemptRecord[] {
    return this.#ledger.attempts
  }

  /** New options count from the next attempt on; name and colour at once. */
  update(plan: Plan): void {
    this.#preparation.plan = plan
    this.#standing.update(plan)
  }

  /** Starts the connection's life, unless it is already under way; one that is closing opens again when it is closed. */
  open(): void {
    if (this.#life !== null) return this.#life.again()
    const life = new Life(this.#options.gates.crowd)
    // First, so that who hears of the first state can close already.
    this.#life = life
    life.over = this.#live(life).catch((error: unknown) => {
      this.#options.logger.error(`Connection ${this.id} broke`, error)
      this.#life = null
      // Open, but not in its session yet: nobody else would end it.
      life.socket?.terminate()
      life.socket = null
      this.#mailbox.abandon()
      this.#comeback.begin()
      const why = cause('open', 'unknown', { reason: t('main.dial.seen.internal') })
      this.#ledger.over(why)
      this.#become({ kind: 'failed', at: this.#now(), cause: why })
    })
  }

  /** Closes politely (RFC 6455 §7.1.2); asked for while it is closing, cuts at once. Wins over a pending retry. */
  close(kind: CloseRequest['kind'] = 'user-closed', timeoutMs = this.#standing.plan.limits.closeTimeoutMs, frame?: CloseFrame): void {
    if (this.#life === null) return
    this.#mailbox.shut()
    this.#life.end(kind, timeoutMs, frame)
  }

  /** Resolves when nothing of the connection runs any more. */
  async over(): Promise<void> {
    await this.#life?.over
  }

  /** Ends a wait for the next attempt at once; opens a connection that is over. */
  retryNow(): void {
    if (!this.#comeback.now()) this.open()
  }

  /** The machine has slept, or its network is another one: an open peer is asked for a sign of life, and a wait of the backoff ends soon. */
  probe(): void {
    this.#probe.ask()
    this.#comeback.hurry()
  }

  send(message: EncodedMessage | Draft): Sending {
    const sending = this.#mailbox.send(message)
    this.#standing.changed()
    return sending
  }

  /** Sends a ping at once, past what is queued; returns why it was refused, or null. */
  ping(message: EncodedMessage | Draft): RefusalReason | null {
    return this.#pings.send(this.#standing.seat.open ? (this.#life?.socket ?? null) : null, message)
  }

  async #live(life: Life): Promise<void> {
    const { signal } = life
    this.#comeback.begin()
    for (let attempt = 1; ; attempt += 1) {
      const { stable, ...end } = await this.#attempt(attempt, life)
      if (stable) attempt = 1
      const decision = this.#worthRetrying(end.why, attempt, life)
      if (!decision.retry) return this.#end(life, end)
      if (!(await this.#comeback.wait({ attempt, end, wish: decision }, signal))) return this.#end(life, { why: closedBy(signal), handshake: null })
    }
  }

  /** One dial and, if it succeeds, one session to its end. */
  async #attempt(attempt: number, life: Life): Promise<AttemptEnd> {
    const { signal } = life
    this.#mailbox.dialling(this.#standing.plan.queue)
    this.#ledger.story.connecting(attempt, this.#standing.shownUrl)
    this.#become({ kind: 'connecting', attempt, since: this.#now() })
    if (!(await this.#comeback.turn(signal))) return { why: closedBy(signal), stable: false, handshake: null }
    const { plan, name, shownUrl: url } = this.#standing
    const trace = this.#ledger.begin({ name, attempt, url })
    const ended = (met: Cause, stable = false): AttemptEnd => {
      const why = life.wish === null ? met : askedFor(life.wish, met)
      this.#ledger.over(why)
      return { why, stable, handshake: trace.record }
    }
    let socket: Socket
    let verdict: Verdict = 'unknown'
    try {
      socket = await this.#options.dial(this.#preparation, trace, signal)
      life.socket = socket
      verdict = 'accepted'
    } catch (error) {
      if (isAbort(error)) return ended(closedBy(signal))
      if (!(error instanceof Fault)) throw error
      verdict = verdictOn(error.why)
      return ended(error.why)
    } finally {
      this.#ledger.veil.add(this.#preparation.secretsInUse)
      this.#ledger.veil.addCookies(this.#preparation.cookiesInUse)
      this.#comeback.dialled(plan, trace, verdict)
    }
    const openedAt = this.#options.clock.elapsed()
    const why = await this.#session(socket, { plan, trace }, life)
    const stable = this.#options.clock.elapsed() - openedAt >= plan.reconnect.minUptimeMs
    await this.#comeback.lost(openedAt, stable)
    return ended(why, stable)
  }

  async #session(socket: Socket, { plan, trace }: { plan: Plan; trace: AttemptTrace }, life: Life): Promise<Cause> {
    const { clock, log, writes } = this.#options
    const { story } = this.#ledger
    const { protocol, extensions } = socket.handshake
    try {
      story.open(socket.handshake, trace.record)
      const onTrouble = (words: string) => story.trouble(words)
      const queue = this.#mailbox.opened(plan.queue, openingMessages(plan.onOpen, this.#filling.make, onTrouble))
      this.#become({ kind: 'open', since: this.#now(), rttMs: null, protocol: redactProtocol(protocol), extensions })
      return await runSession({
        socket, queue, plan, clock, log, writes, onTrouble,
        probe: this.#probe,
        fill: this.#filling.fill,
        onFrames: (frames, answerAt) => {
          this.#ledger.received(frames, answerAt, { plan, trace, awaited: this.#pings.hear(frames) })
          this.#standing.changed()
        },
        onSent: (sent, compressed) => {
          this.#ledger.sent(sent, compressed)
          this.#standing.changed()
        },
        onPing: (payload) => this.#ledger.pinged(payload, plan.heartbeat.logged),
        onRtt: (rttMs) => this.#standing.measured(rttMs),
        onIdle: (since) => this.#idle(since, plan.limits.idleAlarmMs ?? 0),
        onStall: (since) => this.#standing.stalled(since, this.#now()),
        onClosing: (closing) => this.#closing(closing),
      }, life.signal)
    } catch (error) {
      // Its loops may not have run, and nobody else holds it.
      socket.terminate()
      throw error
    } finally {
      life.socket = null
      this.#pings.sessionOver()
      this.#probe.sessionOver()
      this.next.sessionOver()
      this.#mailbox.sessionOver()
    }
  }

  #idle(since: number | null, alarmMs: number): void {
    if (since !== null) this.#ledger.story.idle(alarmMs)
    this.#standing.idle(since)
  }

  #closing({ frame, why, timeoutMs }: Closing): void {
    if (frame !== null) this.#ledger.story.closing(frame)
    this.#mailbox.sessionEnds()
    const since = this.#now()
    this.#become({ kind: 'closing', since, forceAt: since + timeoutMs, ...(why && { why }) })
  }

  #worthRetrying(why: Cause, attempt: number, { wish }: Life): ReturnType<typeof retryDecision> {
    const { enabled, attempts, rules } = this.#standing.plan.reconnect
    if (wish !== null || !enabled || (attempts !== null && attempt > attempts)) return { retry: false }
    return retryDecision(why, rules)
  }

  #end({ reopens }: Life, end: End): void {
    const { why } = end
    const wanted = why.wasClean || why.kind === 'user-closed' || why.kind === 'app-quit'
    // Before it is told: whoever hears "closed" may open again.
    this.#life = null
    this.#mailbox.end()
    this.#ledger.story.over(wanted ? 'closed' : 'failed', end)
    this.#become({ kind: wanted ? 'closed' : 'failed', at: this.#now(), cause: why })
    if (reopens) this.open()
  }

  #become(state: ConnectionState): void {
    this.#standing.become(state)
  }

  #now(): number {
    return this.#options.clock.now()
  }
}
