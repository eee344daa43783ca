import type { ConnectionCounters } from '../../../shared/connection'
import { limits } from '../../../shared/limits'
import type { Options } from '../../../shared/options'
import { formatBytes, formatCount, plural } from '../../format/bytes'

export interface QueueLook {
  /** "12" and "3.4 KB"; both empty when nothing waits. */
  messages: string
  bytes: string
  /** How many were "refused" or "dropped"; of both together "lost". Empty when none was. */
  lost: string
  lostWord: string
  /** Nearly full. */
  tight: boolean
  detail: string
}

/** From this share of its bound on a queue is shown as nearly full. */
const tightShare = 0.8

export function queueLook({ queuedMessages, queuedBytes, refused, dropped }: ConnectionCounters, bounds: Options['queue'] | null): QueueLook {
  const mostMessages = bounds?.messages ?? limits.queueMessages
  const mostBytes = bounds?.bytes ?? limits.queueBytes
  const none = queuedMessages === 0
  return {
    messages: none ? '' : formatCount(queuedMessages),
    bytes: none ? '' : formatBytes(queuedBytes),
    lost: refused + dropped === 0 ? '' : formatCount(refused + dropped),
    lostWord: lostWord(refused, dropped),
    tight: queuedMessages > mostMessages * tightShare || queuedBytes > mostBytes * tightShare,
    detail: [
      `Send queue: ${formatCount(queuedMessages)} of ${plural(mostMessages, 'message')}, ${formatBytes(queuedBytes)} of ${formatBytes(mostBytes)}`,
      ...(refused > 0 ? [`${plural(refused, 'message')} refused because it was full`] : []),
      ...(dropped > 0 ? [`${plural(dropped, 'queued message')} given up`] : []),
    ].join('\n'),
  }
}

function lostWord(refused: number, dropped: number): string {
  if (refused > 0) return dropped > 0 ? 'lost' : 'refused'
  return dropped > 0 ? 'dropped' : ''
}
