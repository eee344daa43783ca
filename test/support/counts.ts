/** How often a test that can go on for hours repeats itself: little at every run, all of it with SOCKDECK_TORTURE=1. */

export const torture = process.env['SOCKDECK_TORTURE'] === '1'

export function count(short: number, full: number): number {
  return torture ? full : short
}
