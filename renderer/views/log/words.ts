import type { Direction, EntryKind } from '../../../shared/entry'

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
}
