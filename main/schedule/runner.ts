/** Runner: takes the turns of one schedule by the clock, sends at each, and counts. */
import type { ConnectionId, RefusalReason, SendOutcome } from '../../shared/connection'
import { AppError } from '../../shared/errors'
import type { Schedule, ScheduleState } from '../../shared/schedule'
import { sendableOf, unknownWords, type Sendable } from '../../shared/sendable'
import { t } from '../../shared/words/words'
import type { Pool, Sending } from '../connection/pool'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { audienceOf, nobodyWords } from './audience'
import { Drift } from './drift'
import { rhythmOf, type Rhythm } from './rhythm'

export interface RunnerOptions {
  pool: Pick<Pool, 'broadcast' | 'seat' | 'seats'>
  clock: Clock
  random: () => number
  logger: Logger
  /** Called at each turn and each outcome, so often that listeners must coalesce. */
  onChange: () => void
}

/** A timer may fire a moment early; a wait longer than that is gone on with. */
const earlyMs = 1
/** By the wall's clock nothing is waited for longer than that at once: it may be set, and the machine may sleep. */
const longestWaitMs = 60_000

export class Runner {
  readonly schedule: Schedule
  readonly #options: RunnerOptions
  readonly #drift = new Drift()
  #state: ScheduleState['state'] = 'paused'
  #message: Sendable | null = null
  #rhythm: Rhythm | null = null
  #due = 0
  #nextAt: number | null = null
  #lastAt: number | null = null
  #takeBack: (() => void) | null = null
  #runs = 0
  #skipped = 0
  #sent = 0
  #refused = 0
  #problem = ''

  /** Paused: nothing happens before `resume`. */
  constructor(schedule: Schedule, options: RunnerOptions) {
    this.schedule = schedule
    this.#options = options
  }

  get state(): ScheduleState {
    return {
      schedule: this.schedule, state: this.#state, runs: this.#runs, skipped: this.#skipped, sent: this.#sent, refused: this.#refused,
      nextAt: this.#nextAt, lastAt: this.#lastAt, driftMs: this.#drift.mean, problem: this.#problem,
    }
  }

  /** Throws AppError bad-cron, or what is wrong with the message, as `resume` would. */
  check(): void {
    const { clock, random } = this.#options
    this.#message ??= sendableOf(this.schedule.message)
    this.#rhythm = rhythmOf(this.schedule.timing, { wall: clock.now(), monotonic: clock.elapsed() }, random)
  }

  /** Goes on with a rhythm that begins now; from the first turn if it had ended. Throws AppError bad-cron, or what is wrong with the message. */
  resume(): void {
    if (this.#state === 'running') return
    this.check()
    if (this.#state === 'ended') this.#forget()
    this.#become('running')
    this.#wait(this.#time())
  }

  pause(): void {
    if (this.#state === 'running') this.#become('paused')
  }

  stop(): void {
    this.#become('ended')
  }

  /** Leaves no timer; nobody is told. */
  close(): void {
    this.#takeBack?.()
    this.#takeBack = null
  }

  #time(): number {
    const { clock } = this.#options
    return this.#rhythm?.clock === 'wall' ? clock.now() : clock.elapsed()
  }

  #become(state: ScheduleState['state']): void {
    this.close()
    this.#state = state
    this.#nextAt = null
    if (state !== 'running') this.#problem = ''
    this.#options.onChange()
  }

  #forget(): void {
    this.#drift.forget()
    this.#lastAt = null
    this.#runs = this.#skipped = this.#sent = this.#refused = 0
  }

  /** For the turn after that of `now`. */
  #wait(now: number): void {
    const { clock } = this.#options
    const turn = this.#rhythm?.next(now) ?? null
    if (turn === null) return this.stop()
    this.#due = turn.due
    this.#skipped += turn.skipped
    this.#nextAt = Math.round(clock.now() + turn.due - this.#time())
    this.#arm()
  }

  #arm(): void {
    const left = Math.max(0, this.#due - this.#time())
    const wait = this.#rhythm?.clock === 'wall' ? Math.min(left, longestWaitMs) : left
    this.#takeBack = this.#options.clock.after(wait, () => {
      if (this.#due - this.#time() > earlyMs) this.#arm()
      else this.#turn()
    })
  }

  #turn(): void {
    const { clock, onChange } = this.#options
    const now = this.#time()
    const begun = clock.elapsed()
    this.#drift.add(Math.abs(now - this.#due))
    this.#runs += 1
    this.#lastAt = Math.round(clock.now())
    this.#problem = this.#tried()
    if (this.schedule.times !== null && this.#runs >= this.schedule.times) return this.#end()
    // A turn that takes longer than its period leaves as much time to all others before the next.
    const took = clock.elapsed() - begun
    const { timing } = this.schedule
    this.#wait(timing.kind === 'every' && took > timing.ms ? now + 2 * took : now)
    onChange()
  }

  /** The last turn's problem stays to be read. */
  #end(): void {
    const problem = this.#problem
    this.#become('ended')
    this.#problem = problem
  }

  /** What goes wrong in one turn must not end those that follow. */
  #tried(): string {
    try {
      return this.#send()
    } catch (error) {
      this.#options.logger.error(`A turn of schedule ${this.schedule.id} failed`, error)
      return t('engine.scheduleUnsent', { why: error instanceof AppError ? error.message : t('errors.internal') })
    }
  }

  /** Returns why nobody got it, or ''. */
  #send(): string {
    const { pool } = this.#options
    const { target } = this.schedule
    const ids: ConnectionId[] = audienceOf(pool, target)
    if (ids.length === 0 || this.#message === null) return nobodyWords(pool, target)
    const sendings = pool.broadcast(ids, this.#message, this.#runs)
    for (const { outcome, settled } of sendings) {
      if (outcome.kind === 'refused') this.#refused += 1
      else void settled.then((end) => this.#settled(end))
    }
    return sendings.every(({ outcome }) => outcome.kind === 'refused') ? refusalWords(sendings) : ''
  }

  #settled({ kind }: SendOutcome): void {
    if (kind === 'sent') this.#sent += 1
    else this.#refused += 1
    this.#options.onChange()
  }
}

const reasons: Readonly<Record<RefusalReason, () => string>> = {
  'queue-full': () => t('engine.why.full'),
  'not-open': () => t('engine.why.notOpen'),
  'not-found': () => t('engine.why.notOpen'),
  'message-too-large': () => t('engine.why.tooLarge'),
  'bad-message': () => t('engine.why.badMessage'),
  'unknown-variable': () => '',
}

/** Of those that all refused; the first one's reason stands for all. */
function refusalWords(sendings: readonly Sending[]): string {
  const unknown = [...new Set(sendings.flatMap((sending) => sending.unknown ?? []))]
  if (unknown.length > 0) return unknownWords(unknown)
  const [first] = sendings
  return first?.outcome.kind === 'refused' ? t('engine.scheduleUnsent', { why: reasons[first.outcome.reason]() }) : ''
}
