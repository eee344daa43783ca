import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentile, spreadOf } from '../../../renderer/format/percentile'

const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 200 })

describe('a percentile', () => {
  it('is the least value that its share of all does not exceed, whatever their order', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, share) => {
        const found = percentile(all, share) ?? Number.NaN
        const sorted = all.toSorted((a, b) => a - b)
        expect(all).toContain(found)
        expect(sorted.filter((value) => value <= found).length).toBeGreaterThanOrEqual(all.length * share)
        expect(sorted.filter((value) => value < found).length).toBeLessThan(all.length * share)
      }),
    )
  })

  it('leaves the values as they are, and is none of none', () => {
    const all = [3, 1, 2]
    expect(percentile(all, 0.5)).toBe(2)
    expect(all).toEqual([3, 1, 2])
    expect([percentile([], 0.5), spreadOf([])]).toEqual([null, null])
  })

  it('is told for the shares that people ask for', () => {
    expect(spreadOf(Array.from({ length: 100 }, (_, i) => 100 - i))).toEqual({ p50: 50, p90: 90, p95: 95, p99: 99, max: 100 })
  })
})
