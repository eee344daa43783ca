import type { LifecycleEvent } from '../../../shared/entry'
import type { LogColumn, TimeMode } from '../../../shared/settings'
import { wordsOf } from '../../../shared/words/words'

/** The column's head, and the choice in its menu. */
export const timeHeads = wordsOf<TimeMode>({ clock: 'log.time.clock', start: 'log.time.start', previous: 'log.time.previous' })
export const timeChoices = wordsOf<TimeMode>({ clock: 'log.time.clockChoice', start: 'log.time.startChoice', previous: 'log.time.previousChoice' })

export const columnWords = wordsOf<LogColumn>({
  time: 'log.column.time',
  direction: 'log.column.direction',
  socket: 'log.column.socket',
  kind: 'log.column.kind',
  size: 'log.column.size',
})

/** How a life-cycle row is tinted, beside what its words say; a row without a tone is quiet. */
export const eventTones: Readonly<Partial<Record<LifecycleEvent, 'good' | 'wait' | 'bad'>>> = {
  open: 'good',
  waiting: 'wait',
  turn: 'wait',
  idle: 'wait',
  stalled: 'wait',
  failed: 'bad',
  refused: 'bad',
  dropped: 'bad',
}
