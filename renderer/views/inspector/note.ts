import type { AttemptRecord } from '../../../shared/attempt'
import { attemptFrom } from '../../../shared/attempt-schema'
import { closeCodeName } from '../../../shared/close-code'
import type { EntryKind, LogRow } from '../../../shared/entry'
import { lifecycleWords } from '../../../shared/lifecycle-words'
import { t, wordsOf } from '../../../shared/words/words'
import { formatCount } from '../../format/bytes'
import { directionWords } from '../../format/entry'
import { countdown, fullTime } from '../../format/time'

/** One line of a definition list; a value with parts of its own is a small table. */
export interface Detail {
  label: string
  value: string
  rows: [name: string, value: string][]
}

export interface Details {
  words: string
  details: Detail[]
}

/** What there is to say about an entry beside its payload: what it means first, then what the log knows of it. */
export function detailsOf(row: LogRow, bytes: Uint8Array): Details {
  const text = () => new TextDecoder().decode(bytes)
  const known = entryDetails(row)
  if (row.kind === 'mark') return { words: text() || t('log.kind.mark'), details: known }
  const story = row.kind === 'close' ? closeDetails(bytes) : row.kind === 'lifecycle' ? noteDetails(text()) : null
  if (story === null) return { words: row.kind === 'lifecycle' ? row.preview : '', details: known }
  return { words: story.words, details: [...story.details, { label: t('inspector.details.entry'), value: '', rows: known.map(({ label, value }) => [label, value]) }] }
}

/** What a life-cycle entry says: its words, and whatever else is in its note. Null if the note can't be read. */
export function noteDetails(json: string): Details | null {
  const note = parsed(json)
  if (note === null) return null
  const details = Object.entries(note)
    .filter(([name]) => name !== 'words' && name !== 'handshake')
    .map(([name, value]) => detail(name, value))
  const body = typeof note['body'] === 'string' ? '' : (attemptFrom(note['handshake'])?.hops.at(-1)?.response?.body ?? '')
  const all = [...details, { label: t('inspector.details.body'), value: body, rows: [] }].filter((line) => line.value !== '' || line.rows.length > 0)
  return { words: lifecycleWords(note), details: all }
}

/** The attempt that a life-cycle entry tells of, or null; captures may come from anywhere, so its shape is checked. */
export function handshakeOf(json: string): AttemptRecord | null {
  return attemptFrom(parsed(json)?.['handshake'])
}

/** A close frame's body: a two-byte code, then the reason in UTF-8; both may be missing (RFC 6455 §5.5.1). */
export function closeDetails(bytes: Uint8Array): Details {
  const [high, low] = bytes
  if (high === undefined || low === undefined) return { words: t('inspector.details.closeWithoutCode'), details: [] }
  const code = high * 256 + low
  const reason = new TextDecoder().decode(bytes.subarray(2))
  return {
    words: t('inspector.details.closeFrame', { code, name: closeCodeName(code) }),
    details: [
      { label: t('inspector.details.code'), value: String(code), rows: [] },
      { label: t('inspector.details.name'), value: closeCodeName(code), rows: [] },
      { label: t('inspector.details.reason'), value: reason === '' ? t('inspector.details.noReason') : reason, rows: [] },
    ],
  }
}

function line(label: string, value: string): Detail {
  return { label, value, rows: [] }
}

function compressedLine(compressed: boolean): Detail {
  return line(t('inspector.details.compressed'), t(compressed ? 'inspector.details.compressedYes' : 'inspector.details.no'))
}

/** What the log knows about any entry. */
export function entryDetails({ seq, at, elapsed, source, direction, kind, size, compressed }: LogRow): Detail[] {
  const frame = direction !== 'none'
  return [
    line(t('inspector.details.number'), `#${formatCount(seq)}`),
    line(t('inspector.details.time'), fullTime(at)),
    line(t('inspector.details.elapsed'), `${(elapsed / 1000).toFixed(6)} s`),
    ...(source.connectionId === '' ? [] : [line(t('inspector.details.connection'), source.name), line(t('inspector.details.url'), source.url)]),
    ...(frame ? [line(t('inspector.details.direction'), directionWords[direction]), line(t('inspector.details.kind'), kindWords[kind])] : []),
    ...(frame ? [line(t('inspector.details.size'), t('inspector.bytes', { count: size })), compressedLine(compressed)] : []),
  ].filter(({ value }) => value !== '')
}

