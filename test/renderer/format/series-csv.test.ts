import { expect, it } from 'vitest'
import { noMetrics } from '../../../renderer/format/series'
import { seriesCsv } from '../../../renderer/format/series-csv'

it('writes one line for each measurement by time, with units in the head and times in UTC', () => {
  const text = seriesCsv({
    stepMs: 1_000,
    series: {
      at: [1_000, 2_000],
      messagesIn: [1.23456, 2], messagesOut: [0, 3], bytesIn: [10, 20], bytesOut: [0, 0], queuedMessages: [0, 1], queuedBytes: [0, 64],
    },
    roundTrips: { at: [1_500.25], rttMs: [12.3456] },
    opens: [500],
    losses: [3_000],
  })
  expect(text.split('\r\n')).toEqual([
    'time,messages in (1/s),messages out (1/s),bytes in (B/s),bytes out (B/s),queued messages,queued bytes (B),round trip (ms),event',
    '1970-01-01T00:00:00.500Z,,,,,,,,opened',
    '1970-01-01T00:00:01.000Z,1.235,0,10,0,0,0,,',
    '1970-01-01T00:00:01.500Z,,,,,,,12.346,',
    '1970-01-01T00:00:02.000Z,2,3,20,0,1,64,,',
    '1970-01-01T00:00:03.000Z,,,,,,,,lost',
    '',
  ])
  for (const line of text.trimEnd().split('\r\n')) expect(line.split(',')).toHaveLength(9)
})

it('writes the head alone when there is nothing', () => {
  expect(seriesCsv(noMetrics).split('\r\n')).toHaveLength(2)
})
