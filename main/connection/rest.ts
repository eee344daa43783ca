/** Rest: a wait by the clock inside a loop, which other news can end. */
import type { Condition } from '../lib/abort'
import type { Clock } from '../lib/clock'

/** Waits for so many milliseconds, or until `isOver` says yes at a notification; rejects as the condition does. */
export async function rest(clock: Clock, ms: number, condition: Condition, isOver = () => false): Promise<void> {
  let late = false
  const takeBack = clock.after(ms, () => {
    late = true
    condition.notify()
  })
  try {
    while (!late && !isOver()) await condition.wait()
  } finally {
    takeBack()
  }
}
