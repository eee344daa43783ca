/** Reads NDJSON that Sockdeck exported, line by line, and checks each. */
import { directions, entryKinds, type EntryKind } from '../../../shared/entry'
import { t } from '../../../shared/words/words'
import type { ProgressMeter } from '../job/progress'
import { isNote } from '../export/note'
import { objectVersion } from '../export/object'
import { maskNote } from '../export/redact'
import { readIsoTime } from '../export/time'
import { tagOf } from '../format/tag'
import type { BuiltEntry, CaptureBuilder } from '../record/builder'
import { Cast } from './cast'
import { isObject, readJson, type JsonObject } from './json'
import type { Lines } from './lines'
import { Members } from './members'
import { invalid, problem } from './problem'

interface Header {
  name: string
  /** Epoch milliseconds. */
  startedAt: number
  sources: readonly JsonObject[]
}

/** The header of an export; throws AppError import-future-version or import-invalid. */
export function readHeader(object: JsonObject): Header {
  const members = new Members(object, () => t('main.import.line', { line: 1 }))
  members.oneOf('sockdeck', ['capture'])
  const version = members.count('version')
  if (version > objectVersion) {
    throw problem('import-future-version', t('main.import.newer', { version, known: objectVersion }))
  }
  const { sources } = object
  if (!Array.isArray(sources) || !sources.every(isObject)) throw members.wrong(t('main.import.sources'))
  return { name: members.text('name'), startedAt: timeOf(members, 'startedAt'), sources }
}

interface Work {
  lines: Lines
  builder: CaptureBuilder
  meter: ProgressMeter
}

/** Adds all lines after the header. Throws AppError import-invalid, import-not-json or import-too-large. */
export async function readEntries(header: Header, rest: Iterable<Buffer>, { lines, builder, meter }: Work): Promise<void> {
  const reader = new EntryReader(header, builder)
  for (const line of rest) {
    const value = readJson(line, lines.number)
    if (!isObject(value)) throw invalid(t('main.import.line', { line: lines.number }), t('main.import.noObject'))
    await builder.add(reader.read(new Members(value, () => t('main.import.line', { line: lines.number }))))
    meter.tell({ done: lines.bytes / lines.size, entries: builder.entries, bytes: lines.bytes })
  }
  if (builder.entries === 0) throw problem('import-invalid', t('main.import.noEntries'))
}

class EntryReader {
  readonly #cast: Cast
  /** By what the file calls a connection. */
  readonly #slots = new Map<string, number>([['', 0]])
  #firstAt: number | null = null

  constructor({ sources }: Header, builder: CaptureBuilder) {
    this.#cast = new Cast(builder)
    for (const [index, source] of sources.entries()) {
      const members = new Members(source, () => t('main.import.lineIn', { line: 1, member: `sources[${index}]` }))
      const id = members.text('connection')
      if (!this.#slots.has(id)) this.#slots.set(id, this.#cast.add({ id, name: members.text('name'), color: members.text('color'), url: members.text('url') }))
    }
  }

  read(members: Members): BuiltEntry {
    const kind = members.oneOf('kind', entryKinds)
    const direction = members.oneOf('direction', directions)
    if ((direction === 'none') !== (kind === 'lifecycle' || kind === 'mark')) throw members.wrong(t('main.import.direction', { kind, direction }))
    const at = timeOf(members, 'at')
    this.#firstAt ??= at
    return {
      slot: this.#slot(members),
      tag: tagOf(direction, kind),
      at,
      elapsed: members.has('elapsed') ? members.count('elapsed') : Math.max(0, at - this.#firstAt),
      payload: payloadOf(members, kind),
      compressed: members.object['compressed'] === true,
    }
  }

  /** A connection that the header does not know goes by what its entry says. */
  #slot(members: Members): number {
    const id = members.text('connection')
    const known = this.#slots.get(id)
    if (known !== undefined) return known
    const slot = this.#cast.add({ id, name: members.has('name') ? members.text('name') : id, color: '', url: '' })
    this.#slots.set(id, slot)
    return slot
  }
}

/** Epoch milliseconds, to the microsecond. */
function timeOf(members: Members, name: string): number {
  const at = readIsoTime(members.text(name))
  if (at === null || at < 0) throw members.wrong(t('main.import.time', { name }))
  return at
}

function payloadOf(members: Members, kind: EntryKind): Buffer {
  if (kind === 'lifecycle' && !members.has('base64')) return noteBytes(members)
  const payload = members.has('base64') ? members.base64('base64') : members.utf8(kind === 'mark' ? 'mark' : 'text')
  if (members.has('size') && members.count('size') !== payload.length) throw members.wrong(t('main.import.size', { said: members.count('size'), bytes: payload.length }))
  return payload
}

/** As they were written, unless something in them is secret. */
function noteBytes(members: Members): Buffer {
  const { note } = members.object
  if (!isNote(note)) throw members.wrong(members.has('note') ? t('main.import.note') : t('main.import.missing', { name: 'note' }))
  return Buffer.from(JSON.stringify(maskNote(note)))
}
