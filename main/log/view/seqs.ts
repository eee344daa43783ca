/** SeqList: the rising seqs of a view by position, in chunks, so that growth never copies and the front can be let go. */

const chunkLength = 4096

/**
 * Positions count from 0 and never shift; `first` is the lowest that is still kept, `end` is one past the last.
 * Seqs are kept modulo 2^32 (4 bytes each): fewer than 2^32 entries are ever kept at once, so a seq at or above the floor is known by its low bits.
 */
export class SeqList {
  readonly #chunks: Uint32Array[] = []
  /** Position of the first chunk's first place, always a multiple of `chunkLength`. */
  #base = 0
  #first = 0
  #end = 0
  #floor: number

  /** No seq below `floor` will come. */
  constructor(floor: number) {
    this.#floor = floor
  }

  get first(): number {
    return this.#first
  }

  get end(): number {
    return this.#end
  }

  /** Adds `base` plus each of the offsets, which rise. */
  push(base: number, offsets: Uint32Array): void {
    for (let done = 0; done < offsets.length; ) {
      const place = this.#end % chunkLength
      const last = place === 0 ? undefined : this.#chunks.at(-1)
      const chunk = last ?? new Uint32Array(chunkLength)
      if (last === undefined) this.#chunks.push(chunk)
      const count = Math.min(chunkLength - place, offsets.length - done)
      for (let i = 0; i < count; i += 1) chunk[place + i] = base + (offsets[done + i] ?? 0)
      this.#end += count
      done += count
    }
  }

  /** For `first` ≤ position < `end`. */
  at(position: number): number {
    const offset = position - this.#base
    const low = this.#chunks[Math.floor(offset / chunkLength)]?.[offset % chunkLength] ?? 0
    return this.#floor + ((low - this.#floor) >>> 0)
  }

  /** Forgets the seqs below `floor`, which only rises. */
  dropBelow(floor: number): void {
    this.#first = this.indexOf(floor)
    this.#floor = floor
    const whole = Math.floor((this.#first - this.#base) / chunkLength)
    if (whole === 0) return
    this.#chunks.splice(0, whole)
    this.#base += whole * chunkLength
  }

  /** A copy of all seqs that are kept, modulo 2^32. */
  toArray(): Uint32Array {
    const copy = new Uint32Array(this.#end - this.#first)
    for (let position = this.#first; position < this.#end; ) {
      const offset = position - this.#base
      const from = offset % chunkLength
      const chunk = this.#chunks[Math.floor(offset / chunkLength)]?.subarray(from, from + this.#end - position) ?? new Uint32Array(0)
      copy.set(chunk, position - this.#first)
      position += chunk.length
    }
    return copy
  }

  /** The first kept position whose seq is not below `seq`; `end` if there is none. */
  indexOf(seq: number): number {
    let low = this.#first
    let high = this.#end
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (this.at(middle) < seq) low = middle + 1
      else high = middle
    }
    return low
  }
}
