/** Reads JSON as tokens of the raw text, so that what is shown is what was sent, and what is wrong is told with its place. */
import { t, wordsOf } from './words/words'

export type JsonTokenKind = 'open' | 'close' | 'comma' | 'colon' | 'key' | 'string' | 'number' | 'literal'

export class JsonProblem extends Error {
  readonly offset: number
  constructor(offset: number, words: string) {
    super(words)
    this.name = 'JsonProblem'
    this.offset = offset
  }
}

type Expectation = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma' | 'nothing'

const wantedWords = wordsOf<Exclude<Expectation, 'comma'>>({
  'value': 'check.json.wanted.value',
  'value or ]': 'check.json.wanted.valueOrEnd',
  'key': 'check.json.wanted.key',
  'key or }': 'check.json.wanted.keyOrEnd',
  'colon': 'check.json.wanted.colon',
  'nothing': 'check.json.wanted.end',
})

const hex = /^[\da-fA-F]{4}$/
const literals = ['true', 'false', 'null'] as const
const quote = 0x22
const comma = 0x2c
const minus = 0x2d
const colon = 0x3a
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/**
 * Reads RFC 8259 JSON token by token, without recursion and without an object per token: 100,000 levels cost 100,000 small
 * numbers, 10 MB a tenth of a second. A token is a place in the raw text: nothing is decoded, so nothing can change on the way
 * to the screen. Throws JsonProblem with the offset of the first thing that can't be JSON.
 */
export class JsonTokens {
  /** Where the last token stands in the text, `to` exclusive. */
  from = 0
  to = 0
  readonly #text: string
  /** Bracket of each container that is open. */
  readonly #open: number[] = []
  #expects: Expectation = 'value'

  constructor(text: string) {
    this.#text = text
  }

  /** Containers that are open after the last token. */
  get depth(): number {
    return this.#open.length
  }

  /** The next token's kind; null at the end. */
  next(): JsonTokenKind | null {
    const text = this.#text
    let at = this.to
    let code = text.charCodeAt(at)
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = text.charCodeAt((at += 1))
    this.from = at
    if (at >= text.length) return this.#end()
    this.to = at + 1
    switch (code) {
      case quote:
        return this.#string(at)
      case comma:
      case colon:
        return this.#separator(code, at)
      case openBrace:
      case openBracket:
        return this.#enter(code, at)
      case closeBrace:
      case closeBracket:
        return this.#leave(code, at)
      default:
        return this.#scalar(code, at)
    }
  }

  #end(): null {
    this.to = this.from
    if (this.#expects !== 'nothing') throw new JsonProblem(this.from, t('check.json.ends', { wanted: this.#wanted() }))
    return null
  }

  #enter(bracket: number, at: number): 'open' {
    this.#wantValue(at)
    this.#open.push(bracket)
    this.#expects = bracket === openBrace ? 'key or }' : 'value or ]'
    return 'open'
  }

  #leave(bracket: number, at: number): 'close' {
    const inObject = bracket === closeBrace
    const fits = this.#expects === 'comma' || this.#expects === (inObject ? 'key or }' : 'value or ]')
    if (!fits || this.#open.at(-1) !== (inObject ? openBrace : openBracket)) throw this.#unexpected(at)
    this.#open.pop()
    this.#afterValue()
    return 'close'
  }

  #separator(code: number, at: number): 'comma' | 'colon' {
    if (this.#expects !== (code === comma ? 'comma' : 'colon')) throw this.#unexpected(at)
    this.#expects = code === comma && this.#open.at(-1) === openBrace ? 'key' : 'value'
    return code === comma ? 'comma' : 'colon'
  }

  #string(at: number): 'key' | 'string' {
    if (this.#expects === 'key' || this.#expects === 'key or }') {
      this.to = this.#stringEnd(at)
      this.#expects = 'colon'
      return 'key'
    }
    this.#wantValue(at)
    this.to = this.#stringEnd(at)
    this.#afterValue()
    return 'string'
  }

  /** The offset behind the closing quote. */
  #stringEnd(from: number): number {
    const text = this.#text
    for (let at = from + 1; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code === quote) return at + 1
      if (code < 0x20) throw new JsonProblem(at, t('check.json.control'))
      if (code === backslash) at = this.#escapeEnd(at)
    }
    throw new JsonProblem(from, t('check.json.string'))
  }

  /** The offset of the escape's last character. */
  #escapeEnd(at: number): number {
    const escaped = this.#text[at + 1] ?? ''
    if (escaped === 'u' && hex.test(this.#text.slice(at + 2, at + 6))) return at + 5
    if (escaped !== '' && '"\\/bfnrt'.includes(escaped)) return at + 1
    throw new JsonProblem(at, t('check.json.escape'))
  }

  #scalar(code: number, at: number): 'number' | 'literal' {
    this.#wantValue(at)
    const isNumber = code === minus || isDigit(code)
    this.to = isNumber ? this.#numberEnd(at) : this.#literalEnd(at)
    this.#afterValue()
    return isNumber ? 'number' : 'literal'
  }

  #numberEnd(from: number): number {
    const text = this.#text
    const start = text.charCodeAt(from) === minus ? from + 1 : from
    let at = this.#digitsEnd(start)
    let good = at > start && (at === start + 1 || text.charCodeAt(start) !== 0x30)
    if (good && text[at] === '.') {
      const fraction = at + 1
      at = this.#digitsEnd(fraction)
      good = at > fraction
    }
    if (good && (text[at] === 'e' || text[at] === 'E')) {
      const sign = text[at + 1]
      const exponent = at + (sign === '+' || sign === '-' ? 2 : 1)
      at = this.#digitsEnd(exponent)
      good = at > exponent
    }
    if (!good || isNumberLike(text.charCodeAt(at))) throw new JsonProblem(from, t('check.json.number'))
    return at
  }

  #digitsEnd(from: number): number {
    let at = from
    while (isDigit(this.#text.charCodeAt(at))) at += 1
    return at
  }

  #literalEnd(at: number): number {
    const literal = literals.find((word) => this.#text.startsWith(word, at))
    if (literal === undefined) throw this.#unexpected(at)
    return at + literal.length
  }

  #wantValue(at: number): void {
    if (this.#expects !== 'value' && this.#expects !== 'value or ]') throw this.#unexpected(at)
  }

  #afterValue(): void {
    this.#expects = this.#open.length === 0 ? 'nothing' : 'comma'
  }

  #unexpected(at: number): JsonProblem {
    const char = String.fromCodePoint(this.#text.codePointAt(at) ?? 0)
    if (this.#expects === 'nothing') return new JsonProblem(at, t('check.json.after', { char }))
    return new JsonProblem(at, t('check.json.stands', { char, wanted: this.#wanted() }))
  }

  #wanted(): string {
    const closing = this.#open.at(-1) === openBrace ? '}' : ']'
    return this.#expects === 'comma' ? t('check.json.wanted.comma', { closing }) : wantedWords[this.#expects]
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** Digits, `+`, `-`, `.`, `E` and `e` belong to a number, if to anything. */
function isNumberLike(code: number): boolean {
  return isDigit(code) || code === 0x2b || code === minus || code === 0x2e || code === 0x45 || code === 0x65
}
