import { dropWords, refusalWords } from '../../../shared/cause'
import type { SendOutcome } from '../../../shared/connection'
import { formatCount, plural } from '../../format/bytes'

type Kind = SendOutcome['kind']

/** What needs a look comes first. */
export const outcomeOrder: readonly Kind[] = ['refused', 'dropped', 'queued', 'sent']

export function outcomeWords(outcome: SendOutcome): string {
  switch (outcome.kind) {
    case 'sent':
      return 'Sent'
    case 'queued':
      return 'Queued: the socket has not taken it yet'
    case 'refused':
      return `Refused: ${refusalWords[outcome.reason]}`
    case 'dropped':
      return `Not sent: ${dropWords[outcome.reason]}`
  }
}

/** "Sent to 2 · queued 1 · refused 1" */
export function summary(outcomes: readonly SendOutcome[]): string {
  const count = (kind: Kind) => outcomes.filter((outcome) => outcome.kind === kind).length
  const rest: [Kind, string][] = [
    ['queued', 'queued'],
    ['refused', 'refused'],
    ['dropped', 'not sent'],
  ]
  const parts = rest.filter(([kind]) => count(kind) > 0).map(([kind, word]) => `${word} ${formatCount(count(kind))}`)
  const sent = count('sent')
  if (sent > 0) parts.unshift(parts.length === 0 ? `Sent to ${plural(sent, 'socket')}` : `sent to ${formatCount(sent)}`)
  const line = parts.join(' · ')
  return line.charAt(0).toUpperCase() + line.slice(1)
}

/** How the whole is looked upon. */
export function verdict(outcomes: readonly SendOutcome[]): 'good' | 'pending' | 'bad' {
  if (outcomes.some(({ kind }) => kind === 'refused' || kind === 'dropped')) return 'bad'
  return outcomes.some(({ kind }) => kind === 'queued') ? 'pending' : 'good'
}
