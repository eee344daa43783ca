import type { ConnectionCounters } from '../../../shared/connection'
import { limits } from '../../../shared/limits'
import type { Options } from '../../../shared/options'
import { planOf } from '../../../shared/plan'
import { t } from '../../../shared/words/words'
import { formatBytes, formatCount } from '../../format/bytes'
import type { Workbench } from '../../state/workbench.svelte'

/** null: the profile is gone. */
type Bounds = Options['queue'] | null

export interface QueueLook {
  /** "12" and "3.4 KB"; both empty when nothing waits. */
  messages: string
  bytes: string
  /** How many were "refused" or "dropped"; of both together "lost". Empty when none was. */
  lost: string
  lostWord: string
  /** Nearly full. */
  tight: boolean
}

/** From this share of its bound on a queue is shown as nearly full. */
const tightShare = 0.8

export function queueLook({ queuedMessages, queuedBytes, refused, dropped }: ConnectionCounters, bounds: Bounds): QueueLook {
  const none = queuedMessages === 0
  return {
    messages: none ? '' : formatCount(queuedMessages),
    bytes: none ? '' : formatBytes(queuedBytes),
    lost: refused + dropped === 0 ? '' : formatCount(refused + dropped),
    lostWord: lostWord(refused, dropped),
    tight: queueShare({ queuedMessages, queuedBytes }, bounds) > tightShare,
  }
}

/** null: the profile is gone. */
export function boundsOf(profileId: string, { profiles, settings }: Pick<Workbench, 'profiles' | 'settings'>): Bounds {
  const profile = profiles.byId.get(profileId)
  return profile === undefined ? null : planOf(profile, { defaults: settings.defaults, folders: profiles.book.folders }).queue
}

/** How full it is, 0…1: by messages or by bytes, whichever is more. */
export function queueShare({ queuedMessages, queuedBytes }: Pick<ConnectionCounters, 'queuedMessages' | 'queuedBytes'>, bounds: Bounds): number {
  return Math.min(1, Math.max(queuedMessages / mostOf(bounds).messages, queuedBytes / mostOf(bounds).bytes))
}

/** All of it, for a tooltip. */
export function queueDetail({ queuedMessages, queuedBytes, refused, dropped }: ConnectionCounters, bounds: Bounds): string {
  const { messages, bytes } = mostOf(bounds)
  return [
    t('deck.queue.held', { held: formatCount(queuedMessages), count: messages, bytes: formatBytes(queuedBytes), mostBytes: formatBytes(bytes) }),
    ...(refused > 0 ? [t('deck.queue.refusedFull', { count: refused })] : []),
    ...(dropped > 0 ? [t('deck.queue.givenUp', { count: dropped })] : []),
  ].join('\n')
}

function mostOf(bounds: Bounds): { messages: number; bytes: number } {
  return bounds ?? { messages: limits.queueMessages, bytes: limits.queueBytes }
}

function lostWord(refused: number, dropped: number): string {
  if (refused > 0) return dropped > 0 ? t('deck.queue.lost') : t('deck.queue.refused')
  return dropped > 0 ? t('deck.queue.dropped') : ''
}
