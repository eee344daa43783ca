/** AttemptTrace: writes down one attempt while it happens, step by step, for people to look at. */
import type { AttemptHop, AttemptRecord, AttemptStep } from '../../shared/attempt'
import type { Cause, Phase } from '../../shared/connection'
import type { Clock } from '../lib/clock'

export interface TraceOptions extends Pick<AttemptRecord, 'id' | 'connectionId' | 'name' | 'attempt' | 'url'> {
  clock: Clock
}

export class AttemptTrace {
  readonly record: AttemptRecord
  readonly #clock: Clock
  readonly #startedAt: number
  #step: AttemptStep | null = null

  constructor({ clock, ...about }: TraceOptions) {
    this.#clock = clock
    this.#startedAt = clock.elapsed()
    this.record = { ...about, at: clock.now(), steps: [], hops: [], agreed: null, openMs: null, firstMessageMs: null, endedAt: null, cause: null }
  }

  /** Where the attempt is now. */
  get phase(): Phase {
    return this.#step?.phase ?? this.record.steps.at(-1)?.phase ?? 'prepare'
  }

  /** Ends the step before, if one is under way, and begins the next. */
  enter(phase: Phase, detail = ''): void {
    this.leave()
    this.#step = { phase, startMs: this.elapsedMs(), endMs: null, detail }
    this.record.steps.push(this.#step)
  }

  /** What the step under way found or chose. */
  found(detail: string): void {
    if (this.#step !== null) this.#step.detail = detail
  }

  leave(): void {
    if (this.#step !== null) this.#step.endMs = this.elapsedMs()
    this.#step = null
  }

  hop(hop: AttemptHop): void {
    this.record.hops.push(hop)
  }

  opened(protocol: string, extensions: string): void {
    this.leave()
    this.record.agreed = { protocol, extensions }
    this.record.openMs = this.elapsedMs()
  }

  firstMessage(): void {
    this.record.firstMessageMs ??= this.elapsedMs()
  }

  over(why: Cause): void {
    this.record.endedAt = this.#clock.now()
    this.record.cause = why
  }

  /** From the start, to a hundredth of a millisecond. */
  elapsedMs(): number {
    return Math.round((this.#clock.elapsed() - this.#startedAt) * 100) / 100
  }
}
