/** Ring: the last numbers of a column, in memory that grows with what comes and no further than its bound. */

export type Cells = Float32Array | Float64Array | Uint32Array

/** Room for the first numbers: many columns never get more, and most of them none. */
const firstCells = 16

export class Ring {
  readonly #most: number
  readonly #make: new (length: number) => Cells
  #cells: Cells
  /** All that were ever pushed. */
  #pushed = 0

  constructor(most: number, make: new (length: number) => Cells = Float64Array) {
    this.#most = most
    this.#make = make
    this.#cells = new make(0)
  }

  get size(): number {
    return Math.min(this.#pushed, this.#most)
  }

  push(value: number): void {
    if (this.#pushed === this.#cells.length && this.#pushed < this.#most) this.#grow()
    this.#cells[this.#pushed % this.#cells.length] = value
    this.#pushed += 1
  }

  /** `back` 0 is the newest. NaN where there is none. */
  at(back: number): number {
    return back < this.size ? (this.#cells[(this.#pushed - 1 - back) % this.#cells.length] ?? Number.NaN) : Number.NaN
  }

  /** Oldest first: those from `from` back on, without the newest `skip`. */
  slice(from: number, skip = 0): number[] {
    const first = Math.min(from, this.size)
    return Array.from({ length: Math.max(0, first - skip) }, (_, i) => this.at(first - 1 - i))
  }

  /** How many of the newest are above `bound`; they come in growing order. */
  above(bound: number): number {
    let count = 0
    while (count < this.size && this.at(count) > bound) count += 1
    return count
  }

  /** Only while nothing was overwritten, so that the order in memory is the order in time. */
  #grow(): void {
    const before = this.#cells
    this.#cells = new this.#make(Math.min(Math.max(before.length * 2, firstCells), this.#most))
    this.#cells.set(before)
  }
}
