import { at, type JsonIndex, type JsonKind } from './json-index'
import type { JsonCut } from './json-cuts'

/** A token to colour. */
export interface JsonSpan {
  from: number
  to: number
  kind: 'key' | 'string' | 'number' | 'literal'
}

export interface JsonText {
  text: string
  /** In order and without overlap. */
  spans: JsonSpan[]
  /** In order. */
  cuts: JsonCut[]
}

/** Deeper levels are no longer indented further: an indent per level would grow with the square of the depth. */
const deepestIndent = 40

/**
 * Lines `from` to `to` (exclusive) of the formatted source: white space is moved and nothing else, so that numbers, escapes,
 * duplicate keys and their order stay as they came. A value longer than `longest` characters is cut.
 */
export function jsonLines(index: JsonIndex, from: number, to: number, longest = Infinity): JsonText {
  const page = new Page(index, longest)
  const last = Math.min(to, index.lines)
  if (from >= last) return page.result()
  let node = nodeAt(index, from)
  page.depth = index.depth(node)
  let line = at(index.line, node)
  while (line < last) {
    if (line >= from) page.open(node)
    line += 1
    if (at(index.count, node) > 0) page.depth += 1
    else {
      for (let parent = index.parentOf(node); parent !== null && at(index.end, parent) === node + 1 && line < last; parent = index.parentOf(parent)) {
        page.depth -= 1
        if (line >= from) page.close(parent)
        line += 1
      }
    }
    node += 1
  }
  return page.result()
}

/** The last node that begins on this line or before it. */
function nodeAt(index: JsonIndex, line: number): number {
  let low = 0
  let high = index.size
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (at(index.line, middle) <= line) low = middle
    else high = middle
  }
  return low
}

const colors: Partial<Record<JsonKind, JsonSpan['kind']>> = { string: 'string', number: 'number', literal: 'literal' }

class Page {
  depth = 0
  readonly #index: JsonIndex
  readonly #longest: number
  readonly #parts: string[] = []
  readonly #spans: JsonSpan[] = []
  readonly #cuts: JsonCut[] = []
  #length = 0

  constructor(index: JsonIndex, longest: number) {
    this.#index = index
    this.#longest = longest
  }

  open(node: number): void {
    const index = this.#index
    const kind = index.kind(node)
    this.#newLine()
    const key = index.keyText(node)
    if (key !== null) {
      this.#value(key, 'key')
      this.#add(': ')
    }
    if (kind === 'object' || kind === 'array') {
      const [opening, closing] = kind === 'object' ? '{}' : '[]'
      if (at(index.count, node) > 0) return this.#add(opening ?? '')
      this.#add(`${opening ?? ''}${closing ?? ''}`)
    } else this.#value(index.raw(node, this.#longest + 1), colors[kind] ?? 'literal', at(index.to, node) - at(index.from, node))
    this.#comma(node)
  }

  close(node: number): void {
    this.#newLine()
    this.#add(this.#index.kind(node) === 'object' ? '}' : ']')
    this.#comma(node)
  }

  result(): JsonText {
    return { text: this.#parts.join(''), spans: this.#spans, cuts: this.#cuts }
  }

  #newLine(): void {
    this.#add((this.#length > 0 ? '\n' : '') + '  '.repeat(Math.min(this.depth, deepestIndent)))
  }

  /** After all values of a container but its last. */
  #comma(node: number): void {
    const parent = this.#index.parentOf(node)
    if (parent !== null && at(this.#index.end, node) < at(this.#index.end, parent)) this.#add(',')
  }

  #value(text: string, kind: JsonSpan['kind'], length = text.length): void {
    const start = this.#length
    this.#add(text.slice(0, this.#longest))
    this.#spans.push({ from: start, to: this.#length, kind })
    if (length > this.#longest) this.#cuts.push({ at: this.#length, more: length - this.#longest })
  }

  #add(text: string): void {
    this.#parts.push(text)
    this.#length += text.length
  }
}
