import type { AttemptRecord } from '../../../shared/attempt'
import { attemptFrom } from '../../../shared/attempt-schema'
import { closeCodeName } from '../../../shared/close-code'
import type { EntryKind, LogRow } from '../../../shared/entry'
import { formatCount, plural } from '../../format/bytes'
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
  if (row.kind === 'mark') return { words: text() || 'Mark', details: known }
  const story = row.kind === 'close' ? closeDetails(bytes) : row.kind === 'lifecycle' ? noteDetails(text()) : null
  if (story === null) return { words: row.kind === 'lifecycle' ? row.preview : '', details: known }
  return { words: story.words, details: [...story.details, { label: 'Entry', value: '', rows: known.map(({ label, value }) => [label, value]) }] }
}

/** What a life-cycle entry says: its words, and whatever else is in its note. Null if the note can't be read. */
export function noteDetails(json: string): Details | null {
  const note = parsed(json)
  if (note === null) return null
  const details = Object.entries(note)
    .filter(([name]) => name !== 'words' && name !== 'handshake')
    .map(([name, value]) => detail(name, value))
  const body = typeof note['body'] === 'string' ? '' : (attemptFrom(note['handshake'])?.hops.at(-1)?.response?.body ?? '')
  const all = [...details, { label: 'Body', value: body, rows: [] }].filter((line) => line.value !== '' || line.rows.length > 0)
  return { words: typeof note['words'] === 'string' ? note['words'] : '', details: all }
}

/** The attempt that a life-cycle entry tells of, or null; captures may come from anywhere, so its shape is checked. */
export function handshakeOf(json: string): AttemptRecord | null {
  return attemptFrom(parsed(json)?.['handshake'])
}

/** A close frame's body: a two-byte code, then the reason in UTF-8; both may be missing (RFC 6455 §5.5.1). */
export function closeDetails(bytes: Uint8Array): Details {
  const [high, low] = bytes
  if (high === undefined || low === undefined) return { words: 'Close frame without a code', details: [] }
  const code = high * 256 + low
  const reason = new TextDecoder().decode(bytes.subarray(2))
  return {
    words: `Close frame: ${code} ${closeCodeName(code)}`,
    details: [
      { label: 'Code', value: String(code), rows: [] },
      { label: 'Name', value: closeCodeName(code), rows: [] },
      { label: 'Reason', value: reason === '' ? 'None given' : reason, rows: [] },
    ],
  }
}

/** What the log knows about any entry. */
export function entryDetails({ seq, at, elapsed, source, direction, kind, size, compressed }: LogRow): Detail[] {
  const line = (label: string, value: string): Detail => ({ label, value, rows: [] })
  const frame = direction !== 'none'
  return [
    line('Number', `#${formatCount(seq)}`),
    line('Time', fullTime(at)),
    line('Since start', `${(elapsed / 1000).toFixed(6)} s`),
    ...(source.connectionId === '' ? [] : [line('Connection', source.name), line('URL', source.url)]),
    ...(frame ? [line('Direction', direction === 'in' ? 'Received' : 'Sent'), line('Kind', kindWords[kind])] : []),
    ...(frame ? [line('Size', plural(size, 'byte')), line('Compressed', compressed ? 'Yes, on the wire (permessage-deflate)' : 'No')] : []),
  ].filter(({ value }) => value !== '')
}

export const kindWords: Readonly<Record<EntryKind, string>> = {
  text: 'text message',
  binary: 'binary message',
  ping: 'ping',
  pong: 'pong',
  close: 'close frame',
  lifecycle: 'life cycle',
  mark: 'mark',
}

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
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'string') return value
  if (typeof value !== 'number') return ''
  const rounded = Math.round(value * 100) / 100
  if (name === 'alarmMs') return countdown(value)
  return name.endsWith('Ms') ? `${rounded} ms` : String(rounded)
}

/** retryAfterMs → Retry after, httpStatus → HTTP status */
function labelOf(name: string): string {
  if (name === 'alarmMs') return 'Idle alarm after'
  const words = name.replace(/Ms$/, '').replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
  if (/^(dns|tcp|tls|http|url)\b/.test(words)) return words.replace(/^\w+/, (word) => word.toUpperCase())
  return words.charAt(0).toUpperCase() + words.slice(1)
}
