import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rhythmOf } from '../../../main/schedule/rhythm'
import type { Timing } from '../../../shared/schedule'

const begun = { wall: new Date(2024, 0, 31, 12, 0, 30).getTime(), monotonic: 5_000 }
const rhythm = (timing: Timing, random = () => 0.5) => rhythmOf(timing, begun, random)
const refusal = (message: RegExp): Error => expect.objectContaining({ code: 'bad-cron', message: expect.stringMatching(message) as string }) as Error

describe('every so many milliseconds', () => {
  it('begins one period after the beginning, and stays on its grid', () => {
    const every = rhythm({ kind: 'every', ms: 100 })
    expect(every.clock).toBe('monotonic')
    expect(every.next(5_000)).toEqual({ due: 5_100, skipped: 0 })
    expect(every.next(5_137)).toEqual({ due: 5_200, skipped: 0 })
    expect(every.next(5_199.4)).toEqual({ due: 5_300, skipped: 0 })
    expect(every.next(5_730)).toEqual({ due: 5_800, skipped: 4 })
  })

  it('neither drifts nor bursts, however late its turns are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.array(fc.double({ min: -0.9, max: 3_000, noNaN: true }), { maxLength: 60 }), (ms, delays) => {
        const every = rhythm({ kind: 'every', ms })
        let turn = every.next(begun.monotonic)
        let [now, taken, skipped] = [begun.monotonic, 0, 0]
        for (const delay of delays) {
          const due = turn?.due ?? NaN
          // On the grid, after now, and each place of it taken or left out once.
          expect((due - begun.monotonic) % ms).toBe(0)
          expect(due).toBeGreaterThan(now)
          expect((due - begun.monotonic) / ms).toBe(taken + skipped + 1)
          now = Math.max(now, due + delay)
          taken += 1
          turn = every.next(now)
          skipped += turn?.skipped ?? 0
          // Only what has gone by is left out.
          expect(turn?.due).toBeLessThanOrEqual(Math.max(due, now) + ms)
        }
      }),
    )
  })
})

describe('at random', () => {
  it('draws each pause evenly between its bounds, whichever comes first', () => {
    const draws = [0, 0.25, 0.999]
    const random = rhythm({ kind: 'random', minMs: 100, maxMs: 300 }, () => draws.shift() ?? 0)
    expect([1_000, 2_000, 3_000].map((now) => random.next(now)?.due)).toEqual([1_100, 2_150, 3_299.8])
    expect(rhythm({ kind: 'random', minMs: 300, maxMs: 100 }).next(0)).toEqual({ due: 200, skipped: 0 })
  })
})

describe('by cron', () => {
  const at = (...parts: [number, number, number, number, number, number]) => new Date(...parts).getTime()

  it('goes by the wall clock, with five fields or six', () => {
    const minutes = rhythm({ kind: 'cron', expression: '*/15 * * * *' })
    expect(minutes.clock).toBe('wall')
    expect(minutes.next(begun.wall)).toEqual({ due: at(2024, 0, 31, 12, 15, 0), skipped: 0 })
    expect(rhythm({ kind: 'cron', expression: '*/20 * * * * *' }).next(begun.wall)?.due).toBe(at(2024, 0, 31, 12, 0, 40))
    expect(rhythm({ kind: 'cron', expression: '0 9 * * MON' }).next(begun.wall)?.due).toBe(at(2024, 1, 5, 9, 0, 0))
    expect(rhythm({ kind: 'cron', expression: '@daily' }).next(begun.wall)?.due).toBe(at(2024, 1, 1, 0, 0, 0))
  })

  it('does not find a turn a second time that came a moment early', () => {
    const seconds = rhythm({ kind: 'cron', expression: '* * * * * *' })
    const due = seconds.next(begun.wall)?.due ?? 0
    expect(seconds.next(due - 0.8)?.due).toBe(due + 1_000)
  })

  it('goes on from now after a long time without turns', () => {
    const hourly = rhythm({ kind: 'cron', expression: '0 * * * *' })
    hourly.next(begun.wall)
    expect(hourly.next(at(2024, 0, 31, 20, 10, 0))?.due).toBe(at(2024, 0, 31, 21, 0, 0))
  })

  it.each([
    ['* * * *', /five fields, or six with seconds in front: this one has 4/],
    ['', /this one has 0/],
    ['0 0 12 1 1 1 2024', /has 7/],
    ['61 * * * *', /“61” can’t be the minute: use 0 to 59/],
    ['61 0 * * * *', /“61” can’t be the second: use 0 to 59/],
    ['0 25 * * *', /“25” can’t be the hour: use 0 to 23/],
    ['0 0 32 * *', /“32” can’t be the day of the month: use 1 to 31/],
    ['0 0 * FOO *', /“FOO” can’t be the month: use 1 to 12 or JAN to DEC/],
    ['0 0 * * 9', /“9” can’t be the day of the week: use 0 to 7 or SUN to SAT/],
    ['@sometimes', /not a cron expression/],
    ['0 0 30 2 *', /never comes/],
  ])('refuses "%s" and says why', (expression, words) => {
    expect(() => rhythm({ kind: 'cron', expression })).toThrow(refusal(words))
  })
})
