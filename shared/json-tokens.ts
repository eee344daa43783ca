/** Reads JSON as tokens of the raw text, so that what is shown is what was sent, and what is wrong is told with its place. */
export type JsonTokenKind = 'open' | 'close' | 'comma' | 'colon' | 'key' | 'string' | 'number' | 'literal'

/** A token is a place in the raw text: nothing is decoded, so nothing can change on the way to the screen. */
export interface JsonToken {
  kind: JsonTokenKind
  from: number
  to: number
}

export class JsonProblem extends Error {
  readonly offset: number
  constructor(offset: number, words: string) {
    super(words)
    this.name = 'JsonProblem'
    this.offset = offset
  }
}

type Expectation = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma' | 'nothing'

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const numberLike = /[-+.\deE]*/y
const hex = /^[\da-fA-F]{4}$/
const literals = ['true', 'false', 'null'] as const
const inObject = 1
const inArray = 2

/**
 * Reads RFC 8259 JSON token by token, without recursion: 100,000 levels cost 100,000 small numbers. Throws JsonProblem with the
 * offset of the first thing that can't be JSON. Of a text that is only the beginning (`complete` false) it reads what is whole.
 */
export class JsonTokens {
  readonly #text: string
  readonly #complete: boolean
  readonly #open: number[] = []
  #at = 0
  #expects: Expectation = 'value'

  constructor(text: string, complete = true) {
    this.#text = text
    this.#complete = complete
  }

  /** Containers that are open after the last token. */
  get depth(): number {
    return this.#open.length
  }

  /** The next token; null at the end. */
  next(): JsonToken | null {
    const text = this.#text
    let at = this.#at
    while (isSpace(text.charCodeAt(at))) at += 1
    this.#at = at
    if (at >= text.length) return this.#end()
    const token = this.#read(text[at] ?? '', at)
    if (token !== null) this.#at = token.to
    return token
  }

  #end(): null {
    if (this.#complete && this.#expects !== 'nothing') throw new JsonProblem(this.#text.length, `it ends where ${this.#wanted()} should come`)
    return null
  }

  #read(char: string, at: number): JsonToken | null {
    if (char === '{' || char === '[') return this.#enter(char, at)
    if (char === '}' || char === ']') return this.#leave(char, at)
    if (char === ',' || char === ':') return this.#separator(char, at)
    if (char === '"') return this.#string(at)
    if (this.#expects === 'value' || this.#expects === 'value or ]') {
      const to = char === '-' || isDigit(char) ? this.#numberEnd(at) : this.#literalEnd(at)
      if (to === null) return this.#cut()
      this.#afterValue()
      return { kind: char === '-' || isDigit(char) ? 'number' : 'literal', from: at, to }
    }
    throw this.#unexpected(at)
  }

  #enter(char: string, at: number): JsonToken {
    if (this.#expects !== 'value' && this.#expects !== 'value or ]') throw this.#unexpected(at)
    this.#open.push(char === '{' ? inObject : inArray)
    this.#expects = char === '{' ? 'key or }' : 'value or ]'
    return { kind: 'open', from: at, to: at + 1 }
  }

  #leave(char: string, at: number): JsonToken {
    const inside = this.#open.at(-1)
    const fits = char === '}' ? inside === inObject && this.#expects === 'key or }' : inside === inArray && this.#expects === 'value or ]'
    const ends = this.#expects === 'comma' && inside === (char === '}' ? inObject : inArray)
    if (!fits && !ends) throw this.#unexpected(at)
    this.#open.pop()
    this.#afterValue()
    return { kind: 'close', from: at, to: at + 1 }
  }

  #separator(char: string, at: number): JsonToken {
    if (char === ':') {
      if (this.#expects !== 'colon') throw this.#unexpected(at)
      this.#expects = 'value'
      return { kind: 'colon', from: at, to: at + 1 }
    }
    if (this.#expects !== 'comma') throw this.#unexpected(at)
    this.#expects = this.#open.at(-1) === inObject ? 'key' : 'value'
    return { kind: 'comma', from: at, to: at + 1 }
  }

  #string(at: number): JsonToken | null {
    const isKey = this.#expects === 'key' || this.#expects === 'key or }'
    if (!isKey && this.#expects !== 'value' && this.#expects !== 'value or ]') throw this.#unexpected(at)
    const to = this.#stringEnd(at)
    if (to === null) return this.#cut()
    if (isKey) this.#expects = 'colon'
    else this.#afterValue()
    return { kind: isKey ? 'key' : 'string', from: at, to }
  }

  /** The offset behind the closing quote; null if the text is only a beginning and stops inside. */
  #stringEnd(from: number): number | null {
    const text = this.#text
    for (let at = from + 1; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code === 0x22) return at + 1
      if (code < 0x20) throw new JsonProblem(at, 'a control character inside a string has to be escaped')
      if (code !== 0x5c) continue
      const escaped = text[at + 1] ?? ''
      if (at + (escaped === 'u' ? 6 : 2) > text.length && !this.#complete) return null
      if (escaped === 'u' ? !hex.test(text.slice(at + 2, at + 6)) : !'"\\/bfnrt'.includes(escaped) || escaped === '')
        throw new JsonProblem(at, 'this escape does not exist')
      at += escaped === 'u' ? 5 : 1
    }
    if (this.#complete) throw new JsonProblem(from, 'this string never ends')
    return null
  }

  #numberEnd(at: number): number | null {
    numberLike.lastIndex = at
    numberLike.test(this.#text)
    const end = numberLike.lastIndex
    if (end === this.#text.length && !this.#complete) return null
    number.lastIndex = at
    if (!number.test(this.#text) || number.lastIndex !== end) throw new JsonProblem(at, 'this is not a JSON number')
    return end
  }

  #literalEnd(at: number): number | null {
    const rest = this.#text.slice(at, at + 5)
    for (const literal of literals) {
      if (rest.startsWith(literal)) return at + literal.length
      if (!this.#complete && at + rest.length === this.#text.length && literal.startsWith(rest)) return null
    }
    throw this.#unexpected(at)
  }

  /** Leaves the rest of a beginning unread. */
  #cut(): null {
    this.#at = this.#text.length
    return null
  }

  #afterValue(): void {
    this.#expects = this.#open.length === 0 ? 'nothing' : 'comma'
  }

  #unexpected(at: number): JsonProblem {
    const char = String.fromCodePoint(this.#text.codePointAt(at) ?? 0)
    if (this.#expects === 'nothing') return new JsonProblem(at, `“${char}” comes after the value has ended`)
    return new JsonProblem(at, `“${char}” stands where ${this.#wanted()} should come`)
  }

  #wanted(): string {
    const closing = this.#open.at(-1) === inObject ? '}' : ']'
    const wanted: Record<Expectation, string> = {
      'value': 'a value',
      'value or ]': 'a value or ]',
      'key': 'a key in double quotes',
      'key or }': 'a key in double quotes or }',
      'colon': 'a colon',
      'comma': `a comma or ${closing}`,
      'nothing': 'the end',
    }
    return wanted[this.#expects]
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9'
}
