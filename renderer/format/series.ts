import { limits } from '../../shared/limits'
import type { MetricsReply } from '../../shared/metrics'

export const noMetrics: MetricsReply = {
  stepMs: 1_000,
  series: { at: [], messagesIn: [], messagesOut: [], bytesIn: [], bytesOut: [], queuedMessages: [], queuedBytes: [] },
  roundTrips: { at: [], rttMs: [] },
  opens: [],
  losses: [],
}

/** What was known and what came after it, as long as main keeps it. Times that go back are those of a new beginning. */
export function joined(before: MetricsReply, more: MetricsReply): MetricsReply {
  const last = before.series.at.at(-1)
  const first = more.series.at[0]
  if (first === undefined) return before
  if (last === undefined || first <= last) return more
  const { metricsSteps, metricsRoundTrips, metricsMarks } = limits
  return {
    stepMs: more.stepMs,
    series: columnsOf(before.series, (name, column) => [...column, ...more.series[name]].slice(-metricsSteps)),
    roundTrips: columnsOf(before.roundTrips, (name, column) => [...column, ...more.roundTrips[name]].slice(-metricsRoundTrips)),
    opens: [...before.opens, ...more.opens].slice(-metricsMarks),
    losses: [...before.losses, ...more.losses].slice(-metricsMarks),
  }
}

/** Only what was measured after `from`, epoch ms. */
export function after(from: number, { stepMs, series, roundTrips, opens, losses }: MetricsReply): MetricsReply {
  const steps = firstAfter(series.at, from)
  const trips = firstAfter(roundTrips.at, from)
  return {
    stepMs,
    series: columnsOf(series, (_, column) => column.slice(steps)),
    roundTrips: columnsOf(roundTrips, (_, column) => column.slice(trips)),
    opens: opens.slice(firstAfter(opens, from)),
    losses: losses.slice(firstAfter(losses, from)),
  }
}

/** Where the time nearest to `at` stands in growing times; -1 if there are none. */
export function nearest(times: readonly number[], at: number): number {
  const next = firstAfter(times, at)
  const before = next - 1
  if (next >= times.length || before < 0) return Math.min(next, times.length - 1)
  return (times[next] ?? 0) - at < at - (times[before] ?? 0) ? next : before
}

/** The index of the first time above `bound`, by halves; the length if there is none. */
function firstAfter(times: readonly number[], bound: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? 0) > bound) high = middle
    else low = middle + 1
  }
  return low
}

function columnsOf<Table extends object>(table: Table, make: (name: keyof Table, column: number[]) => number[]): Table {
  const entries = Object.entries(table).map(([name, column]) => [name, make(name as keyof Table, column as number[])])
  return Object.fromEntries(entries) as Table
}
