/** Row: turns an entry on disk into what the screen shows of it, with a preview of bounded size. */
import { isUtf8 } from 'node:buffer'
import { closeCodeName } from '../../shared/close-code'
import { lifecycleEvents, type EntryKind, type LifecycleEvent, type LifecycleNote, type LogRow } from '../../shared/entry'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { lifecycleWords } from '../../shared/lifecycle-words'
import { t } from '../../shared/words/words'
import type { ChunkView } from './format/chunk-view'
import { tags } from './format/tag'

/** Bytes shown of a payload that is not text. */
const hexBytes = 64

/** A row as its chunk alone knows it: whose it is stands in the capture's table of sources. */
export interface SlotRow extends Omit<LogRow, 'source'> {
  slot: number
}

export interface Preview {
  /** Hostile text: never markup. */
  preview: string
  /** Something of the payload is left out at its end. */
  cut: boolean
}

/** `payload` may be the payload's begin only. Throws AppError capture-damaged for a row that no Sockdeck wrote. */
export function readRow(chunk: ChunkView, index: number, payload = chunk.bytes(index)): SlotRow {
  const seq = chunk.firstSeq + index
  const tag = tags[chunk.tag(index)]
  if (tag === undefined) throw new AppError('capture-damaged', t('errors.capture.kind', { seq }))
  const at = chunk.at(index)
  if (Number.isNaN(new Date(at).getTime())) throw new AppError('capture-damaged', t('errors.capture.time', { seq }))
  const size = chunk.size(index)
  return {
    seq,
    at,
    elapsed: chunk.elapsed(index),
    slot: chunk.slot(index),
    ...tag,
    size,
    compressed: chunk.compressed(index),
    ...(tag.kind === 'lifecycle' ? lifecycleLook(payload, size) : { event: null, ...previewOf(tag.kind, payload, size) }),
  }
}

/** Shows at most `limits.previewBytes` of a payload of `size` bytes, of which at least so many at its begin are given. */
export function previewOf(kind: EntryKind, payload: Buffer, size = payload.length): Preview {
  switch (kind) {
    case 'text':
    case 'mark':
      return textPreview(payload, size)
    case 'binary':
      return hexPreview(payload, size)
    case 'ping':
    case 'pong':
      return pingPreview(payload, size)
    case 'close':
      return closePreview(payload, size)
    case 'lifecycle': {
      const { preview, cut } = lifecycleLook(payload, size)
      return { preview, cut }
    }
  }
}

/** Cuts between code points; bytes that are not UTF-8 show as U+FFFD. */
function textPreview(payload: Buffer, size: number): Preview {
  const end = codePointEnd(payload, limits.previewBytes)
  return { preview: payload.toString('utf8', 0, end), cut: end < size }
}

/** The highest place up to `most` that is not inside a code point, which has up to three continuation bytes (10xxxxxx, RFC 3629 §3). */
function codePointEnd(bytes: Buffer, most: number): number {
  if (bytes.length <= most) return bytes.length
  for (let end = most; end >= most - 3; end -= 1) if (((bytes[end] ?? 0) & 0xc0) !== 0x80) return end
  return most
}

function hexPreview(payload: Buffer, size: number): Preview {
  const hex = payload.toString('hex', 0, hexBytes)
  return { preview: hex.replace(/..(?=.)/g, '$& '), cut: size > hexBytes }
}

/** Heartbeats carry words or counters: what can be read is shown as text. */
function pingPreview(payload: Buffer, size: number): Preview {
  const text = textPreview(payload, size)
  return isUtf8(payload) && !/\p{Cc}/u.test(text.preview) ? text : hexPreview(payload, size)
}

/** A two-byte code, then the reason in UTF-8; both may be missing (RFC 6455 §5.5.1). */
function closePreview(payload: Buffer, size: number): Preview {
  if (size === 0) return { preview: t('cause.note.noCloseCode'), cut: false }
  if (size === 1) return hexPreview(payload, size)
  const code = payload.readUInt16BE()
  const words = `${code} ${closeCodeName(code)}`
  const reason = textPreview(payload.subarray(2), size - 2)
  return { preview: reason.preview === '' ? words : `${words} · ${reason.preview}`, cut: reason.cut }
}

/** The note's event and words; its details are for the inspector. */
function lifecycleLook(payload: Buffer, size: number): Preview & { event: LifecycleEvent | null } {
  const text = payload.toString()
  const note = noteOf(payload.length < size ? beginOf(text) : text)
  const event = lifecycleEvents.find((known) => known === note?.event) ?? null
  if (typeof note?.words !== 'string') return { event, ...textPreview(payload, size) }
  const words = Buffer.from(lifecycleWords(note))
  return { event, ...textPreview(words, words.length) }
}

/** Of a note whose end was not read: event and words, which stand first, as a note of their own. */
function beginOf(text: string): string {
  return `${/^\{"event":"[a-z]+","words":"(?:[^"\\]|\\.)*"/s.exec(text)?.[0] ?? ''}}`
}

/** Null if the text is not JSON; what it holds is still to be looked at. */
function noteOf(text: string): Partial<LifecycleNote> | null {
  try {
    return JSON.parse(text) as Partial<LifecycleNote> | null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
