import type { MetricsReply } from '../../shared/metrics'

/** Names are the same in every language: programs read them. */
const head = [
  'time', 'messages in (1/s)', 'messages out (1/s)', 'bytes in (B/s)', 'bytes out (B/s)', 'queued messages', 'queued bytes (B)', 'round trip (ms)', 'event',
]

/** One line for each step, each round trip and each open or loss, by time: RFC 4180, times in UTC. */
export function seriesCsv({ series, roundTrips, opens, losses }: MetricsReply): string {
  const { messagesIn, messagesOut, bytesIn, bytesOut, queuedMessages, queuedBytes } = series
  const columns = [messagesIn, messagesOut, bytesIn, bytesOut, queuedMessages, queuedBytes]
  const lines = [
    ...series.at.map((at, i) => line(at, [...columns.map((column) => number(column[i])), '', ''])),
    ...roundTrips.at.map((at, i) => line(at, [...blank(6), number(roundTrips.rttMs[i]), ''])),
    ...opens.map((at) => line(at, [...blank(7), 'opened'])),
    ...losses.map((at) => line(at, [...blank(7), 'lost'])),
  ]
  const sorted = lines.sort((a, b) => a.at - b.at).map(({ text }) => text)
  return [head.join(','), ...sorted, ''].join('\r\n')
}

function line(at: number, cells: readonly string[]): { at: number; text: string } {
  return { at, text: [new Date(at).toISOString(), ...cells].join(',') }
}

function blank(cells: number): string[] {
  return Array.from({ length: cells }, () => '')
}

/** A thousandth is less than what is measured. */
function number(value: number | undefined): string {
  return value === undefined ? '' : String(Math.round(value * 1_000) / 1_000)
}
