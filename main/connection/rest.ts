/** Rest: a wait by the clock inside a loop, which other news can end. */
import { limits } from '../../shared/limits'
import type { Condition } from '../lib/abort'
import type { Clock } from '../lib/clock'

/** Waits for so many milliseconds, or until `isOver` says yes at a notification; rejects as the condition does. */
export async function rest(clock: Clock, ms: number, condition: Condition, isOver = () => false): Promise<void> {
  const startedAt = clock.elapsed()
  let late = false
  const over = () => {
    late = true
    condition.notify()
  }
  let takeBack = clock.after(ms, () => {
    // What came while the process was held up has not been read yet, and may be what is waited for.
    if (clock.elapsed() - startedAt > ms + limits.heldUpMs) takeBack = clock.after(limits.heldUpMs, over)
    else over()
  })
  try {
    while (!late && !isOver()) await condition.wait()
  } finally {
    takeBack()
  }
}
