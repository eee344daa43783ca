import { JsonProblem } from '../../shared/json-tokens'
import { indexJson } from './json-index'
import { jsonLines, type JsonText } from './json-lines'

export interface PrettyJson extends JsonText {
  kind: 'json'
}

export interface InvalidJson {
  kind: 'invalid'
  /** Character of the raw text, from 0. */
  offset: number
  problem: string
}

/** An InvalidJson with what a person needs to find the place, counted from 1. */
export interface JsonFault extends InvalidJson {
  line: number
  column: number
  /** What stands before and after the place, no more than a screen of it. */
  before: string
  after: string
  beforeCut: boolean
}

/** Text shown on each side of what is wrong. */
const aroundFault = 2_000

export function faultOf(text: string, { offset, message }: JsonProblem): JsonFault {
  let line = 1
  let lineStart = 0
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', end + 1)) {
    line += 1
    lineStart = end + 1
  }
  const from = Math.max(0, offset - aroundFault)
  const [before, after] = [text.slice(from, offset), text.slice(offset, offset + aroundFault)]
  return { kind: 'invalid', problem: message, offset, line, column: offset - lineStart + 1, before, after, beforeCut: from > 0 }
}

/** Lays JSON out anew by moving white space only. For what fits on a screen or the clipboard: it takes all of the text at once. */
export function prettyJson(raw: string): PrettyJson | InvalidJson {
  try {
    const index = indexJson(raw)
    return { kind: 'json', ...jsonLines(index, 0, index.lines) }
  } catch (error) {
    if (error instanceof JsonProblem) return { kind: 'invalid', offset: error.offset, problem: error.message }
    throw error
  }
}

/** A cheap guess from the first character, for choosing a tab. */
export function looksLikeJson(text: string): boolean {
  return /^\s*[{[]/.test(text)
}
