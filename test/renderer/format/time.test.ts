import { describe, expect, it } from 'vitest'
import { clockTime, countdown, duration, elapsedTime, fullTime, gap, roughly, roundTrip } from '../../../renderer/format/time'

const at = new Date(2026, 0, 9, 3, 4, 5, 67).getTime()

it('shows the local time with milliseconds, padded', () => {
  expect(clockTime(at)).toBe('03:04:05.067')
  expect(clockTime(at + 0.9)).toBe('03:04:05.067')
})

it('shows the date and the microseconds where there are any', () => {
  expect(fullTime(at)).toBe('2026-01-09 03:04:05.067')
  expect(fullTime(at + 0.25)).toBe('2026-01-09 03:04:05.067250')
})

it.each([
  [-5, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_599_000, '59 min'],
  [7_300_000, '2 h'],
])('says roughly how long %i ms are', (ms, text) => expect(roughly(ms)).toBe(text))

it.each([
  [-5, '00:00'],
  [12_900, '00:12'],
  [225_000, '03:45'],
  [3_723_000, '1:02:03'],
  [183_840_000, '2 d 03:04'],
])('writes a duration of %i ms as %s', (ms, words) => expect(duration(ms)).toBe(words))

it.each([
  [-100, '0 ms'],
  [0, '0 ms'],
  [40, '40 ms'],
  [999, '999 ms'],
  [999.5, '1.0 s'],
  [2_340, '2.4 s'],
  [9_900, '9.9 s'],
  [9_950, '10 s'],
  [59_100, '1 min 00 s'],
  [185_000, '3 min 05 s'],
])('counts %i ms down as %s', (ms, words) => expect(countdown(ms)).toBe(words))

describe('a countdown', () => {
  it('never grows while time runs', () => {
    const numbers = (text: string) => text.split(/\D+/).filter(Boolean).map(Number)
    let last = Infinity
    for (let ms = 130_000; ms >= 0; ms -= 37) {
      const parts = countdown(ms)
      const [a = 0, b = 0] = numbers(parts)
      const value = parts.includes('min') ? a * 60 + b : parts.includes('ms') ? a / 1_000 : a + b / 10
      expect(value).toBeLessThanOrEqual(last)
      last = value
    }
  })
})

it('writes round trips and gaps in a unit that fits', () => {
  expect([0.417, 3.14, 12.4, 1_440].map(roundTrip)).toEqual(['0.42 ms', '3.1 ms', '12 ms', '1.4 s'])
  expect([0.2, 12, 3_410, 125_000].map(gap)).toEqual(['+0.2 ms', '+12 ms', '+3.41 s', '+02:05'])
})

it.each([
  [0, '0 µs'],
  [0.0124, '12 µs'],
  [0.9996, '1.000 ms'],
  [1.2344, '1.234 ms'],
  [999.9996, '1.000 s'],
  [3_412, '3.412 s'],
  [59_999.9, '1:00.000'],
  [125_120, '2:05.120'],
  [3_723_000, '1:02:03'],
])('writes %d ms between two entries as %s', (ms, words) => expect(elapsedTime(ms)).toBe(words))
