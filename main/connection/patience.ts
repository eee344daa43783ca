/** Patience: the time that a peer is given; it is over only when what had come of the peer by then could be read. */
import { limits } from '../../shared/limits'
import type { Clock } from '../lib/clock'
import type { Socket } from './wire'

export interface PatienceAbout {
  clock: Clock
  /** Of the socket whose news is awaited; null while there is none yet: nothing says what was read, and it is given time only where the process was stopped. */
  valve: Socket['valve'] | null
}

/**
 * Calls `over` once, after so many milliseconds, or where the process was held up or the socket not read when they were over as soon as it was read, or
 * has had its time to be. Answers how to take it back.
 */
export function patience({ clock, valve }: PatienceAbout, ms: number, over: () => void): () => void {
  const heldUpMs = valve === null ? limits.stoppedMs : limits.heldUpMs
  let takeBack: () => void
  /** Says whether what had come by then was read. Timers are called before the system is asked what has come, and nothing is read while the valve is shut. */
  const wait = (waitMs: number, then: (read: boolean, heldUp: boolean) => void) => {
    const since = clock.elapsed()
    takeBack = clock.after(waitMs, () => {
      const heldUp = clock.elapsed() - since > waitMs + heldUpMs
      const shuts = valve?.shuts
      const shut = valve?.isShut === true
      const turn = setImmediate(() => then(!shut && valve?.shuts === shuts, heldUp))
      takeBack = () => clearImmediate(turn)
    })
  }
  const readOn = (until: number) =>
    wait(limits.heldUpMs, (read) => ((read && valve !== null) || clock.elapsed() >= until ? over() : readOn(until)))
  wait(ms, (read, heldUp) => {
    if (read && !heldUp) over()
    else readOn(clock.elapsed() + (heldUp ? limits.catchUpMs : limits.passedOverMs))
  })
  return () => takeBack()
}
