/** What an entry says, for people: as text where it is text, in words where it has some, else bytes. */
import { isUtf8 } from 'node:buffer'
import { closeCodeName } from '../../../shared/close-code'
import { inLanguage } from '../../../shared/words/words'
import type { ExportEntry } from './entry'
import { noteOf } from './note'
import { maskNote } from './redact'

type Said = { text: Buffer } | { bytes: Buffer }

/** Details of a life-cycle entry are left out: NDJSON and JSON have them. */
export function saidBy({ kind, payload }: ExportEntry, redact: boolean): Said {
  if (kind === 'lifecycle') return { text: Buffer.from(wordsOf(payload, redact)) }
  if (kind === 'close') return { text: Buffer.from(closeWords(payload)) }
  if (kind !== 'binary' && isUtf8(payload)) return { text: payload }
  return { bytes: payload }
}

function wordsOf(payload: Buffer, redact: boolean): string {
  const note = noteOf(payload)
  if (note === null) return payload.toString()
  return (redact ? maskNote(note) : note).words
}

/** A two-byte code, then the reason in UTF-8; both may be missing (RFC 6455 §5.5.1). */
function closeWords(payload: Buffer): string {
  if (payload.length < 2) return 'No close code'
  const code = payload.readUInt16BE()
  const reason = payload.toString('utf8', 2)
  return `${code} ${inLanguage('en', () => closeCodeName(code))}${reason === '' ? '' : ` · ${reason}`}`
}
