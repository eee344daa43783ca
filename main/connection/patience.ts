/** Patience: the time that a peer is given; it is over only when what had come of the peer by then could be read. */
import { limits } from '../../shared/limits'
import type { Clock } from '../lib/clock'
import type { Socket } from './wire'

type Valve = Socket['valve']

export interface PatienceAbout {
  clock: Clock
  /** Of the socket whose news is awaited; null where the time is a promise, too, or there is none yet: only a process that was stopped has more. */
  valve: Valve | null
}

/** Calls `then` once with whether what had come by now was read: in the next turn, since only then the system is asked what has come, and nothing is read while the valve is shut. */
function afterTurn(valve: Valve | null, then: (read: boolean) => void): () => void {
  const { isShut = false, shuts } = valve ?? {}
  const turn = setImmediate(() => then(!isShut && valve?.shuts === shuts))
  return () => clearImmediate(turn)
}

/** Calls `then` once when all is read that is there now. Answers how to take it back. */
export function onceRead(valve: Valve, then: () => void): () => void {
  let takeBack: () => void
  const look = () => {
    takeBack = afterTurn(valve, (read) => (read ? then() : look()))
  }
  // What this turn knows of was asked for before.
  takeBack = afterTurn(null, look)
  return () => takeBack()
}

/**
 * Calls `over` once, after so many milliseconds, or where the process was held up or the socket not read when they were over as soon as it was read, or
 * has had its time to be. Answers how to take it back.
 */
export function patience({ clock, valve }: PatienceAbout, ms: number, over: () => void): () => void {
  const heldUpMs = valve === null ? limits.stoppedMs : limits.heldUpMs
  let takeBack: () => void
  const wait = (waitMs: number, then: (read: boolean, heldUp: boolean) => void) => {
    const since = clock.elapsed()
    takeBack = clock.after(waitMs, () => {
      const heldUp = clock.elapsed() - since > waitMs + heldUpMs
      takeBack = afterTurn(valve, (read) => then(read, heldUp))
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
