/** CSV: RFC 4180 lines for spreadsheets, in which no message can become a formula. */
import type { ExportEntry } from './entry'
import { sourceAt, type Format, type FormatContext } from './format'
import { textPieces } from './quote'
import { isoTime } from './time'
import { saidBy } from './words'

const columns = ['seq', 'time', 'elapsed', 'connection', 'name', 'direction', 'kind', 'size', 'text', 'base64']

/** Without a byte order mark, Excel takes UTF-8 for the system's old code page. */
const byteOrderMark = '\uFEFF'

/** What makes a spreadsheet compute a cell (OWASP, CSV injection), in Japanese full width too. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/

/** A quoted field; an apostrophe before what would be a formula, which spreadsheets take as "this is text". */
export function csvField(text: string): string {
  return `"${formula.test(text) ? "'" : ''}${text.replaceAll('"', '""')}"`
}

export function csv({ out, sources, redact }: FormatContext): Format {
  const owner = (slot: number) => {
    const { connectionId, name } = sourceAt(sources, slot)
    return `${csvField(connectionId)},${csvField(name)}`
  }
  return {
    begin: () => out.text(`${byteOrderMark}${columns.join(',')}\r\n`),
    entry: (entry) => {
      const { seq, at, elapsed, slot, direction, kind, payload } = entry
      out.text(`${seq},${isoTime(at)},${elapsed.toFixed(3)},${owner(slot)},${direction},${kind},${payload.length},`)
      said(entry)
      out.text('\r\n')
    },
    end: () => {
      // Every line is whole already.
    },
  }

  function said(entry: ExportEntry): void {
    const what = saidBy(entry, redact)
    if ('text' in what) {
      let first = true
      out.text('"')
      for (const piece of textPieces(what.text)) {
        // Only the start of a field can make it a formula.
        out.text(first ? csvField(piece).slice(1, -1) : piece.replaceAll('"', '""'))
        first = false
      }
      out.text('",')
    } else {
      // base64 may begin with "+", which is part of a formula only with what base64 does not have; the apostrophe costs less than the doubt.
      out.text(what.bytes.length > 0 && formula.test(what.bytes.toString('base64', 0, 3)) ? `,"'` : ',"')
      out.base64(what.bytes)
      out.text('"')
    }
  }
}
