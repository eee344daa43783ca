/** URL list: takes over plain text with a WebSocket URL on each line, with a name in front of it if there is one. */
import type { Found } from '../../shared/exchange'
import { limits } from '../../shared/limits'
import { t } from '../../shared/words/words'
import { clipped, Draft } from './draft'
import { foundOf } from './found'
import { aim } from './target'

const url = /(?:^|[\s,;=|<"'(])((?:wss?|https?):\/\/[^\s<>"']+|ws\+unix:[^\s<>"']+|\{\{[ \t]*[\w.$-]{1,100}[ \t]*\}\}[^\s<>"']*)["'>)]?[,;|]?[ \t]*(?:#.*)?$/i
/** One beyond what is taken over, so that it can be said that there was more. */
const mostLines = limits.profiles * 3

export function looksLikeUrls(text: string): boolean {
  return !text.startsWith('<') && text.split('\n', 200).some((line) => url.test(line.trim().slice(0, limits.urlLength)))
}

export function readUrls(text: string): Found {
  const drafts: Draft[] = []
  const left: string[] = []
  const lines = text.split('\n', mostLines + 1)
  for (const [index, whole] of lines.slice(0, mostLines).entries()) {
    const line = whole.trim()
    // A comment, in the ways lists have them.
    if (line === '' || /^(?:#|\/\/)/.test(line)) continue
    const match = line.length > limits.urlLength + 500 ? null : url.exec(line)
    if (match?.[1] === undefined) {
      if (left.length < 100) left.push(t('main.left.noUrl', { line: index + 1 }))
      continue
    }
    const draft = new Draft()
    aim(draft, match[1].replace(/[,;|)]+$/, ''))
    draft.name = clipped(line.slice(0, match.index).replace(/^(?:[-*•]|\d{1,6}[.)])(?:\s+|$)/, '').replace(/[\s,;:=|<"'(]+$/, ''))
    drafts.push(draft)
  }
  if (lines.length > mostLines) left.push(t('main.left.linesAfter', { line: mostLines }))
  return foundOf({ format: 'urls', drafts, left })
}
