import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Backoff } from '../../../main/connection/backoff'

const settings = { baseMs: 1_000, capMs: 30_000 }
const noWish = { floorMs: 0, named: false }

describe('backoff', () => {
  it('doubles the ceiling from the base up to the cap', () => {
    const backoff = new Backoff(() => 0.5)
    const ceilings = Array.from({ length: 8 }, () => backoff.next(settings, noWish).ceilingMs)
    expect(ceilings).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  })

  it('draws each delay anywhere below the ceiling: full jitter', () => {
    const draws = [0, 0.25, 0.999]
    const backoff = new Backoff(() => draws.shift() ?? 0)
    // One draw for the floor, one for the delay.
    expect(backoff.next(settings, noWish).delayMs).toBe(250)
    expect(new Backoff(() => 0).next(settings, noWish).delayMs).toBe(0)
    expect(new Backoff(() => 0.999).next(settings, noWish).delayMs).toBeCloseTo(999)
  })

  it('starts from the base again after a reset', () => {
    const backoff = new Backoff(() => 0.5)
    for (let i = 0; i < 5; i += 1) backoff.next(settings, noWish)
    backoff.reset()
    expect(backoff.next(settings, noWish).ceilingMs).toBe(1_000)
  })

  it('never comes before a floor, and takes a time the server named in place of its own', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 0, max: 3_600_000 }), fc.boolean(), (draw, floorMs, named) => {
        const { delayMs, ceilingMs } = new Backoff(() => draw).next(settings, { floorMs, named })
        expect(delayMs).toBeGreaterThanOrEqual(floorMs)
        expect(delayMs).toBeLessThanOrEqual(ceilingMs)
        if (named) expect(delayMs).toBeLessThanOrEqual(floorMs * 1.1)
      }),
    )
  })

  it('stays finite however often it is asked', () => {
    const backoff = new Backoff(() => 0.9)
    for (let i = 0; i < 5_000; i += 1) expect(backoff.next(settings, noWish).delayMs).toBeLessThanOrEqual(30_000)
  })
})
