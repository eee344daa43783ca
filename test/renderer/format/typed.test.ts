import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBytes, parseTime, typedBytes, typedTime } from '../../../renderer/format/typed'

describe('sizes', () => {
  it.each([
    ['', null],
    [' 200 ', 200],
    ['10 KiB', 10_240],
    ['10kb', 10_240],
    ['1.5 MB', 1_572_864],
    ['1,204 b', 1_204],
    ['2g', 2_147_483_648],
  ])('%j is %j bytes', (text, value) => expect(parseBytes(text)).toEqual({ ok: true, value }))

  it.each(['ten', '-5', '10 parsecs', '1.2.3', 'KiB'])('%j is refused with an example', (text) => {
    expect(parseBytes(text)).toMatchObject({ ok: false })
  })

  it('are read again as they are written', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 - 1 }), (bytes) => {
        expect(parseBytes(typedBytes(bytes))).toEqual({ ok: true, value: bytes })
      }),
    )
    expect([0, 200, 10_240, 3 * 2 ** 20].map(typedBytes)).toEqual(['0', '200', '10 KiB', '3 MiB'])
  })
})

describe('times', () => {
  const now = new Date(2026, 10, 21, 15, 30).getTime()
  const at = (text: string, edge: 'from' | 'to' = 'from') => {
    const typed = parseTime(text, { now, edge })
    return typed.ok ? typed.value : typed.problem
  }
  const local = (...parts: [number, number, number, number, number, number?, number?]) => new Date(...parts).getTime()

  it('are of today unless a day is given', () => {
    expect(at('')).toBeNull()
    expect(at('14:05')).toBe(local(2026, 10, 21, 14, 5))
    expect(at('9:05:07.25')).toBe(local(2026, 10, 21, 9, 5, 7, 250))
    expect(at('2026-01-31 14:05:07')).toBe(local(2026, 0, 31, 14, 5, 7))
  })

  it('take in all that the last figure of an end stands for', () => {
    expect(at('14:05', 'to')).toBe(local(2026, 10, 21, 14, 5, 59, 999) + 0.999)
    expect(at('14:05:07', 'to')).toBe(local(2026, 10, 21, 14, 5, 7, 999) + 0.999)
    expect(at('14:05:07.250', 'to')).toBe(local(2026, 10, 21, 14, 5, 7, 250) + 0.999)
  })

  it.each(['25:00', '14:60', '14', 'noon', '14:05:07.', '2026-1-1 14:05'])('%j is refused with an example', (text) => {
    expect(at(text)).toMatch(/^Such as/)
  })

  it('are read again as they are written', () => {
    // No country changes its clocks in these days: an hour that comes twice can't be told apart.
    const days = 14 * 86_400_000
    fc.assert(
      fc.property(fc.integer({ min: now - days, max: now + days }), (time) => {
        expect(at(typedTime(time, now))).toBe(time)
      }),
    )
  })
})
