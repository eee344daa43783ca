import { JsonProblem, JsonTokens, type JsonToken } from '../../shared/json-tokens'

export interface JsonSpan {
  from: number
  to: number
  kind: 'key' | 'string' | 'number' | 'literal'
}

export interface PrettyJson {
  kind: 'json'
  text: string
  /** Tokens of `text` to colour, in order; only the first `spans` of them. */
  spans: JsonSpan[]
  /** The output reached its bound: the text is only the beginning. */
  cut: boolean
}

export interface InvalidJson {
  kind: 'invalid'
  /** Character of the raw text, from 0. */
  offset: number
  problem: string
}

export interface JsonBounds {
  /** The raw text is whole; otherwise it is a beginning and may stop anywhere. */
  complete: boolean
  /** Characters of output at most. */
  characters: number
  spans: number
}

export const jsonBounds: JsonBounds = { complete: true, characters: 4 * 1024 * 1024, spans: 100_000 }

/** Deeper levels are no longer indented further: an indent per level would grow with the square of the depth. */
const deepestIndent = 40

/** Lays JSON out anew by moving white space only: numbers, escapes, duplicate keys and their order stay as they came. */
export function prettyJson(raw: string, bounds: JsonBounds = jsonBounds): PrettyJson | InvalidJson {
  try {
    return layOut(raw, bounds)
  } catch (error) {
    if (error instanceof JsonProblem) return { kind: 'invalid', offset: error.offset, problem: error.message }
    throw error
  }
}

/** A cheap guess from the first character, for choosing a tab. */
export function looksLikeJson(text: string): boolean {
  return /^\s*[{[]/.test(text)
}

function layOut(raw: string, bounds: JsonBounds): PrettyJson {
  const tokens = new JsonTokens(raw, bounds.complete)
  const page = new Page(bounds)
  let before: JsonToken['kind'] | null = null
  // Reads on after the page is full: a problem further down is still a problem.
  for (let token = tokens.next(); token !== null; token = tokens.next()) {
    const empty = token.kind === 'close' && before === 'open'
    if (!empty && (before === 'open' || before === 'comma' || token.kind === 'close')) page.newLine(tokens.depth - (token.kind === 'open' ? 1 : 0))
    page.write(raw, token)
    before = token.kind
  }
  return page.result()
}

class Page {
  readonly #bounds: JsonBounds
  readonly #parts: string[] = []
  readonly #spans: JsonSpan[] = []
  #length = 0
  #cut = false

  constructor(bounds: JsonBounds) {
    this.#bounds = bounds
  }

  newLine(depth: number): void {
    this.#add('\n' + '  '.repeat(Math.min(depth, deepestIndent)))
  }

  write(raw: string, { kind, from, to }: JsonToken): void {
    const start = this.#length
    this.#add(kind === 'colon' ? ': ' : raw.slice(from, to))
    const colored = kind === 'key' || kind === 'string' || kind === 'number' || kind === 'literal'
    if (colored && !this.#cut && this.#spans.length < this.#bounds.spans) this.#spans.push({ from: start, to: this.#length, kind })
  }

  result(): PrettyJson {
    return { kind: 'json', text: this.#parts.join(''), spans: this.#spans, cut: this.#cut }
  }

  #add(text: string): void {
    if (this.#length + text.length > this.#bounds.characters) this.#cut = true
    if (this.#cut) return
    this.#parts.push(text)
    this.#length += text.length
  }
}
