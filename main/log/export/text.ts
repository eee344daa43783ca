/** Plain text: one line for each entry, for reading; nothing in a message can look like another line or command a terminal. */
import type { Direction } from '../../../shared/entry'
import type { ExportEntry } from './entry'
import { sourceAt, type Format, type FormatContext } from './format'
import { textPieces } from './quote'
import { isoTime } from './time'
import { saidBy } from './words'

const arrows: Readonly<Record<Direction, string>> = { in: '↓', out: '↑', none: '·' }
/** Bytes shown as hex at a time. */
const hexBytes = 64 * 1024

/** Controls, line ends of Unicode, and what turns the direction of writing or hides itself. */
const unprintable = /[\p{Cc}\u2028\u2029\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu

/** Control characters as their pictures (␊, ␛), others that can't be seen by their numbers. */
export function printable(text: string): string {
  return text.replace(unprintable, (char) => {
    const code = char.charCodeAt(0)
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    return code === 0x7f ? '␡' : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
  })
}

export function plainText({ out, sources, redact, name, startedAt }: FormatContext): Format {
  let day = ''
  const names: string[] = []
  const nameAt = (slot: number) => (names[slot] ??= printable(sourceAt(sources, slot).name))
  return {
    begin: () => out.text(`Sockdeck capture${name === '' ? '' : ` “${printable(name)}”`}, begun ${isoTime(startedAt)}. Times are UTC. ↓ received, ↑ sent, · neither.\n`),
    entry: (entry) => {
      const time = isoTime(entry.at)
      if (!time.startsWith(day) || day === '') out.text(`\n${(day = time.slice(0, 10))}\n`)
      out.text(`${time.slice(11, 26)}  ${nameAt(entry.slot)}  ${arrows[entry.direction]} ${entry.kind}  `)
      said(entry)
      out.text('\n')
    },
    end: () => {
      // Every line is whole already.
    },
  }

  function said(entry: ExportEntry): void {
    const what = saidBy(entry, redact)
    if ('text' in what) for (const piece of textPieces(what.text)) out.text(printable(piece))
    else for (let start = 0; start < what.bytes.length; start += hexBytes) out.text(what.bytes.toString('hex', start, start + hexBytes).replace(/../g, '$& '))
  }
}
