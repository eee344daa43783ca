import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ring } from '../../../main/metrics/ring'

const anything = fc.array(fc.double({ noNaN: true }), { maxLength: 200 })

describe('a ring', () => {
  it('holds the last ones of all that were pushed, whatever they were and however many', () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 70 }), fc.nat(80), fc.nat(80), (values, most, from, skip) => {
        const ring = new Ring(most)
        for (const value of values) ring.push(value)
        const kept = values.slice(-most)
        expect(ring.size).toBe(kept.length)
        expect(ring.slice(most)).toEqual(kept)
        const first = Math.max(0, kept.length - from)
        expect(ring.slice(from, skip)).toEqual(kept.slice(first, Math.max(first, kept.length - skip)))
        expect(ring.at(0)).toBe(kept.at(-1) ?? Number.NaN)
      }),
    )
  })

  it('says how many of the newest are above a bound', () => {
    const ring = new Ring(3)
    for (const value of [1, 2, 3, 4]) ring.push(value)
    expect([0, 2, 3, 4].map((bound) => ring.above(bound))).toEqual([3, 2, 1, 0])
  })

  it('keeps whole numbers and singles as their cells do', () => {
    const ring = new Ring(2, Uint32Array)
    ring.push(4_294_967_295)
    ring.push(7.9)
    expect(ring.slice(2)).toEqual([4_294_967_295, 7])
  })
})
