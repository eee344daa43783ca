/** On open: the messages that a profile sends after each open, filled and encoded anew. */
import type { Options } from '../../shared/options'
import type { EncodedMessage } from '../../shared/payload'
import { inLanguage } from '../../shared/words/words'
import { Draft, type Made } from './draft'

/** In their order; one that can't be sent is left out, and `onTrouble` hears which and why. */
export function openingMessages(
  { messages }: Options['onOpen'],
  make: (draft: Draft) => Made,
  onTrouble: (words: string) => void,
): EncodedMessage[] {
  return messages.flatMap(({ enabled, ...composed }, index) => {
    if (!enabled) return []
    // What is told goes into the log, which is in English.
    const made = inLanguage('en', () => make(new Draft(composed)))
    if (made.kind === 'made') return [made.message]
    onTrouble(`Message ${index + 1} of those sent after an open was not sent: ${problemOf(made)}`)
    return []
  })
}

function problemOf(made: Exclude<Made, { kind: 'made' }>): string {
  if (made.kind === 'unknown') return `${made.names.map((name) => `{{${name}}}`).join(', ')} is unknown`
  return made.kind === 'bad' ? made.problem : 'it is too large'
}
