import { t } from '../../shared/words/words'
import { clockTime } from './time'

/** What somebody typed as a bound: a value, null for none, or what is wrong with it. */
export type TypedBound = { ok: true; value: number | null } | { ok: false; problem: string }

const units: Readonly<Record<string, number>> = { '': 1, b: 1, k: 2 ** 10, kb: 2 ** 10, kib: 2 ** 10, m: 2 ** 20, mb: 2 ** 20, mib: 2 ** 20, g: 2 ** 30, gb: 2 ** 30, gib: 2 ** 30 }

/** `200`, `10 KiB`, `1.5 MB`: 1 KB = 1 KiB = 1,024 bytes, as everywhere in the app. */
export function parseBytes(text: string): TypedBound {
  const bare = text.trim().replaceAll(/[,_]/g, '')
  if (bare === '') return { ok: true, value: null }
  const parts = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(bare)
  const unit = units[parts?.[2]?.toLowerCase() ?? '']
  if (parts?.[1] === undefined || unit === undefined) return { ok: false, problem: t('common.typed.bytes') }
  return { ok: true, value: Math.round(Number(parts[1]) * unit) }
}

/** Exactly these bytes, in the largest unit that is whole. */
export function typedBytes(bytes: number): string {
  if (bytes === 0) return '0'
  if (bytes % 2 ** 20 === 0) return `${bytes / 2 ** 20} MiB`
  return bytes % 2 ** 10 === 0 ? `${bytes / 2 ** 10} KiB` : String(bytes)
}

/**
 * `14:05`, `14:05:07`, `14:05:07.250` on the day of `now`, or with a day before it: `2026-11-19 14:05:07`. Local time.
 * The end of a range takes in all that its last figure stands for.
 */
export function parseTime(text: string, { now, edge }: { now: number; edge: 'from' | 'to' }): TypedBound {
  if (text.trim() === '') return { ok: true, value: null }
  const parts = /^(?:(\d{4})-(\d\d)-(\d\d)[T ])?(\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?$/.exec(text.trim())
  const [hours, minutes, seconds] = [parts?.[4], parts?.[5], parts?.[6] ?? '0'].map(Number) as [number, number, number]
  if (parts === null || hours > 23 || minutes > 59 || seconds > 59) return { ok: false, problem: t('common.typed.time') }
  const day = new Date(now)
  if (parts[1] !== undefined) day.setFullYear(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]))
  const fraction = parts[7]
  const start = day.setHours(hours, minutes, seconds, 0) + (fraction === undefined ? 0 : Number(`0.${fraction}`) * 1000)
  // Microseconds are the finest that a row's time has.
  const span = parts[6] === undefined ? 60_000 : 1000 / 10 ** (fraction?.length ?? 0)
  return { ok: true, value: edge === 'from' ? start : start + span - 0.001 }
}

/** As it would be typed: the day only where it is not that of `now`. */
export function typedTime(at: number, now: number): string {
  const day = (date: Date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`
  const its = day(new Date(at))
  return its === day(new Date(now)) ? clockTime(at) : `${its} ${clockTime(at)}`
}
