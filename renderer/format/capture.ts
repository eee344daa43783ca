import type { CaptureInfo, ExportFormat, ExportScope, Job } from '../../shared/capture'
import type { Recording } from '../../shared/entry'
import { t } from '../../shared/words/words'
import { formatBytes } from './bytes'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const
const pad = (value: number) => String(value).padStart(2, '0')

/** 19 Nov 2026, 09:04 */
export function dateTime(at: number): string {
  const date = new Date(at)
  const month = t(`captures.month.${months[date.getMonth()] ?? 'jan'}`)
  return t('captures.date', { day: date.getDate(), month, year: date.getFullYear(), time: `${pad(date.getHours())}:${pad(date.getMinutes())}` })
}

/** Its name, or its date while it has none. */
export function captureTitle({ name, startedAt }: Pick<CaptureInfo, 'name' | 'startedAt'>): string {
  return name === '' ? dateTime(startedAt) : name
}

/** What each format is good for. */
export function formatWords(format: ExportFormat): { label: string; hint: string } {
  const names = { ndjson: 'NDJSON', har: 'HAR', json: 'JSON', csv: 'CSV', text: t('captures.export.plainText') }
  return { label: names[format], hint: t(`captures.export.${format}`) }
}

/** “3 picked rows”, “Whole capture: 200,000 entries” */
export function scopeWords(kind: ExportScope['kind'], count: number): string {
  return t(`captures.export.${kind}`, { count })
}

/** What a deletion takes away for good. */
export function removalWords(captures: readonly CaptureInfo[]): string {
  const count = captures.reduce((sum, info) => sum + info.entries, 0)
  const size = formatBytes(captures.reduce((sum, info) => sum + info.diskBytes, 0))
  const [first] = captures
  if (captures.length === 1 && first !== undefined) return t('captures.remove.named', { name: captureTitle(first), count, size })
  return t('captures.remove.several', { captures: t('captures.count', { count: captures.length }), count, size })
}

/** Where a job stands, in one line. */
export function jobWords({ kind, title, state, entries, done }: Job): string {
  if (state === 'running') return t(`captures.job.${kind}ing`, { title, percent: Math.floor(done * 100) })
  if (state === 'done') return t(`captures.job.${kind}ed`, { title, count: entries })
  return t(state === 'cancelled' ? `captures.job.${kind}Cancelled` : `captures.job.${kind}Failed`, { title })
}

/** What a recording that has stopped means, and what to do about it. */
export function stoppedWords(recording: Extract<Recording, { kind: 'stopped' }>, dataFolder: string): { title: string; lost: string; advice: string } {
  const why = recording.why === '' ? t('captures.stopped.unknown') : recording.why.charAt(0).toLowerCase() + recording.why.slice(1)
  return {
    title: t(/[.!?。！？]$/.test(why) ? 'captures.stopped.title' : 'captures.stopped.titleEnded', { why }),
    lost: t('captures.stopped.lost', { count: recording.missed }),
    advice: t('captures.stopped.advice', { folder: dataFolder }),
  }
}

/** What narrower bounds delete at once; empty: nothing. */
export function lossWords(whole: readonly CaptureInfo[], partly: CaptureInfo | null): string {
  const size = formatBytes(whole.reduce((sum, info) => sum + info.diskBytes, 0))
  const count = whole.length
  if (partly === null) return count === 0 ? '' : t('captures.retention.loses', { count, size })
  const name = captureTitle(partly)
  return count === 0 ? t('captures.retention.losesEntries', { name }) : t('captures.retention.losesBoth', { count, size, name })
}
