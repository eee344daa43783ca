import type { CaptureInfo, ExportFormat, ExportScope, Job } from '../../shared/capture'
import type { Recording } from '../../shared/entry'
import { formatBytes, formatCount, plural } from './bytes'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const pad = (value: number) => String(value).padStart(2, '0')

/** 19 Nov 2026, 09:04 */
export function dateTime(at: number): string {
  const date = new Date(at)
  return `${date.getDate()} ${months[date.getMonth()] ?? ''} ${date.getFullYear()}, ${pad(date.getHours())}:${pad(date.getMinutes())}`
}

/** Its name, or its date while it has none. */
export function captureTitle({ name, startedAt }: Pick<CaptureInfo, 'name' | 'startedAt'>): string {
  return name === '' ? dateTime(startedAt) : name
}

/** What each format is good for. */
export const formatWords: Record<ExportFormat, { label: string; hint: string }> = {
  ndjson: { label: 'NDJSON', hint: 'One JSON object per line, every byte kept: for scripts, and to import into Sockdeck again' },
  har: { label: 'HAR', hint: 'For browser developer tools: Chrome shows its WebSocket messages, and Sockdeck imports it' },
  json: { label: 'JSON', hint: 'One JSON array: for programs that read a file as a whole' },
  csv: { label: 'CSV', hint: 'For spreadsheets; cells that look like formulas are made harmless' },
  text: { label: 'Plain text', hint: 'One line per message: to read, search and paste' },
}

/** “3 picked rows”, “Whole capture: 200,000 entries” */
export function scopeWords(kind: ExportScope['kind'], count: number): string {
  if (kind === 'rows') return `${formatCount(count)} picked ${count === 1 ? 'row' : 'rows'}`
  return kind === 'view' ? `View: ${plural(count, 'row')}` : `Whole capture: ${plural(count, 'entry', 'entries')}`
}

/** What a deletion takes away for good. */
export function removalWords(captures: readonly CaptureInfo[]): string {
  const entries = captures.reduce((sum, info) => sum + info.entries, 0)
  const bytes = captures.reduce((sum, info) => sum + info.diskBytes, 0)
  const [first] = captures
  const what = captures.length === 1 && first !== undefined ? `“${captureTitle(first)}”` : plural(captures.length, 'capture')
  return `${what} with ${plural(entries, 'entry', 'entries')} (${formatBytes(bytes)}) will be deleted from the disk. This can’t be undone.`
}

/** Where a job stands, in one line. */
export function jobWords({ kind, title, state, entries, done }: Job): string {
  const counted = plural(entries, 'entry', 'entries')
  const exporting = kind === 'export'
  if (state === 'running') return `${exporting ? 'Exporting' : 'Importing'} ${title} · ${Math.floor(done * 100)} %`
  if (state === 'done') return exporting ? `Exported ${counted} to ${title}` : `Imported ${counted} from ${title}`
  if (state === 'cancelled') return `${exporting ? 'Export' : 'Import'} cancelled: ${title}`
  return `${exporting ? 'Export' : 'Import'} failed: ${title}`
}

/** What a recording that has stopped means, and what to do about it. */
export function stoppedWords(recording: Extract<Recording, { kind: 'stopped' }>, dataFolder: string): { title: string; lost: string; advice: string } {
  const why = recording.why === '' ? 'nothing can be written' : recording.why.charAt(0).toLowerCase() + recording.why.slice(1)
  return {
    title: `Recording stopped: ${/[.!?]$/.test(why) ? why : `${why}.`}`,
    lost: `${formatCount(recording.missed)} ${recording.missed === 1 ? 'entry was' : 'entries were'} not stored so far.`,
    advice: `Sockets stay open. Free some space on the disk with ${dataFolder}, or delete old captures; it goes on by itself.`,
  }
}

/** What narrower bounds delete at once; empty: nothing. */
export function lossWords(whole: readonly CaptureInfo[], partly: CaptureInfo | null): string {
  const bytes = whole.reduce((sum, info) => sum + info.diskBytes, 0)
  const parts = [
    ...(whole.length === 0 ? [] : [`the oldest ${whole.length === 1 ? 'capture' : plural(whole.length, 'capture')} (${formatBytes(bytes)})`]),
    ...(partly === null ? [] : [`the oldest entries of “${captureTitle(partly)}”`]),
  ]
  return parts.length === 0 ? '' : `This deletes ${parts.join(' and ')} for good.`
}
