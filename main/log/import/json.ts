/** Reads JSON that may be hostile: bounded in depth, and with the place of a mistake in words. */
import { isUtf8 } from 'node:buffer'
import { JsonProblem, JsonTokens } from '../../../shared/json-tokens'
import { t } from '../../../shared/words/words'
import { problem } from './problem'

/** Nesting; the deepest that DevTools write are chains of call stacks (32 levels of 4). */
const depthMost = 256

const quote = 0x22
const backslash = 0x5c

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `line` (from 1) is where the bytes begin in their file. Throws AppError import-not-json. */
export function readJson(bytes: Buffer, line = 1): unknown {
  if (!isUtf8(bytes)) throw problem('import-not-json', t('main.because', { text: t('main.import.line', { line }), why: t('main.store.why.utf8') }))
  // V8 reads any depth, but takes seconds for millions of levels, and what is made of them overflows the stack later.
  if (isTooDeep(bytes)) throw problem('import-not-json', t('main.because', { text: t('main.import.line', { line }), why: t('main.json.deep', { levels: depthMost }) }))
  const text = bytes.toString()
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw problem('import-not-json', placeWords(text, line))
  }
}

/** Counts brackets outside of strings. */
function isTooDeep(bytes: Buffer): boolean {
  // A level takes two bytes.
  if (bytes.length < 2 * depthMost) return false
  let depth = 0
  let inString = false
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    if (inString) {
      if (byte === backslash) at += 1
      else if (byte === quote) inString = false
    } else if (byte === quote) inString = true
    // "[" and "{" differ in one bit, as do "]" and "}".
    else if ((byte & 0xdf) === 0x5b && (depth += 1) > depthMost) return true
    else if ((byte & 0xdf) === 0x5d) depth -= 1
  }
  return false
}

function placeWords(text: string, line: number): string {
  const tokens = new JsonTokens(text)
  try {
    while (tokens.next() !== null);
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error
    const before = text.slice(0, error.offset)
    const breaks = before.split('\n')
    return t('main.import.notJsonAt', { line: line + breaks.length - 1, column: (breaks.at(-1) ?? '').length + 1, problem: error.message })
  }
  return t('main.import.notJson', { line })
}
