import type { BaseIssue } from 'valibot'
import type { Profile } from '../../shared/profile'

type Unit = 'seconds' | 'mebibytes' | 'count'
type Issue = BaseIssue<unknown>

const units = {
  'deadlineMs': 'seconds',
  'closeTimeoutMs': 'seconds',
  'receiveBytes': 'mebibytes',
  'heartbeat.intervalMs': 'seconds',
  'heartbeat.timeoutMs': 'seconds',
  'heartbeat.misses': 'count',
  'queue.messages': 'count',
  'queue.bytes': 'mebibytes',
  'reconnect.baseMs': 'seconds',
  'reconnect.capMs': 'seconds',
  'reconnect.attempts': 'count',
} as const satisfies Record<string, Unit>

/** A number of a profile, by its path. */
export type NumberField = keyof typeof units
export const numberFields = Object.keys(units) as NumberField[]

const sizes: Record<Unit, number> = { seconds: 1_000, mebibytes: 1024 * 1024, count: 1 }

function isNumberField(field: string): field is NumberField {
  return field in units
}

function valueAt(profile: Profile, field: NumberField): number | null {
  const value = field.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], profile)
  return value as number | null
}

/** Every number as it is typed: in seconds and mebibytes; empty stands for "no limit". */
export function toText(profile: Profile): Record<NumberField, string> {
  const texts = numberFields.map((field) => {
    const value = valueAt(profile, field)
    return [field, value === null ? '' : String(value / sizes[units[field]])]
  })
  return Object.fromEntries(texts) as Record<NumberField, string>
}

export function fromText(field: NumberField, text: string): number | null {
  const typed = text.trim().replace(',', '.')
  if (typed === '') return field === 'reconnect.attempts' ? null : Number.NaN
  const unit = units[field]
  return unit === 'count' ? Number(typed) : Math.round(Number(typed) * sizes[unit])
}

/** Which field an issue belongs to; `rows` says from which table row each header came. */
export function fieldOf(issue: Issue, rows: readonly number[]): string {
  const keys = (issue.path ?? []).map((item) => String(item.key))
  if (keys[0] === 'tags' || keys[0] === 'protocols') return keys[0]
  if (keys[0] === 'headers' && keys.length === 3) return `headers.${rows[Number(keys[1])] ?? 0}.${keys[2] ?? ''}`
  return keys.join('.')
}

/** The issue in words, with bounds in the unit that is typed. */
export function problemIn(field: string, issue: Issue): string {
  if (!isNumberField(field)) return issue.message
  if (issue.type === 'min_value') return `At least ${amount(issue.requirement as number, units[field])}`
  if (issue.type === 'max_value') return `At most ${amount(issue.requirement as number, units[field])}`
  return issue.type === 'integer' ? 'Enter a whole number' : 'Enter a number'
}

function amount(value: number, unit: Unit): string {
  if (unit === 'seconds') return value < 1_000 ? `${value / 1_000} s (${value} ms)` : `${value / 1_000} s`
  if (unit === 'mebibytes') {
    if (value === 1) return '1 byte'
    return value < sizes.mebibytes ? `${value / 1024} KiB` : `${value / sizes.mebibytes} MiB`
  }
  return value.toLocaleString('en-US')
}
