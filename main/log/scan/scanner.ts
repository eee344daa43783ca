/** Scanner: which entries of a chunk match a query; what the row tells first, then the text, then the field. */
import type { JsonValue } from 'jsonpath-rfc9535'
import type { Range } from '../../../shared/entry'
import type { ChunkView } from '../format/chunk-view'
import { tags } from '../format/tag'
import { previewOf } from '../row'
import { compileExpression } from './expression'
import { compileField, type FieldTest } from './field'
import { Literal } from './literal'
import type { Query } from './query'

/** Looks at the payload of one entry. */
type PayloadTest = (payload: Buffer, tag: number) => boolean

/** By tag: kinds whose rows say in words what their payload may not hold. What a person reads there is found, too, in the language of the screen. */
const wordy = tags.map((tag) => (tag?.kind === 'lifecycle' || tag?.kind === 'close' ? tag.kind : null))

export class Scanner {
  readonly #query: Query
  readonly #literals: readonly Literal[]
  readonly #tests: readonly PayloadTest[]
  /** By index in the chunk: 1 for entries that match so far. Kept, so that a chunk costs no memory. */
  #matches = new Uint8Array(0)
  #marks = new Uint8Array(0)

  /** Throws AppError bad-regex and bad-field. */
  constructor(query: Query) {
    this.#query = query
    this.#literals = query.texts.filter(({ regex }) => !regex).map((condition) => new Literal(condition))
    const expressions = query.texts.filter(({ regex }) => regex).map(({ text, caseSensitive }) => expressionTest(text, caseSensitive))
    this.#tests = query.field === '' ? expressions : [...expressions, fieldTest(compileField(query.field))]
  }

  /**
   * By index, 1 for each entry `from` (inclusive) to `to` (exclusive) that matches; to be read before the next call.
   * `slots` says by source slot who matches; null: all.
   */
  scan(chunk: ChunkView, from: number, to: number, slots: Uint8Array | null): Uint8Array {
    this.#makeRoom(to)
    let matching = this.#scanRows(chunk, from, to, slots)
    for (const literal of this.#literals) if (matching > 0) matching = this.#scanText(literal, chunk, from, to)
    if (matching > 0 && this.#tests.length > 0) this.#scanPayloads(chunk, from, to)
    return this.#matches
  }

  #makeRoom(entries: number): void {
    if (this.#matches.length >= entries) return
    this.#matches = new Uint8Array(entries)
    this.#marks = new Uint8Array(entries)
  }

  #scanRows(chunk: ChunkView, from: number, to: number, slots: Uint8Array | null): number {
    const { tags: wanted, size, time } = this.#query
    let matching = 0
    for (let index = from; index < to; index += 1) {
      const matches =
        (wanted === null || wanted[chunk.tag(index)] === true) &&
        (slots === null || slots[chunk.slot(index)] === 1) &&
        (size === null || isWithin(chunk.size(index), size)) &&
        (time === null || isWithin(chunk.at(index), time))
      this.#matches[index] = matches ? 1 : 0
      if (matches) matching += 1
    }
    return matching
  }

  #scanText(literal: Literal, chunk: ChunkView, from: number, to: number): number {
    this.#marks.fill(0, from, to)
    literal.mark(chunk, this.#marks, from, to)
    let matching = 0
    for (let index = from; index < to; index += 1) {
      if (this.#matches[index] === 0) continue
      if (this.#marks[index] === 1 || this.#says(literal, chunk, index)) matching += 1
      else this.#matches[index] = 0
    }
    return matching
  }

  #says(literal: Literal, chunk: ChunkView, index: number): boolean {
    const kind = wordy[chunk.tag(index)] ?? null
    return kind !== null && literal.isIn(Buffer.from(previewOf(kind, chunk.bytes(index)).preview))
  }

  #scanPayloads(chunk: ChunkView, from: number, to: number): void {
    for (let index = from; index < to; index += 1) {
      if (this.#matches[index] === 0) continue
      const payload = chunk.bytes(index)
      const tag = chunk.tag(index)
      if (!this.#tests.every((test) => test(payload, tag))) this.#matches[index] = 0
    }
  }
}

function isWithin(value: number, { min, max }: Range): boolean {
  return (min === null || value >= min) && (max === null || value <= max)
}

/** The payload of any kind, as UTF-8: what is none of it reads as U+FFFD; then its words. */
function expressionTest(text: string, caseSensitive: boolean): PayloadTest {
  const expression = compileExpression(text, caseSensitive)
  return (payload, tag) => {
    if (expression.test(payload.toString('utf8'))) return true
    const kind = wordy[tag] ?? null
    return kind !== null && expression.test(previewOf(kind, payload).preview)
  }
}

function fieldTest(test: FieldTest): PayloadTest {
  return (payload, tag) => {
    if (tags[tag]?.kind !== 'text' || !mayBeJson(payload)) return false
    const message = parseJson(payload)
    return message !== undefined && test(message)
  }
}

/** The first letters of all JSON texts. A parser that throws costs more than one that succeeds, so plain words never come to it. */
const firstLetters = new Set(Buffer.from('{["-0123456789tfn \t\r\n'))

function mayBeJson(payload: Buffer): boolean {
  return firstLetters.has(payload[0] ?? 0)
}

function parseJson(payload: Buffer): JsonValue | undefined {
  try {
    return JSON.parse(payload.toString('utf8')) as JsonValue
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
