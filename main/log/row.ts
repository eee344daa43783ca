/** Row: turns a record into what the screen shows of it, with a preview of bounded size. */
import { isUtf8 } from 'node:buffer'
import { closeCodeName } from '../../shared/close-code'
import { lifecycleEvents, type EntryKind, type LifecycleEvent, type LifecycleNote, type LogRow } from '../../shared/entry'
import { limits } from '../../shared/limits'
import { tags, type Segment } from './segment'
import type { Sources } from './sources'

/** Bytes shown of a payload that is not text. */
const hexBytes = 64

export interface Preview {
  /** Hostile text: never markup. */
  preview: string
  /** Something of the payload is left out at its end. */
  cut: boolean
}

export function readRow(segment: Segment, index: number, sources: Sources): LogRow {
  const tag = tags[segment.tag(index)]
  if (tag === undefined) throw new RangeError(`No tag ${segment.tag(index)}`)
  const payload = segment.view(index)
  return {
    seq: segment.firstSeq + index,
    at: segment.at(index),
    source: sources.at(segment.slot(index)),
    ...tag,
    size: payload.length,
    ...(tag.kind === 'lifecycle' ? lifecycleLook(payload) : { event: null, ...previewOf(tag.kind, payload) }),
  }
}

/** Shows at most `limits.previewBytes` of the payload. */
export function previewOf(kind: EntryKind, payload: Buffer): Preview {
  switch (kind) {
    case 'text':
      return textPreview(payload)
    case 'binary':
      return hexPreview(payload)
    case 'ping':
    case 'pong':
      return pingPreview(payload)
    case 'close':
      return closePreview(payload)
    case 'lifecycle': {
      const { preview, cut } = lifecycleLook(payload)
      return { preview, cut }
    }
  }
}

/** Cuts between code points; bytes that are not UTF-8 show as U+FFFD. */
function textPreview(payload: Buffer): Preview {
  const end = codePointEnd(payload, limits.previewBytes)
  return { preview: payload.toString('utf8', 0, end), cut: end < payload.length }
}

/** The highest place up to `most` that is not inside a code point, which has up to three continuation bytes (10xxxxxx, RFC 3629 §3). */
function codePointEnd(bytes: Buffer, most: number): number {
  if (bytes.length <= most) return bytes.length
  for (let end = most; end >= most - 3; end -= 1) if (((bytes[end] ?? 0) & 0xc0) !== 0x80) return end
  return most
}

function hexPreview(payload: Buffer): Preview {
  const hex = payload.toString('hex', 0, hexBytes)
  return { preview: hex.replace(/..(?=.)/g, '$& '), cut: payload.length > hexBytes }
}

/** Heartbeats carry words or counters: what can be read is shown as text. */
function pingPreview(payload: Buffer): Preview {
  const text = textPreview(payload)
  return isUtf8(payload) && !/\p{Cc}/u.test(text.preview) ? text : hexPreview(payload)
}

/** A two-byte code, then the reason in UTF-8; both may be missing (RFC 6455 §5.5.1). */
function closePreview(payload: Buffer): Preview {
  if (payload.length === 0) return { preview: 'No close code', cut: false }
  if (payload.length === 1) return hexPreview(payload)
  const code = payload.readUInt16BE()
  const words = `${code} ${closeCodeName(code)}`
  const reason = textPreview(payload.subarray(2))
  return { preview: reason.preview === '' ? words : `${words} · ${reason.preview}`, cut: reason.cut }
}

/** The note's event and words; its details are for the inspector. */
function lifecycleLook(payload: Buffer): Preview & { event: LifecycleEvent | null } {
  const note = noteOf(payload)
  const event = lifecycleEvents.find((known) => known === note?.event) ?? null
  return { event, ...textPreview(typeof note?.words === 'string' ? Buffer.from(note.words) : payload) }
}

/** Null if the payload is not JSON; what it holds is still to be looked at. */
function noteOf(payload: Buffer): Partial<LifecycleNote> | null {
  try {
    return JSON.parse(payload.toString()) as Partial<LifecycleNote> | null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
