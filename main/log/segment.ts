/** Segment: one block of memory that payload bytes fill from the front and rows of fixed size from the back, until they meet. */
import { directions, entryKinds, type Direction, type EntryKind } from '../../shared/entry'

/** One row: time (float64), end of its payload (uint32), source slot and tag (27 + 5 bits of a uint32). */
export const rowBytes = 16
const wordsPerRow = rowBytes / 4
const endWord = 2
const metaWord = 3
const tagBits = 5

/** Direction and kind together as one small number: an index into this list. */
export const tags: readonly { direction: Direction; kind: EntryKind }[] = directions.flatMap((direction) => entryKinds.map((kind) => ({ direction, kind })))

export function tagOf(direction: Direction, kind: EntryKind): number {
  return directions.indexOf(direction) * entryKinds.length + entryKinds.indexOf(kind)
}

/** Memory for one payload of `size` bytes and its row, in bytes; rows need alignment. */
export function roomFor(size: number): number {
  return Math.ceil((size + rowBytes) / rowBytes) * rowBytes
}

export class Segment {
  readonly firstSeq: number
  readonly memory: ArrayBuffer
  readonly #bytes: Buffer
  readonly #times: Float64Array
  readonly #words: Uint32Array
  #count = 0
  #end = 0

  /** `memory` is a multiple of `rowBytes` long; what it held before does not show. */
  constructor(firstSeq: number, memory: ArrayBuffer) {
    this.firstSeq = firstSeq
    this.memory = memory
    this.#bytes = Buffer.from(memory)
    this.#times = new Float64Array(memory)
    this.#words = new Uint32Array(memory)
  }

  /** Entries held: their seqs are `firstSeq` … `firstSeq + count - 1`, their indices 0 … `count - 1`. */
  get count(): number {
    return this.#count
  }

  get payloadBytes(): number {
    return this.#end
  }

  get usedBytes(): number {
    return this.#end + this.#count * rowBytes
  }

  fits(size: number): boolean {
    return this.usedBytes + size + rowBytes <= this.memory.byteLength
  }

  /** Copies the payload; only after `fits` said yes. */
  push(slot: number, tag: number, payload: Uint8Array, at: number): void {
    this.#bytes.set(payload, this.#end)
    this.#end += payload.length
    this.#count += 1
    const row = this.#words.length - this.#count * wordsPerRow
    this.#times[row / 2] = at
    this.#words[row + endWord] = this.#end
    this.#words[row + metaWord] = (slot << tagBits) | tag
  }

  at(index: number): number {
    return this.#times[(this.#words.length - (index + 1) * wordsPerRow) / 2] ?? 0
  }

  slot(index: number): number {
    return this.#word(index, metaWord) >>> tagBits
  }

  tag(index: number): number {
    return this.#word(index, metaWord) & ((1 << tagBits) - 1)
  }

  /** Where the entry's payload begins and ends among the block's payload bytes. */
  start(index: number): number {
    return index === 0 ? 0 : this.end(index - 1)
  }

  end(index: number): number {
    return this.#word(index, endWord)
  }

  /** A view of the block for reading on the spot: it must not be kept, since the memory is used again. */
  view(index: number): Buffer {
    return this.#bytes.subarray(this.start(index), this.end(index))
  }

  /** Payload bytes `from` to `to` of the whole block, one character per byte. */
  latin1(from: number, to: number): string {
    return this.#bytes.toString('latin1', from, to)
  }

  #word(index: number, word: number): number {
    return this.#words[this.#words.length - (index + 1) * wordsPerRow + word] ?? 0
  }
}
