import { safeParse } from 'valibot'
import { limits } from '../../shared/limits'
import type { ComposedMessage } from '../../shared/payload'
import { scheduleSchema, type Schedule, type ScheduleTarget, type Timing } from '../../shared/schedule'
import { t } from '../../shared/words/words'

type Begin = { message: ComposedMessage; target: ScheduleTarget; name: string }
export type DraftBegin = Begin | { schedule: Schedule }

export type Field = 'name' | 'ms' | 'minMs' | 'maxMs' | 'cron' | 'times'

/** The ticked sockets, or all if none is. */
export function selectedTarget(ids: readonly string[]): ScheduleTarget {
  return ids.length === 0 ? { kind: 'all' } : { kind: 'connections', ids: [...ids] }
}

/** A schedule while it is written: numbers as they are typed. */
export class ScheduleDraft {
  name = $state('')
  kind = $state<Timing['kind']>('every')
  ms = $state('1000')
  minMs = $state('500')
  maxMs = $state('1500')
  cron = $state('*/5 * * * * *')
  limited = $state(false)
  times = $state('10')
  target = $state.raw<ScheduleTarget>({ kind: 'all' })
  /** Nothing is called wrong before somebody tried to start it. */
  tried = $state(false)
  readonly message: ComposedMessage
  /** There is one of this id already. */
  readonly known: boolean
  readonly #id: string
  readonly problems: Partial<Record<Field, string>> = $derived.by(() => this.#problems())

  constructor(about: DraftBegin) {
    const { schedule } = 'schedule' in about ? about : { schedule: null }
    this.known = schedule !== null
    this.#id = schedule?.id ?? crypto.randomUUID()
    const { message, target, name } = 'schedule' in about ? about.schedule : about
    this.message = message
    this.target = target
    this.name = name
    if (schedule !== null) this.#take(schedule)
  }

  /** null: something of it is wrong. */
  finished(): Schedule | null {
    this.tried = true
    if (Object.keys(this.problems).length > 0) return null
    const times = this.limited ? Number(this.times) : null
    const { message, target } = this
    const checked = safeParse(scheduleSchema, { id: this.#id, name: this.name.trim(), message, target, timing: this.#timing(), times })
    return checked.success ? checked.output : null
  }

  #take({ timing, times }: Schedule): void {
    this.kind = timing.kind
    if (timing.kind === 'every') this.ms = String(timing.ms)
    else if (timing.kind === 'cron') this.cron = timing.expression
    else {
      this.minMs = String(timing.minMs)
      this.maxMs = String(timing.maxMs)
    }
    this.limited = times !== null
    if (times !== null) this.times = String(times)
  }

  #timing(): Timing {
    if (this.kind === 'every') return { kind: 'every', ms: Number(this.ms) }
    if (this.kind === 'random') return { kind: 'random', minMs: Number(this.minMs), maxMs: Number(this.maxMs) }
    return { kind: 'cron', expression: this.cron.trim() }
  }

  #problems(): Partial<Record<Field, string>> {
    const found: Partial<Record<Field, string>> = {}
    const note = (field: Field, problem: string | null) => {
      if (problem !== null) found[field] = problem
    }
    if (this.name.trim() === '') note('name', t('schedules.needsName'))
    if (this.kind === 'every') note('ms', pauseProblem(this.ms))
    if (this.kind === 'random') {
      note('minMs', pauseProblem(this.minMs))
      note('maxMs', pauseProblem(this.maxMs) ?? (Number(this.maxMs) < Number(this.minMs) ? t('schedules.maxBelowMin') : null))
    }
    if (this.kind === 'cron' && ![5, 6].includes(this.cron.trim().split(/\s+/).length)) note('cron', t('schedules.cronFields'))
    if (this.limited && !isWhole(this.times, 1, 1_000_000_000)) note('times', t('schedules.wholeTimes'))
    return found
  }
}

function isWhole(text: string, least: number, most: number): boolean {
  return /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most
}

function pauseProblem(text: string): string | null {
  return isWhole(text, limits.scheduleMinMs, limits.scheduleMaxMs) ? null : t('schedules.wholeMs', { least: limits.scheduleMinMs, most: limits.scheduleMaxMs })
}
