import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Backoff } from '../../../main/connection/backoff'
import { jitters } from '../../../shared/options'

const settings = { baseMs: 1_000, factor: 2, capMs: 30_000, jitter: 'full' as const }
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

  it('grows by the factor of the profile, from not at all to tenfold', () => {
    const ceilings = (factor: number) => {
      const backoff = new Backoff(() => 0.5)
      return Array.from({ length: 4 }, () => backoff.next({ ...settings, factor }, noWish).ceilingMs)
    }
    expect(ceilings(1)).toEqual([1_000, 1_000, 1_000, 1_000])
    expect(ceilings(1.5)).toEqual([1_000, 1_500, 2_250, 3_375])
    expect(ceilings(10)).toEqual([1_000, 10_000, 30_000, 30_000])
  })

  it('draws from the upper half with equal jitter, and takes the ceiling itself with none', () => {
    const drawn = (jitter: 'equal' | 'none', draw: number) => new Backoff(() => draw).next({ ...settings, jitter }, noWish).delayMs
    expect([drawn('equal', 0), drawn('equal', 0.5), drawn('equal', 0.999)]).toEqual([500, 750, 999.5])
    expect([drawn('none', 0), drawn('none', 0.999)]).toEqual([1_000, 1_000])
    expect(new Backoff(() => 0.9).next({ ...settings, jitter: 'none' }, { floorMs: 7_000, named: true }).delayMs).toBe(7_000)
  })

  it('starts from the base again after a reset', () => {
    const backoff = new Backoff(() => 0.5)
    for (let i = 0; i < 5; i += 1) backoff.next(settings, noWish)
    backoff.reset()
    expect(backoff.next(settings, noWish).ceilingMs).toBe(1_000)
  })

  it('never comes before a floor, and takes a time the server named in place of its own', () => {
    const draw = fc.double({ min: 0, max: 0.999, noNaN: true })
    const floor = fc.integer({ min: 0, max: 3_600_000 })
    fc.assert(
      fc.property(draw, floor, fc.boolean(), fc.constantFrom(...jitters), (drawn, floorMs, named, jitter) => {
        const { delayMs, ceilingMs } = new Backoff(() => drawn).next({ ...settings, jitter }, { floorMs, named })
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
