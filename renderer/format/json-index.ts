import { JsonTokens } from '../../shared/json-tokens'

const columns = ['from', 'to', 'key', 'parent', 'end', 'count', 'line'] as const
type Column = (typeof columns)[number]
type Columns = Readonly<Record<Column, Uint32Array>>

/** Stands for no parent and for no key. */
export const none = 0xffffffff

const quote = 0x22
const backslash = 0x5c

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'literal'

/**
 * Every value of a JSON text, in the order of the text, as places in it: 28 bytes a value, whatever is in it. A node is the
 * value's number; node 0 is the whole, and the values inside node n are those from n + 1 to `end[n]`.
 */
export class JsonIndex implements Columns {
  readonly text: string
  /** How many nodes there are. */
  readonly size: number
  /** Lines of the formatted source. */
  readonly lines: number
  /** Where the value begins and ends in the text. */
  readonly from: Uint32Array
  readonly to: Uint32Array
  /** Where the key's opening quote is. */
  readonly key: Uint32Array
  readonly parent: Uint32Array
  /** The node after the last one inside. */
  readonly end: Uint32Array
  /** Values directly inside. */
  readonly count: Uint32Array
  /** Line of the formatted source that the value begins on. */
  readonly line: Uint32Array

  constructor(text: string, parts: Columns, { size, lines }: { size: number; lines: number }) {
    this.text = text
    this.size = size
    this.lines = lines
    this.from = parts.from
    this.to = parts.to
    this.key = parts.key
    this.parent = parts.parent
    this.end = parts.end
    this.count = parts.count
    this.line = parts.line
  }

  kind(node: number): JsonKind {
    const code = this.text.charCodeAt(at(this.from, node))
    if (code === 0x7b) return 'object'
    if (code === 0x5b) return 'array'
    if (code === quote) return 'string'
    return code === 0x2d || (code >= 0x30 && code <= 0x39) ? 'number' : 'literal'
  }

  /** The value as it was sent; with `most`, no more of it than that. */
  raw(node: number, most = Infinity): string {
    const from = at(this.from, node)
    return this.text.slice(from, Math.min(at(this.to, node), from + most))
  }

  /** The key as it was sent, in its quotes; null inside an array and for the whole. */
  keyText(node: number): string | null {
    const from = at(this.key, node)
    if (from === none) return null
    let end = from + 1
    for (let code = this.text.charCodeAt(end); code !== quote; code = this.text.charCodeAt(end)) end += code === backslash ? 2 : 1
    return this.text.slice(from, end + 1)
  }

  parentOf(node: number): number | null {
    const parent = at(this.parent, node)
    return parent === none ? null : parent
  }

  /** Containers around it, from the outermost. */
  ancestors(node: number): number[] {
    const found: number[] = []
    for (let parent = at(this.parent, node); parent !== none; parent = at(this.parent, parent)) found.push(parent)
    return found.reverse()
  }

  depth(node: number): number {
    let depth = 0
    for (let parent = at(this.parent, node); parent !== none; parent = at(this.parent, parent)) depth += 1
    return depth
  }

  /** Its place among the values of its array or object, from 0. */
  place(node: number): number {
    let place = 0
    for (let sibling = at(this.parent, node) + 1; sibling < node; sibling = at(this.end, sibling)) place += 1
    return place
  }
}

/** Reads a whole JSON text. Throws JsonProblem with what is wrong and where. */
export function indexJson(text: string): JsonIndex {
  const tokens = new JsonTokens(text)
  const builder = new Builder(text.length)
  for (let kind = tokens.next(); kind !== null; kind = tokens.next()) {
    if (kind === 'key') builder.key = tokens.from
    else if (kind === 'open') builder.enter(tokens.from)
    else if (kind === 'close') builder.leave(tokens.to)
    else if (kind !== 'comma' && kind !== 'colon') builder.add(tokens.from, tokens.to)
  }
  return new JsonIndex(text, builder.columns, builder)
}

class Builder {
  key: number = none
  size = 0
  lines = 0
  columns: Columns
  #parent: number = none

  constructor(length: number) {
    // Ordinary JSON has a value for every ten to twenty characters.
    this.columns = columnsOf(Math.max(64, length >> 4))
  }

  add(from: number, to: number): number {
    const node = this.size
    if (node === this.columns.from.length) this.columns = grown(this.columns)
    const { columns } = this
    columns.from[node] = from
    columns.to[node] = to
    columns.key[node] = this.key
    columns.parent[node] = this.#parent
    columns.end[node] = node + 1
    columns.line[node] = this.lines
    if (this.#parent !== none) columns.count[this.#parent] = at(columns.count, this.#parent) + 1
    this.key = none
    this.size += 1
    this.lines += 1
    return node
  }

  enter(from: number): void {
    this.#parent = this.add(from, from)
  }

  leave(to: number): void {
    const node = this.#parent
    this.columns.to[node] = to
    this.columns.end[node] = this.size
    // An empty one is written in the line it begins on.
    if (at(this.columns.count, node) > 0) this.lines += 1
    this.#parent = at(this.columns.parent, node)
  }
}

function columnsOf(length: number): Columns {
  return Object.fromEntries(columns.map((name) => [name, new Uint32Array(length)])) as Record<Column, Uint32Array>
}

function grown(old: Columns): Columns {
  const next = columnsOf(old.from.length * 2)
  for (const name of columns) next[name].set(old[name])
  return next
}

/** What a column holds for a node that exists. */
export function at(column: Uint32Array, node: number): number {
  return column[node] ?? 0
}
