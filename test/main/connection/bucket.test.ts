import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Bucket } from '../../../main/connection/bucket'

describe('a token bucket', () => {
  it('gives its burst at once, and then one token in each part of a second', () => {
    const bucket = new Bucket(3, 10, 0)
    expect([0, 0, 0, 0].map((now) => bucket.take(now))).toEqual([true, true, true, false])
    expect(bucket.waitMs(0)).toBe(100)
    expect([99, 100, 150, 200].map((now) => bucket.take(now))).toEqual([false, true, false, true])
  })

  it('saves up no more than its burst, however long nobody asks', () => {
    const bucket = new Bucket(3, 1_000, 0)
    expect(Array.from({ length: 5 }, () => bucket.take(86_400_000))).toEqual([true, true, true, false, false])
  })

  it('counts at the new pace from now on', () => {
    const bucket = new Bucket(1, 10, 0)
    bucket.take(0)
    bucket.pace(1_000, 50)
    expect(bucket.waitMs(50)).toBeCloseTo(0.5)
    bucket.empty(51)
    expect([bucket.take(51), bucket.take(52)]).toEqual([false, true])
  })

  it('owes nothing for a clock that goes back', () => {
    const bucket = new Bucket(1, 10, 1_000)
    expect([bucket.take(1_000), bucket.take(0), bucket.take(1_099), bucket.take(1_100)]).toEqual([true, false, false, true])
  })

  it('never gives more than its burst and its rate allow in any span of time, whenever it is asked', () => {
    const steps = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 300 })
    const asked = fc.record({ burst: fc.integer({ min: 1, max: 20 }), perSecond: fc.integer({ min: 1, max: 500 }), steps })
    fc.assert(fc.property(asked, ({ burst, perSecond, steps }) => {
      const bucket = new Bucket(burst, perSecond, 0)
      let now = 0
      const taken = steps.flatMap((step) => (bucket.take((now += step)) ? [now] : []))
      taken.forEach((from, first) => {
        taken.slice(first).forEach((to, more) => expect(more + 1).toBeLessThanOrEqual(burst + ((to - from) / 1_000) * perSecond + 1e-6))
      })
    }))
  })

  it('has a token when the time is over that it said', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1e12, noNaN: true }), (perSecond, start) => {
      const bucket = new Bucket(1, perSecond, start)
      bucket.take(start)
      expect(bucket.take(start + Math.ceil(bucket.waitMs(start)) + 1)).toBe(true)
    }))
  })
})
