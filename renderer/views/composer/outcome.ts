import type { BroadcastLine, BroadcastRun } from '../../../shared/broadcast'
import { dropWords, refusalWords } from '../../../shared/cause'
import type { SendOutcome } from '../../../shared/connection'
import { t } from '../../../shared/words/words'

/** What became of one socket's message; `waiting` and `cancelled` where its turn never came. */
export type Fate = SendOutcome['kind'] | 'waiting' | 'cancelled'

type Run = Pick<BroadcastRun, 'state' | 'lines'>

export function fateOf({ outcome }: Pick<BroadcastLine, 'outcome'>, state: BroadcastRun['state']): Fate {
  return outcome?.kind ?? (state === 'running' ? 'waiting' : 'cancelled')
}

export function outcomeWords(outcome: SendOutcome | null, state: BroadcastRun['state']): string {
  if (outcome === null) return t(state === 'running' ? 'broadcast.outcome.waiting' : 'broadcast.outcome.cancelled')
  switch (outcome.kind) {
    case 'sent':
      return t('broadcast.outcome.sent')
    case 'queued':
      return t('broadcast.outcome.queued')
    case 'refused':
      return t('broadcast.outcome.refused', { reason: refusalWords[outcome.reason] })
    case 'dropped':
      return t('broadcast.outcome.dropped', { reason: dropWords[outcome.reason] })
  }
}

const rest = ['queued', 'refused', 'dropped', 'waiting', 'cancelled'] as const satisfies Fate[]

/** "Sent to 2 · queued 1 · refused 1" */
export function summary({ state, lines }: Run): string {
  const counts = new Map<Fate, number>()
  for (const line of lines) {
    const fate = fateOf(line, state)
    counts.set(fate, (counts.get(fate) ?? 0) + 1)
  }
  const parts = rest.flatMap((fate) => {
    const count = counts.get(fate) ?? 0
    return count > 0 ? [t(`broadcast.summary.${fate}`, { count })] : []
  })
  const count = counts.get('sent') ?? 0
  if (count > 0) parts.unshift(parts.length === 0 ? t('broadcast.summary.sent', { count }) : t('broadcast.summary.sentOf', { count }))
  const line = parts.join(' · ')
  return line.charAt(0).toUpperCase() + line.slice(1)
}

/** How the whole is looked upon. */
export function verdict({ state, lines }: Run): 'good' | 'pending' | 'bad' {
  const fates = new Set(lines.map((line) => fateOf(line, state)))
  if (fates.has('refused') || fates.has('dropped') || fates.has('cancelled')) return 'bad'
  return fates.has('queued') || fates.has('waiting') ? 'pending' : 'good'
}

/** What became of a ping, with the first reason where some did not get it. */
export function pingWords(results: readonly { outcome: SendOutcome }[]): string {
  const refused = results.flatMap(({ outcome }) => (outcome.kind === 'refused' ? [outcome.reason] : []))
  const sent = results.length - refused.length
  const [reason] = refused
  return reason === undefined ? t('composer.ping.sent', { count: sent }) : t('composer.ping.some', { sent, refused: refused.length, reason: refusalWords[reason] })
}
