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

  push(seq: number): void {
    const place = this.#end % chunkLength
    if (place === 0) this.#chunks.push(new Uint32Array(chunkLength))
    const chunk = this.#chunks.at(-1)
    if (chunk) chunk[place] = seq
    this.#end += 1
  }

  /** For `first` ≤ position < `end`. */
  at(position: number): number {
    const offset = position - this.#base
    const low = this.#chunks[Math.floor(offset / chunkLength)]?.[offset % chunkLength] ?? 0
    return this.#floor + ((low - this.#floor) >>> 0)
  }

  /** Forgets the seqs below `floor`, which only rises. */
  dropBelow(floor: number): void {
    this.#first = this.#lowerBound(floor)
    this.#floor = floor
    const whole = Math.floor((this.#first - this.#base) / chunkLength)
    if (whole === 0) return
    this.#chunks.splice(0, whole)
    this.#base += whole * chunkLength
  }

  /** The first position whose seq is not below `seq`. */
  #lowerBound(seq: number): number {
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
