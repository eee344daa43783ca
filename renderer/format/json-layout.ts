import { JsonTokens } from '../../shared/json-tokens'
import { withStandIns } from './typing-problem'

/** Deeper levels are no longer indented further: an indent per level would grow with the square of the depth. */
const deepestIndent = 40

/** One value or bracket a line; white space is moved and nothing else, so that numbers keep their digits and keys their order. Throws JsonProblem. */
export function prettyJson(text: string): string {
  const out: string[] = []
  let depth = 0
  let before: string | null = null
  const line = () => out.push('\n', '  '.repeat(Math.min(depth, deepestIndent)))
  eachToken(text, (kind, raw) => {
    if (kind === 'close') {
      depth -= 1
      if (before !== 'open') line()
    } else if (before === 'open' || before === 'comma') line()
    out.push(kind === 'colon' ? ': ' : raw)
    if (kind === 'open') depth += 1
    before = kind
  })
  return out.join('')
}

/** Without any white space between its tokens. Throws JsonProblem. */
export function minifiedJson(text: string): string {
  const out: string[] = []
  eachToken(text, (_kind, raw) => out.push(raw))
  return out.join('')
}

/** Variables count as values, and are handed on as they are written. */
function eachToken(text: string, take: (kind: string, raw: string) => void): void {
  const tokens = new JsonTokens(withStandIns(text))
  for (let kind = tokens.next(); kind !== null; kind = tokens.next()) take(kind, text.slice(tokens.from, tokens.to))
}
