/** Block: memory for the entries of one chunk, filled message by message without allocating and used again once written; or one large message as it is. */
import { bodyCrc, chunkBytes, chunkKinds, flagBits, headerBytes, paddedBytes, rowAt, rowBytes, writeHeader } from '../format/chunk'
import type { Run } from '../format/runs'

const flagsShift = (rowAt.flags - rowAt.tag) * 8

/** Tag and flags as they stand together in a row. */
export function markedTag(tag: number, compressed: boolean): number {
  return compressed ? tag | (flagBits.compressed << flagsShift) : tag
}

/** What a payload is followed by in its chunk. */
const padding = Buffer.alloc(8)

export class Block {
  firstSeq = 0
  /** Entries of the capture that were not stored before this block. */
  missed = 0
  readonly #header = Buffer.allocUnsafeSlow(headerBytes)
  readonly #rows: Buffer
  readonly #doubles: Float64Array
  readonly #words: Uint32Array
  #payload: Buffer
  readonly #copies: boolean
  readonly mostRows: number
  #count = 0
  #end = 0

  /** Room for `payloadBytes` and `rows` entries, whichever is full first; null: for one entry, whose payload is not copied. */
  constructor(payloadBytes: number | null, rows = 1) {
    this.mostRows = rows
    this.#copies = payloadBytes !== null
    this.#payload = Buffer.allocUnsafeSlow(paddedBytes(payloadBytes ?? 0))
    this.#rows = Buffer.allocUnsafeSlow(rows * rowBytes)
    this.#doubles = new Float64Array(this.#rows.buffer)
    this.#words = new Uint32Array(this.#rows.buffer)
  }

  get count(): number {
    return this.#count
  }

  get payloadBytes(): number {
    return this.#end
  }

  /** As a chunk on disk. */
  get bytes(): number {
    return chunkBytes({ rows: this.#count, payloadBytes: this.#end })
  }

  /** Wall time of the newest entry, epoch milliseconds. */
  get lastAt(): number {
    return this.#doubles[((this.#count - 1) * rowBytes + rowAt.wall) / 8] ?? 0
  }

  /** Forgets what it held. */
  begin(firstSeq: number, missed: number): void {
    this.firstSeq = firstSeq
    this.missed = missed
    this.#count = 0
    this.#end = 0
  }

  fits(size: number): boolean {
    return this.#count < this.mostRows && (!this.#copies || this.#end + size <= this.#payload.length)
  }

  /** Only after `fits` said yes. `tag` is a marked one. */
  // eslint-disable-next-line max-params -- on the path of every message: an object for each would be garbage
  push(slot: number, tag: number, at: number, elapsed: number, payload: Uint8Array): void {
    const start = this.#end
    const row = this.#count * rowBytes
    const double = row / 8
    const word = row / 4
    if (this.#copies) this.#payload.set(payload, start)
    else this.#payload = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
    this.#doubles[double + rowAt.wall / 8] = at
    this.#doubles[double + rowAt.elapsed / 8] = elapsed
    this.#words[word + rowAt.start / 4] = start
    this.#words[word + rowAt.size / 4] = payload.length
    this.#words[word + rowAt.slot / 4] = slot
    this.#words[word + rowAt.tag / 4] = tag
    this.#end = start + payload.length
    this.#count += 1
  }

  /** The chunk's parts, for a place in a file; views of the block's memory. */
  chunkAt(offset: number): Buffer[] {
    const padded = paddedBytes(this.#end)
    const body = [this.#rows.subarray(0, this.#count * rowBytes), this.#payload.subarray(0, this.#end), padding.subarray(0, padded - this.#end)]
    const { firstSeq, missed } = this
    writeHeader(this.#header, { kind: chunkKinds.entries, rows: this.#count, payloadBytes: this.#end, firstSeq, offset, missed, bodyCrc: bodyCrc(body) })
    return [this.#header, ...body]
  }

  /** The chunk as a run of its own. */
  runAt(segment: number, offset: number): Run {
    return { segment, offset, bytes: this.bytes, firstSeq: this.firstSeq, count: this.#count }
  }
}
