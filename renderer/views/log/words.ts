import type { Direction, EntryKind, LifecycleEvent } from '../../../shared/entry'

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

/** How a life-cycle row is tinted, beside what its words say; a row without a tone is quiet. */
export const eventTones: Readonly<Partial<Record<LifecycleEvent, 'good' | 'wait' | 'bad'>>> = {
  open: 'good',
  waiting: 'wait',
  failed: 'bad',
  refused: 'bad',
  dropped: 'bad',
}
