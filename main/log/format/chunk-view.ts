/** ChunkView: the rows and payloads of one chunk of entries, read in place. */
import { flagBits, rowAt, rowBytes, type ChunkHeader } from './chunk'

const flagsShift = (rowAt.flags - rowAt.tag) * 8

export class ChunkView {
  readonly firstSeq: number
  readonly count: number
  /** All payloads of the chunk; an entry's is `start(i)` to `end(i)`. They follow each other in the order of the rows. */
  readonly payload: Buffer
  readonly #doubles: Float64Array
  readonly #words: Uint32Array

  /** `body` is what follows the header: rows, then payload. Copies it if it does not begin on a multiple of 8 bytes. */
  constructor(header: ChunkHeader, body: Buffer) {
    const aligned = body.byteOffset % 8 === 0 ? body : Buffer.from(new Uint8Array(body).buffer)
    const rows = header.rows * rowBytes
    this.firstSeq = header.firstSeq
    this.count = header.rows
    this.payload = aligned.subarray(rows, rows + header.payloadBytes)
    this.#doubles = new Float64Array(aligned.buffer, aligned.byteOffset, rows / 8)
    this.#words = new Uint32Array(aligned.buffer, aligned.byteOffset, rows / 4)
  }

  /** Epoch milliseconds. */
  at(index: number): number {
    return this.#doubles[(index * rowBytes + rowAt.wall) / 8] ?? 0
  }

  /** Monotonic milliseconds since the capture began. */
  elapsed(index: number): number {
    return this.#doubles[(index * rowBytes + rowAt.elapsed) / 8] ?? 0
  }

  start(index: number): number {
    return this.#words[(index * rowBytes + rowAt.start) / 4] ?? 0
  }

  size(index: number): number {
    return this.#words[(index * rowBytes + rowAt.size) / 4] ?? 0
  }

  end(index: number): number {
    return this.start(index) + this.size(index)
  }

  slot(index: number): number {
    return this.#words[(index * rowBytes + rowAt.slot) / 4] ?? 0
  }

  tag(index: number): number {
    return (this.#words[(index * rowBytes + rowAt.tag) / 4] ?? 0) & 0xff
  }

  compressed(index: number): boolean {
    return (((this.#words[(index * rowBytes + rowAt.tag) / 4] ?? 0) >>> flagsShift) & flagBits.compressed) !== 0
  }

  /** A view of the chunk's memory: to be read on the spot, not kept. */
  bytes(index: number): Buffer {
    return this.payload.subarray(this.start(index), this.end(index))
  }
}
