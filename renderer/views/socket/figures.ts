import type { MetricsReply } from '../../../shared/metrics'
import { t } from '../../../shared/words/words'
import { formatBytes, formatCount, formatRate } from '../../format/bytes'
import { spreadOf } from '../../format/percentile'
import { nearest } from '../../format/series'
import { roundTrip } from '../../format/time'

/** A figure above a chart; a colour says which line it reads. */
export interface Figure {
  name: string
  value: string
  color: string | null
}

export const perSecond = (value: number) => t('socket.perSecond', { value: formatRate(value) })
export const bytesPerSecond = (value: number) => t('socket.perSecond', { value: formatBytes(value) })

const none = '–'

function read(column: readonly number[], step: number, format: (value: number) => string): string {
  const value = column[step]
  return value === undefined ? none : format(value)
}

export function messageFigures({ series }: MetricsReply, step: number): Figure[] {
  return [
    { name: t('socket.series.in'), color: '--in', value: read(series.messagesIn, step, perSecond) },
    { name: t('socket.series.out'), color: '--out', value: read(series.messagesOut, step, perSecond) },
  ]
}

export function byteFigures({ series }: MetricsReply, step: number): Figure[] {
  return [
    { name: t('socket.series.in'), color: '--in', value: read(series.bytesIn, step, bytesPerSecond) },
    { name: t('socket.series.out'), color: '--out', value: read(series.bytesOut, step, bytesPerSecond) },
  ]
}

/** The round trip nearest to the time, and how all that are shown are spread. */
export function tripFigures({ roundTrips }: MetricsReply, at: number): Figure[] {
  const here: Figure = { name: t('socket.series.rtt'), color: '--accent-text', value: read(roundTrips.rttMs, nearest(roundTrips.at, at), roundTrip) }
  const spread = spreadOf(roundTrips.rttMs)
  if (spread === null) return [here]
  const shares = (['p50', 'p90', 'p95', 'p99', 'max'] as const).map((share) => ({ name: t(`socket.series.${share}`), color: null, value: roundTrip(spread[share]) }))
  return [here, ...shares]
}

export function queueFigures({ series }: MetricsReply, step: number): Figure[] {
  return [
    { name: t('socket.series.queuedMessages'), color: '--wait', value: read(series.queuedMessages, step, formatCount) },
    { name: t('socket.series.queuedBytes'), color: null, value: read(series.queuedBytes, step, formatBytes) },
  ]
}
