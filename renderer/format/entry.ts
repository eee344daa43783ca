import type { Direction, EntryKind, LogRow } from '../../shared/entry'
import { wordsOf } from '../../shared/words/words'
import { fullTime } from './time'

export const directionWords = wordsOf<Direction>({ in: 'log.direction.received', out: 'log.direction.sent', none: 'log.direction.none' })

export const kindWords = wordsOf<EntryKind>({
  text: 'log.kind.text',
  binary: 'log.kind.binary',
  ping: 'log.kind.ping',
  pong: 'log.kind.pong',
  close: 'log.kind.close',
  lifecycle: 'log.kind.lifecycle',
  mark: 'log.kind.mark',
})

/** A row on one line, its columns apart by tabs, so that it can be pasted into a table. */
export function rowLine(row: LogRow): string {
  const text = row.cut ? `${row.preview}…` : row.preview
  const cells = [fullTime(row.at), row.direction === 'none' ? '' : directionWords[row.direction], row.source.name, kindWords[row.kind], String(row.size), text]
  return cells.map(onOneLine).join('\t')
}

function onOneLine(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
}
