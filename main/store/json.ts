/** Reads JSON from a file that may be hostile: bounded in depth, and with the place of a mistake in words. */
import { limits } from '../../shared/limits'
import { t } from '../../shared/words/words'

/** Throws SyntaxError whose message completes "This file can't be used: …". A leading byte order mark is passed over. */
export function parseJson(text: string): unknown {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text
  if (body.trim() === '') throw new SyntaxError(t('main.json.empty'))
  // V8 parses any depth but takes seconds for millions of levels, and stringify would overflow the stack later.
  if (isDeeperThan(limits.jsonDepth, body)) throw new SyntaxError(t('main.json.deep', { levels: limits.jsonDepth }))
  try {
    return JSON.parse(body) as unknown
  } catch (error) {
    throw new SyntaxError(placeWords(body, error), { cause: error })
  }
}

/** Counts brackets outside of strings. A loop, since a regular expression overflows its stack on a string of megabytes. */
function isDeeperThan(most: number, text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length && depth <= most; at += 1) {
    const char = text[at]
    if (char === '"') at = stringEnd(text, at)
    else if (char === '[' || char === '{') depth += 1
    else if (char === ']' || char === '}') depth -= 1
  }
  return depth > most
}

function stringEnd(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

function placeWords(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  if (message.includes('end of JSON')) return t('main.json.ends', lineAndColumn(text, text.length))
  const named = /at position (\d+)/.exec(message)?.[1]
  if (named !== undefined) return t('main.json.at', lineAndColumn(text, Number(named)))
  const [, cutBefore, quoted, cutAfter] = /(\.\.\.)?"([^]*)"(\.\.\.)? is not valid JSON$/.exec(message) ?? []
  if (quoted === undefined) return t('main.json.somewhere')
  const index = text.indexOf(quoted)
  // The quote has 10 characters before the mistake and 10 after it, unless it starts or ends with the text.
  if (index !== text.lastIndexOf(quoted) || (cutBefore ?? cutAfter) === undefined) return t('main.json.in', { part: quoted.trim().replace(/\s+/g, ' ') })
  return t('main.json.at', lineAndColumn(text, cutBefore === undefined ? quoted.length - 10 : index + 10))
}

function lineAndColumn(text: string, position: number): { line: number; column: number } {
  const lines = text.slice(0, position).split('\n')
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}
