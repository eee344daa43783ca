import type { ConnectionCounters } from '../../../shared/connection'
import { limits } from '../../../shared/limits'
import type { Profile } from '../../../shared/profile'
import { formatBytes, formatCount, plural } from '../../format/bytes'

export interface QueueLook {
  /** "12" and "3.4 KB"; both empty when nothing waits. */
  messages: string
  bytes: string
  /** "3 refused", "2 dropped", "5 lost"; empty when none was. */
  lost: string
  /** Nearly full. */
  tight: boolean
  detail: string
}

/** From this share of its bound on a queue is shown as nearly full. */
const tightShare = 0.8

export function queueLook({ queuedMessages, queuedBytes, refused, dropped }: ConnectionCounters, bounds: Profile['queue'] | null): QueueLook {
  const mostMessages = bounds?.messages ?? limits.queueMessages
  const mostBytes = bounds?.bytes ?? limits.queueBytes
  const none = queuedMessages === 0
  return {
    messages: none ? '' : formatCount(queuedMessages),
    bytes: none ? '' : formatBytes(queuedBytes),
    lost: lostWords(refused, dropped),
    tight: queuedMessages > mostMessages * tightShare || queuedBytes > mostBytes * tightShare,
    detail: [
      `Send queue: ${formatCount(queuedMessages)} of ${plural(mostMessages, 'message')}, ${formatBytes(queuedBytes)} of ${formatBytes(mostBytes)}`,
      ...(refused > 0 ? [`${plural(refused, 'message')} refused because it was full`] : []),
      ...(dropped > 0 ? [`${plural(dropped, 'queued message')} given up`] : []),
    ].join('\n'),
  }
}

function lostWords(refused: number, dropped: number): string {
  if (refused > 0 && dropped > 0) return `${formatCount(refused + dropped)} lost`
  if (refused > 0) return `${formatCount(refused)} refused`
  return dropped > 0 ? `${formatCount(dropped)} dropped` : ''
}
