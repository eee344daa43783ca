/** Rhythm: when the next turn of a schedule is due. */
import type { Timing } from '../../shared/schedule'
import { cronTimes } from './cron'

export interface Turn {
  /** By the clock that the rhythm goes by, ms. */
  due: number
  /** Turns that were due meanwhile and are left out. */
  skipped: number
}

export interface Rhythm {
  /** The wall's clock, which may be set, or the monotonic one. */
  readonly clock: 'wall' | 'monotonic'
  /** The turn after that of `now`, or the first one; null if there is none any more. */
  next(now: number): Turn | null
}

/** Times of the two clocks when it begins. Throws AppError bad-cron. */
export function rhythmOf(timing: Timing, begun: { wall: number; monotonic: number }, random: () => number): Rhythm {
  switch (timing.kind) {
    case 'every':
      return { clock: 'monotonic', next: grid(begun.monotonic, timing.ms) }
    case 'random':
      return { clock: 'monotonic', next: (now) => ({ due: now + between(timing.minMs, timing.maxMs, random), skipped: 0 }) }
    case 'cron':
      return { clock: 'wall', next: calendar(timing.expression, begun.wall) }
  }
}

/**
 * The n-th turn is due n periods after the beginning, however late those before it were. Turns that have gone by are left out
 * rather than made up for: a burst is what nobody asked for.
 */
function grid(begun: number, ms: number): (now: number) => Turn {
  let turn = 0
  return (now) => {
    const next = Math.max(turn + 1, Math.floor((now - begun) / ms) + 1)
    const skipped = next - turn - 1
    turn = next
    return { due: begun + next * ms, skipped }
  }
}

function between(a: number, b: number, random: () => number): number {
  const least = Math.min(a, b)
  return least + random() * (Math.max(a, b) - least)
}

/** A turn that came a moment early must not be found a second time. */
function calendar(expression: string, begun: number): (now: number) => Turn | null {
  const nextTime = cronTimes(expression, begun)
  let last = -Infinity
  return (now) => {
    const due = nextTime(Math.max(now, last))
    if (due === null) return null
    last = due
    return { due, skipped: 0 }
  }
}
