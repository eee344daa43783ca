/** One entry as a JSON object: what NDJSON and JSON exports are made of, and what an import reads back byte by byte. */
import { isUtf8 } from 'node:buffer'
import type { EntrySource } from '../../../shared/entry'
import type { ExportEntry } from './entry'
import { sourceAt, type FormatContext } from './format'
import { noteOf } from './note'
import { quoted, safeJson } from './quote'
import { maskNote, maskSource } from './redact'
import { isoTime } from './time'

/** Version of the objects and of their header. */
export const objectVersion = 1

/** What stands before the entries, without the brace that ends it. */
export function headOf({ name, startedAt, sources, slots, redact }: FormatContext): string {
  const shown = slots.map((slot) => sourceAt(sources, slot)).map((source) => sourceText(redact ? maskSource(source) : source))
  return `{"sockdeck":"capture","version":${objectVersion},"name":${quoted(name)},"startedAt":"${isoTime(startedAt)}","sources":[${shown.join(',')}]`
}

function sourceText({ connectionId, name, color, url }: EntrySource): string {
  return `{"connection":${quoted(connectionId)},"name":${quoted(name)},"color":"${color}","url":${quoted(url)}}`
}

export class ObjectWriter {
  readonly #context: FormatContext
  /** The members that say whose an entry is, by slot. */
  readonly #owners: string[] = []

  constructor(context: FormatContext) {
    this.#context = context
  }

  /** `end` is what comes after the object. */
  write(entry: ExportEntry, end: string): void {
    const { out } = this.#context
    const { seq, at, elapsed, slot, direction, kind, payload } = entry
    const elapsedMs = Math.round(elapsed * 1000) / 1000
    const flags = entry.compressed ? ',"compressed":true' : ''
    const head = `{"seq":${seq},"at":"${isoTime(at)}","elapsed":${elapsedMs},${this.#owner(slot)},"direction":"${direction}","kind":"${kind}","size":${payload.length}${flags}`
    const note = kind === 'lifecycle' ? this.#note(payload) : null
    if (note !== null) out.text(`${head},"note":${note}}${end}`)
    else if ((kind === 'text' || kind === 'mark') && isUtf8(payload)) {
      out.text(`${head},"${kind}":`)
      out.quoted(payload)
      out.text(`}${end}`)
    } else {
      out.text(`${head}${kind === 'close' ? closeMembers(payload) : ''},"base64":"`)
      out.base64(payload)
      out.text(`"}${end}`)
    }
  }

  #owner(slot: number): string {
    const { connectionId, name } = sourceAt(this.#context.sources, slot)
    return (this.#owners[slot] ??= `"connection":${quoted(connectionId)},"name":${quoted(name)}`)
  }

  /** As an object where reading that object gives the same bytes again, else null. */
  #note(payload: Buffer): string | null {
    const note = noteOf(payload)
    if (note === null || !payload.equals(Buffer.from(JSON.stringify(note)))) return null
    return safeJson(this.#context.redact ? maskNote(note) : note)
  }
}

/** For reading only: what an import takes is the body itself. */
function closeMembers(body: Buffer): string {
  return body.length < 2 ? '' : `,"code":${body.readUInt16BE()},"reason":${quoted(body.toString('utf8', 2))}`
}
