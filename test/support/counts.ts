/** How often a test that can go on for hours repeats itself: little at every run, all of it with SOCKDECK_TORTURE=1. */

export const torture = process.env['SOCKDECK_TORTURE'] === '1'

export function count(short: number, full: number): number {
  return torture ? full : short
}

/** A bound of a target, ms: judged at full counts, on a machine that has nothing else to do; beside other work, what takes five times as long is broken. */
export function bound(ms: number): number {
  return count(5 * ms, ms)
}
