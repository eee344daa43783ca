import type { Direction, EntryKind, LogRow } from '../../shared/entry'
import { fullTime } from './time'

export const directionWords: Readonly<Record<Direction, string>> = {
  in: 'Received',
  out: 'Sent',
  none: 'Life cycle',
}

export const kindWords: Readonly<Record<EntryKind, string>> = {
  text: 'Text',
  binary: 'Binary',
  ping: 'Ping',
  pong: 'Pong',
  close: 'Close',
  lifecycle: 'Life cycle',
  mark: 'Mark',
}

/** A row on one line, its columns apart by tabs, so that it can be pasted into a table. */
export function rowLine(row: LogRow): string {
  const text = row.cut ? `${row.preview}…` : row.preview
  const cells = [fullTime(row.at), row.direction === 'none' ? '' : directionWords[row.direction], row.source.name, kindWords[row.kind], String(row.size), text]
  return cells.map(onOneLine).join('\t')
}

function onOneLine(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
}
