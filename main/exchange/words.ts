/** Words: cuts what was copied from a POSIX shell into commands and their words; nothing is run, looked up or expanded. */
import { t } from '../../shared/words/words'

export interface Command {
  words: string[]
  /** What the shell would do that can't be taken over, in words. */
  left: string[]
}

/** A template may hold spaces and `$`, which the shell would take for its own. */
const template = /\{\{[ \t]*[A-Za-z_$][\w.-]{0,99}[ \t]*\}\}/y
/** Text without a meaning, in bites that a regular expression can hold. */
const plain = /[^\s'"\\$`{#;|()&<>]{1,4096}/y
const variable = /[A-Za-z_]\w{0,99}/y

/** One pass, in time proportional to the text. */
export function commandsOf(text: string): Command[] {
  return new Lexer(text).commands()
}

class Lexer {
  readonly #text: string
  #at = 0
  /** null: between two words. */
  #word: string | null = null
  #skipWord = false
  #command: Command = { words: [], left: [] }
  readonly #all: Command[] = []

  constructor(text: string) {
    this.#text = text
  }

  commands(): Command[] {
    while (this.#at < this.#text.length) this.#step()
    this.#endCommand()
    return this.#all
  }

  #step(): void {
    const char = this.#text[this.#at] ?? ''
    if (char === ' ' || char === '\t' || char === '\r') this.#endWord(1)
    else if (char === '\n') this.#endCommand(1)
    else if (char === "'") this.#single()
    else if (char === '"') this.#double()
    else if (char === '\\') this.#escaped()
    else if (char === '$' || char === '`' || char === '{') this.#special()
    else if (char === '#' && this.#word === null) this.#at = this.#indexOr('\n', this.#at)
    else if (';|()'.includes(char)) this.#endCommand(1)
    else if (char === '&') this.#ampersand()
    else if (char === '<' || char === '>') this.#redirection()
    else {
      const run = this.#match(plain, this.#at) ?? char
      this.#add(run, run.length)
    }
  }

  #add(text: string, length: number): void {
    this.#word = (this.#word ?? '') + text
    this.#at += length
  }

  #leave(words: string): void {
    if (!this.#command.left.includes(words)) this.#command.left.push(words)
  }

  #endWord(length = 0): void {
    if (this.#word !== null && !this.#skipWord) this.#command.words.push(this.#word)
    if (this.#word !== null) this.#skipWord = false
    this.#word = null
    this.#at += length
  }

  #endCommand(length = 0): void {
    this.#endWord(length)
    this.#skipWord = false
    if (this.#command.words.length > 0) this.#all.push(this.#command)
    this.#command = { words: [], left: [] }
  }

  #indexOr(sought: string, from: number): number {
    const index = this.#text.indexOf(sought, from)
    return index === -1 ? this.#text.length : index
  }

  #single(): void {
    const end = this.#indexOr("'", this.#at + 1)
    if (end === this.#text.length) this.#leave(t('main.left.openQuote'))
    this.#add(this.#text.slice(this.#at + 1, end), end + 1 - this.#at)
  }

  #double(): void {
    this.#add('', 1)
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"') {
      const char = this.#text[this.#at] ?? ''
      const next = this.#text[this.#at + 1] ?? ''
      if (char === '\\' && '"\\$`'.includes(next)) this.#add(next, 2)
      else if (char === '\\' && next === '\n') this.#at += 2
      else if ((char === '$' && next !== "'" && next !== '"') || char === '`' || char === '{') this.#special()
      else this.#add(char, 1)
    }
    if (this.#at >= this.#text.length) this.#leave(t('main.left.openQuote'))
    this.#at += 1
  }

  #escaped(): void {
    const rest = /^\r?\n/.exec(this.#text.slice(this.#at + 1, this.#at + 3))?.[0]
    if (rest === undefined) this.#add(this.#text[this.#at + 1] ?? '\\', 2)
    else this.#at += 1 + rest.length
  }

  /** `{{…}}`, `$…` and backticks. */
  #special(): void {
    const char = this.#text[this.#at]
    const next = this.#text[this.#at + 1]
    const filled = char === '{' ? this.#match(template, this.#at) : null
    if (filled !== null) this.#add(filled, filled.length)
    else if (char === '`') this.#skipped(this.#indexOr('`', this.#at + 1) + 1)
    else if (char === '$' && next === '(') this.#skipped(this.#closing(this.#at + 1))
    else if (char === '$' && next === "'") this.#ansi()
    else if (char === '$' && next === '"') this.#at += 1
    else if (char === '$') this.#dollar()
    else this.#add(char ?? '', 1)
  }

  #match(pattern: RegExp, from: number): string | null {
    pattern.lastIndex = from
    return pattern.exec(this.#text)?.[0] ?? null
  }

  #skipped(end: number): void {
    this.#leave(t('main.left.substitution'))
    this.#add('', end - this.#at)
  }

  /** After the bracket that closes the one at `open`. */
  #closing(open: number): number {
    let level = 0
    for (let at = open; at < this.#text.length; at += 1) {
      if (this.#text[at] === '(') level += 1
      else if (this.#text[at] === ')') level -= 1
      if (level === 0) return at + 1
    }
    return this.#text.length
  }

  /** `$NAME` and `${NAME}` become templates; whoever opens the connection gives them a value. */
  #dollar(): void {
    const braced = this.#text[this.#at + 1] === '{'
    const name = this.#match(variable, this.#at + (braced ? 2 : 1))
    const whole = name !== null && (!braced || this.#text[this.#at + 2 + name.length] === '}')
    if (name === null || !whole) {
      if (braced) this.#leave(t('main.left.shellVariable'))
      return this.#add('$', 1)
    }
    this.#leave(t('main.left.becameVariable', { name: `$${name}`, variable: `{{${name}}}` }))
    this.#add(`{{${name}}}`, name.length + (braced ? 3 : 1))
  }

  /** `$'…'`, as browsers copy values with line breaks or quotes. */
  #ansi(): void {
    let end = this.#at + 2
    while (end < this.#text.length && this.#text[end] !== "'") end += this.#text[end] === '\\' ? 2 : 1
    if (end >= this.#text.length) this.#leave(t('main.left.openQuote'))
    this.#add(unescaped(this.#text.slice(this.#at + 2, end)), end + 1 - this.#at)
  }

  /** People paste URLs without quotes; the shell would cut them at each `&`. */
  #ampersand(): void {
    const rest = this.#text.slice(this.#at + 1, this.#at + 200)
    if (this.#word?.includes('://') && this.#word.includes('?') && /^[\w.%~[\]-]+=/.test(rest)) this.#add('&', 1)
    else if (rest.startsWith('>')) this.#redirection()
    else this.#endCommand(1)
  }

  #redirection(): void {
    const operator = /^&?(?:[<>]+[&|]?)?/.exec(this.#text.slice(this.#at, this.#at + 6))?.[0] ?? '>'
    if (this.#word !== null && /^\d$/.test(this.#word)) this.#word = null
    this.#endWord(operator.length)
    // The prompt of a continued line, copied along.
    if (operator === '>' && /^\s*$/.test(this.#text.slice(this.#text.lastIndexOf('\n', this.#at - 2) + 1, this.#at - 1))) return
    this.#leave(t('main.left.redirected'))
    this.#skipWord = true
  }
}

const letters: Record<string, string> = { a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

function unescaped(body: string): string {
  return body.replace(/\\(?:x[\dA-Fa-f]{1,2}|u[\dA-Fa-f]{1,4}|U[\dA-Fa-f]{1,8}|[0-7]{1,3}|[^])/g, (written) => {
    const kind = written[1] ?? ''
    if (/[0-7]/.test(kind)) return String.fromCodePoint(parseInt(written.slice(1), 8) & 255)
    if (written.length === 2) return letters[kind] ?? (/['"?\\]/.test(kind) ? kind : written)
    const code = parseInt(written.slice(2), 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}
