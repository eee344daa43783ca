import type { LifecycleEvent } from '../../../shared/entry'
import type { TimeMode } from '../../../shared/settings'

/** The column's head, and the choice in its menu. */
export const timeWords: Readonly<Record<TimeMode, { head: string; choice: string }>> = {
  clock: { head: 'Time', choice: 'Clock' },
  start: { head: 'Since start', choice: 'Since the capture’s start' },
  previous: { head: 'Gap', choice: 'Since the previous row' },
}

/** How a life-cycle row is tinted, beside what its words say; a row without a tone is quiet. */
export const eventTones: Readonly<Partial<Record<LifecycleEvent, 'good' | 'wait' | 'bad'>>> = {
  open: 'good',
  waiting: 'wait',
  idle: 'wait',
  failed: 'bad',
  refused: 'bad',
  dropped: 'bad',
}
