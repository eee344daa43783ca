import type { BaseIssue } from 'valibot'
import { t } from '../../../shared/words/words'
import type { OptionField } from './option-field'

type Unit = 'seconds' | 'mebibytes' | 'bytes' | 'count' | 'factor'

const units = {
  'limits.deadlineMs': 'seconds',
  'limits.closeTimeoutMs': 'seconds',
  'limits.receiveBytes': 'mebibytes',
  'limits.messageMs': 'seconds',
  'limits.idleAlarmMs': 'seconds',
  'heartbeat.intervalMs': 'seconds',
  'heartbeat.timeoutMs': 'seconds',
  'heartbeat.misses': 'count',
  'appPing.intervalMs': 'seconds',
  'appPing.timeoutMs': 'seconds',
  'appPing.misses': 'count',
  'queue.messages': 'count',
  'queue.bytes': 'mebibytes',
  'reconnect.baseMs': 'seconds',
  'reconnect.capMs': 'seconds',
  'reconnect.factor': 'factor',
  'reconnect.attempts': 'count',
  'reconnect.minUptimeMs': 'seconds',
  'proxy.port': 'count',
  'compression.thresholdBytes': 'bytes',
  'network.keepAliveMs': 'seconds',
  'redirects.hops': 'count',
} as const satisfies Partial<Record<OptionField, Unit>>

/** An option that is typed as a number. */
export type NumberField = keyof typeof units

/** Left empty, these say "no limit" or "never". */
const nullable = new Set<string>(['limits.messageMs', 'limits.idleAlarmMs', 'reconnect.attempts', 'network.keepAliveMs'])

const sizes: Record<Unit, number> = { seconds: 1_000, mebibytes: 1024 * 1024, bytes: 1, count: 1, factor: 1 }

export function isNumberField(field: string): field is NumberField {
  return field in units
}

/** A number as it is typed: in seconds and mebibytes; empty stands for "no limit". */
export function numberText(field: NumberField, value: number | null): string {
  return value === null || Number.isNaN(value) ? '' : String(value / sizes[units[field]])
}

/** What was typed, in the option's own unit; NaN if it is no number. */
export function fromText(field: NumberField, text: string): number | null {
  const typed = text.trim().replace(',', '.')
  if (typed === '') return nullable.has(field) ? null : Number.NaN
  const unit = units[field]
  return unit === 'count' || unit === 'factor' ? Number(typed) : Math.round(Number(typed) * sizes[unit])
}

/** The issue in words, with bounds in the unit that is typed. */
export function problemIn(field: string, issue: BaseIssue<unknown>): string {
  if (!isNumberField(field)) return issue.message
  if (issue.type === 'min_value') return t('profile.number.atLeast', { amount: amount(issue.requirement as number, units[field]) })
  if (issue.type === 'max_value') return t('profile.number.atMost', { amount: amount(issue.requirement as number, units[field]) })
  return t(issue.type === 'integer' ? 'profile.number.whole' : 'profile.number.any')
}

function amount(value: number, unit: Unit): string {
  if (unit === 'seconds') return value < 1_000 ? `${value / 1_000} s (${value} ms)` : `${value / 1_000} s`
  if (unit === 'mebibytes') {
    if (value === 1) return t('profile.number.bytes', { count: 1 })
    return value < sizes.mebibytes ? `${value / 1024} KiB` : `${value / sizes.mebibytes} MiB`
  }
  return unit === 'bytes' ? t('profile.number.bytes', { count: value }) : value.toLocaleString('en-US')
}
