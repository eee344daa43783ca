import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Tempo, tempo } from '../../../main/connection/tempo'

/** Dials told in one window, spread over it, and what is thought of them as soon as it is over. */
function judged(pace: Tempo, from: number, { accepted, failed }: { accepted: number; failed: number }): number {
  const verdicts = Array.from({ length: accepted + failed }, (_, i) => (i % (accepted + failed) < failed ? ('failed' as const) : ('accepted' as const)))
  verdicts.reverse().forEach((verdict, i) => pace.heard(verdict, from + (i * tempo.windowMs) / verdicts.length / 2))
  pace.take(from + tempo.windowMs)
  return pace.perSecond
}

describe('the tempo of reconnects', () => {
  it('goes up in steps while almost all get in, and never above the most', () => {
    const pace = new Tempo(0)
    const rates = Array.from({ length: 7 }, (_, i) => judged(pace, i * tempo.windowMs, { accepted: 19, failed: 1 }))
    expect(rates.map(Math.round)).toEqual([80, 128, 205, 320, 320, 320, 320])
  })

  it('halves when more than a tenth fail and few got in, and never below the least', () => {
    const pace = new Tempo(0)
    const rates = Array.from({ length: 4 }, (_, i) => judged(pace, i * tempo.windowMs, { accepted: 2, failed: 1 }))
    expect(rates).toEqual([25, 12.5, 10, 10])
  })

  it('goes down no further than to what the origin has taken, and feels its way up from there', () => {
    const pace = new Tempo(0)
    for (let i = 0; i < 4; i += 1) judged(pace, i * tempo.windowMs, { accepted: 20, failed: 0 })
    expect(judged(pace, 4 * tempo.windowMs, { accepted: 100, failed: 60 })).toBeCloseTo(200)
    expect(judged(pace, 5 * tempo.windowMs, { accepted: 100, failed: 0 })).toBeCloseTo(220)
    expect(judged(pace, 6 * tempo.windowMs, { accepted: 100, failed: 10 })).toBeCloseTo(242)
  })

  it('lets few knock when nobody gets in, and starts afresh when one does', () => {
    const pace = new Tempo(0)
    for (let i = 0; i < 4; i += 1) expect(pace.heard('failed', i * 40)).toBe(false)
    expect(pace.down).toBe(false)
    pace.heard('failed', 160)
    expect([pace.down, pace.perSecond]).toEqual([true, tempo.knocksPerSecond])
    for (let i = 0; i < 100; i += 1) pace.heard('failed', 360 + i * 200)
    expect(pace.perSecond).toBe(tempo.knocksPerSecond)
    expect(pace.heard('accepted', 30_000)).toBe(true)
    expect([pace.down, pace.perSecond]).toEqual([false, tempo.startPerSecond])
    expect(pace.heard('accepted', 30_001)).toBe(false)
  })

  it('takes a burst of refusals between acceptances for what it is: too much, not nothing', () => {
    const pace = new Tempo(0)
    for (let i = 0; i < 50; i += 1) pace.heard(i % 10 === 0 ? 'accepted' : 'failed', i * 10)
    expect(pace.down).toBe(false)
  })

  it('learns nothing from an end that says nothing', () => {
    const pace = new Tempo(0)
    for (let i = 0; i < 100; i += 1) pace.heard('unknown', i * 50)
    expect([pace.down, pace.perSecond]).toEqual([false, tempo.startPerSecond])
  })

  it('forgets when nobody has dialled for a minute, and when it is told to', () => {
    const pace = new Tempo(0)
    const end = 10 * tempo.windowMs
    for (let i = 0; i < 10; i += 1) judged(pace, i * tempo.windowMs, { accepted: 10, failed: 0 })
    expect(pace.perSecond).toBe(tempo.mostPerSecond)
    pace.take(end + tempo.forgetMs - tempo.windowMs)
    expect(pace.perSecond).toBe(tempo.mostPerSecond)
    pace.take(end + tempo.forgetMs)
    expect(pace.perSecond).toBe(tempo.startPerSecond)
    for (let i = 0; i < 10; i += 1) pace.heard('failed', end + tempo.forgetMs + i * 50)
    expect(pace.down).toBe(true)
    pace.forget(end + tempo.forgetMs + 500)
    expect([pace.down, pace.perSecond]).toEqual([false, tempo.startPerSecond])
  })

  it('lets fewer than 40 go within 100 ms at its fastest, even after a rest', () => {
    const pace = new Tempo(0)
    for (let i = 0; i < 10; i += 1) judged(pace, i * tempo.windowMs, { accepted: 10, failed: 0 })
    const from = 11 * tempo.windowMs
    let gone = 0
    for (let now = from; now < from + 100; now += 0.5) while (pace.take(now)) gone += 1
    expect(pace.perSecond).toBe(tempo.mostPerSecond)
    expect(gone).toBeGreaterThan(32)
    expect(gone).toBeLessThan(40)
  })

  it('never lets 40 go within 100 ms, nor fewer than it promises, whatever comes of them', () => {
    const step = fc.record({ afterMs: fc.double({ min: 0, max: 40, noNaN: true }), verdict: fc.constantFrom('accepted', 'failed', 'unknown') })
    fc.assert(fc.property(fc.array(step, { maxLength: 1_000 }), (steps) => {
      const pace = new Tempo(0)
      let now = 0
      const gone: number[] = []
      for (const { afterMs, verdict } of steps) {
        now += afterMs
        while (pace.take(now)) gone.push(now)
        pace.heard(verdict, now)
        expect(pace.perSecond).toBeGreaterThanOrEqual(tempo.knocksPerSecond)
        expect(pace.waitMs(now)).toBeLessThanOrEqual(1_000 / tempo.knocksPerSecond)
      }
      gone.forEach((at, first) => expect(gone.slice(first).filter((other) => other < at + 100).length).toBeLessThan(40))
    }), { numRuns: 50 })
  })
})
