/** Rest: a wait by the clock inside a loop, which other news can end. */
import { limits } from '../../shared/limits'
import type { Condition } from '../lib/abort'
import type { Clock } from '../lib/clock'
import type { Socket } from './wire'

export interface RestAbout {
  clock: Clock
  condition: Condition
  /** Of the socket that the news is to come by, if it does. */
  valve?: Socket['valve']
}

/** Of who waits for nothing that a socket brings. */
const open: Socket['valve'] = { isShut: false, shuts: 0 }

/** Waits for so many milliseconds, or until `isOver` says yes at a notification; rejects as the condition does. */
export async function rest({ clock, condition, valve = open }: RestAbout, ms: number, isOver = () => false): Promise<void> {
  let late = false
  let takeBack: () => void = () => undefined
  const over = () => {
    late = true
    condition.notify()
  }
  /** Says whether what had come by then was read. Timers are called before the system is asked what has come, and nothing is read while the valve is shut. */
  const wait = (waitMs: number, then: (read: boolean, heldUp: boolean) => void) => {
    const since = clock.elapsed()
    takeBack = clock.after(waitMs, () => {
      const heldUp = clock.elapsed() - since > waitMs + limits.heldUpMs
      const { isShut, shuts } = valve
      const turn = setImmediate(() => then(!isShut && valve.shuts === shuts, heldUp))
      takeBack = () => clearImmediate(turn)
    })
  }
  const readOn = (until: number) =>
    wait(limits.heldUpMs, (read) => (read || clock.elapsed() >= until ? over() : readOn(until)))
  wait(ms, (read, heldUp) => {
    if (read && !heldUp) over()
    else readOn(clock.elapsed() + (heldUp ? limits.catchUpMs : limits.passedOverMs))
  })
  try {
    while (!late && !isOver()) await condition.wait()
  } finally {
    takeBack()
  }
}
