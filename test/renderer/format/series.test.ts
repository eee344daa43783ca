import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { after, joined, nearest, noMetrics } from '../../../renderer/format/series'
import { limits } from '../../../shared/limits'
import type { MetricsReply } from '../../../shared/metrics'

function reply(times: number[]): MetricsReply {
  const column = times.map((at) => at * 10)
  const series = { at: times, messagesIn: column, messagesOut: column, bytesIn: column, bytesOut: column, queuedMessages: column, queuedBytes: column }
  return { stepMs: 1_000, series, roundTrips: { at: times, rttMs: column }, opens: times, losses: times }
}

describe('measurements that come in parts', () => {
  it('are the same as in one piece, cut to what main keeps', () => {
    fc.assert(
      fc.property(fc.nat(1_500), fc.array(fc.nat(1_500), { maxLength: 6 }), (count, cuts) => {
        const times = Array.from({ length: count }, (_, i) => i + 1)
        const edges = [0, ...cuts.filter((cut) => cut < count).sort((a, b) => a - b), count]
        const whole = edges.slice(1).reduce((known, end, i) => joined(known, reply(times.slice(edges[i], end))), noMetrics)
        expect(whole.series.messagesIn.slice(-limits.metricsSteps)).toEqual(reply(times).series.messagesIn.slice(-limits.metricsSteps))
      }),
    )
  })

  it('begin anew when time goes back', () => {
    expect(joined(reply([5, 6]), reply([3, 4]))).toEqual(reply([3, 4]))
    expect(joined(reply([5, 6]), reply([]))).toEqual(reply([5, 6]))
  })

  it('are bounded', () => {
    const times = Array.from({ length: limits.metricsSteps }, (_, i) => i + 1)
    const { series, roundTrips, opens } = joined(reply(times), reply([limits.metricsSteps + 1]))
    expect([series.at.length, roundTrips.at.length, opens.length]).toEqual([limits.metricsSteps, limits.metricsRoundTrips, limits.metricsMarks])
    expect(series.bytesIn.at(-1)).toBe((limits.metricsSteps + 1) * 10)
  })

  it('can be narrowed to what came after a time, in every column', () => {
    expect(after(2, reply([1, 2, 3, 4]))).toEqual(reply([3, 4]))
    expect(after(9, reply([1, 2]))).toEqual(reply([]))
  })
})

describe('the nearest time', () => {
  it('is nearer than all others', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(10_000), { minLength: 1, maxLength: 50 }), fc.nat(10_000), (some, at) => {
        const times = some.sort((a, b) => a - b)
        const found = times[nearest(times, at)] ?? Number.NaN
        expect(Math.abs(found - at)).toBe(Math.min(...times.map((time) => Math.abs(time - at))))
      }),
    )
  })

  it('is none of none', () => {
    expect(nearest([], 5)).toBe(-1)
  })
})
