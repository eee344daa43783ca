/** Literal: marks the entries of a chunk that hold a text, by searching all payloads at once rather than one by one. */
import type { TextCondition } from '../../../shared/entry'
import type { ChunkView } from '../format/chunk-view'
import { foldedPattern } from './pattern'

/** Where a text begins and ends among the payload bytes searched. */
interface Hit {
  start: number
  end: number
}
/** The first hit that starts at `from` or later. */
type Search = (from: number) => Hit | null

export class Literal {
  readonly #open: (payload: Buffer) => Search

  constructor({ text, caseSensitive }: TextCondition) {
    this.#open = caseSensitive ? exactSearch(text) : foldedSearch(text)
  }

  isIn(text: Buffer): boolean {
    return this.#open(text)(0) !== null
  }

  /** Sets `marks` to 1 for each entry `from` (inclusive) to `to` (exclusive) that holds the text; the others stay as they are. */
  mark(chunk: ChunkView, marks: Uint8Array, from: number, to: number): void {
    if (from >= to) return
    const search = this.#open(chunk.payload.subarray(0, chunk.end(to - 1)))
    let index = from
    let hit = search(chunk.start(from))
    while (hit !== null) {
      while (index < to && chunk.end(index) <= hit.start) index += 1
      if (index === to) return
      const end = chunk.end(index)
      // A hit that reaches into the next entry is none, but one that begins later may be.
      if (hit.end <= end) marks[index] = 1
      hit = search(hit.end <= end ? end : hit.start + 1)
    }
  }
}

function exactSearch(text: string): (payload: Buffer) => Search {
  const bytes = Buffer.from(text)
  return (payload) => (from) => {
    const start = payload.indexOf(bytes, from)
    return start === -1 ? null : { start, end: start + bytes.length }
  }
}

/** As one-byte characters, which a regular expression runs over at a GB/s. */
function foldedSearch(text: string): (payload: Buffer) => Search {
  const pattern = foldedPattern(text)
  return (payload) => {
    const characters = payload.toString('latin1')
    return (from) => {
      pattern.lastIndex = from
      const match = pattern.exec(characters)
      return match && { start: match.index, end: match.index + match[0].length }
    }
  }
}
