/** Rest: a wait by the clock inside a loop, which other news can end. */
import type { Condition } from '../lib/abort'
import type { Clock } from '../lib/clock'
import { patience } from './patience'
import type { Socket } from './wire'

export interface RestAbout {
  clock: Clock
  condition: Condition
  /** Of the socket that the news is to come by; without one it is only time that passes. */
  valve?: Socket['valve']
}

/** Waits for so many milliseconds, or until `isOver` says yes at a notification; rejects as the condition does. */
export async function rest({ clock, condition, valve }: RestAbout, ms: number, isOver = () => false): Promise<void> {
  let late = false
  const over = () => {
    late = true
    condition.notify()
  }
  const takeBack = valve === undefined ? clock.after(ms, over) : patience({ clock, valve }, ms, over)
  try {
    while (!late && !isOver()) await condition.wait()
  } finally {
    takeBack()
  }
}