export const kindWords = wordsOf<EntryKind>({
  text: 'inspector.kind.text',
  binary: 'inspector.kind.binary',
  ping: 'inspector.kind.ping',
  pong: 'inspector.kind.pong',
  close: 'inspector.kind.close',
  lifecycle: 'inspector.kind.lifecycle',
  mark: 'inspector.kind.mark',
})

function parsed(json: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function detail(name: string, value: unknown): Detail {
  const label = labelOf(name)
  if (Array.isArray(value)) return { label, value: '', rows: value.map(pair) }
  if (typeof value !== 'object' || value === null) return { label, value: plain(name, value), rows: [] }
  const rows = Object.entries(value).map(([key, part]): [string, string] => [labelOf(key), plain(name === 'timing' ? `${key}Ms` : key, part)])
  return { label, value: '', rows: rows.filter(([, text]) => text !== '') }
}

/** A header as [name, value]; anything else as it is. */
function pair(item: unknown): [string, string] {
  if (Array.isArray(item) && item.length === 2) return [String(item[0]), String(item[1])]
  return ['', plain('', item)]
}

function plain(name: string, value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'object') return JSON.stringify(value)
  if (typeof value === 'boolean') return t(value ? 'inspector.details.yes' : 'inspector.details.no')
  if (typeof value === 'string') return value
  if (typeof value !== 'number') return ''
  const rounded = Math.round(value * 100) / 100
  if (name === 'alarmMs' || name === 'stalledMs') return countdown(value)
  return name.endsWith('Ms') ? `${rounded} ms` : String(rounded)
}

/** What Sockdeck's own notes hold; a capture may come from another version. */
const noteWords = wordsOf({
  event: 'inspector.note.event',
  url: 'inspector.note.url',
  attempt: 'inspector.note.attempt',
  address: 'inspector.note.address',
  status: 'inspector.note.status',
  protocol: 'inspector.note.protocol',
  extensions: 'inspector.note.extensions',
  timing: 'inspector.note.timing',
  headers: 'inspector.note.headers',
  body: 'inspector.note.body',
  retry: 'inspector.note.retry',
  delayMs: 'inspector.note.delay',
  ceilingMs: 'inspector.note.ceiling',
  held: 'inspector.note.held',
  cause: 'inspector.note.cause',
  phase: 'inspector.note.phase',
  kind: 'inspector.note.kind',
  code: 'inspector.note.code',
  reason: 'inspector.note.reason',
  httpStatus: 'inspector.note.httpStatus',
  closeCode: 'inspector.note.closeCode',
  wasClean: 'inspector.note.wasClean',
  by: 'inspector.note.by',
  retryAfterMs: 'inspector.note.retryAfter',
  messages: 'inspector.note.messages',
  bytes: 'inspector.note.bytes',
  overflow: 'inspector.note.overflow',
  whileDown: 'inspector.note.whileDown',
  count: 'inspector.note.count',
  alarmMs: 'inspector.note.alarm',
  stalledMs: 'inspector.note.stalled',
  at: 'inspector.note.at',
  ahead: 'inspector.note.ahead',
  down: 'inspector.note.down',
  flapping: 'inspector.note.flapping',
  times: 'inspector.note.times',
  withinMs: 'inspector.note.within',
  proxy: 'inspector.note.proxy',
})

function isNoteWord(name: string): name is keyof typeof noteWords {
  return Object.hasOwn(noteWords, name)
}

/** Of others the name itself: someValueMs → Some value, tcpStart → TCP start */
function labelOf(name: string): string {
  if (isNoteWord(name)) return noteWords[name]
  const words = name.replace(/Ms$/, '').replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
  if (/^(dns|tcp|tls|http|url)\b/.test(words)) return words.replace(/^\w+/, (word) => word.toUpperCase())
  return words.charAt(0).toUpperCase() + words.slice(1)
}
