/** Drift: how far turns were from the time they were due, on average over the last hundred. */

const kept = 100

export class Drift {
  readonly #ring = new Float64Array(kept)
  #count = 0

  /** Milliseconds, not negative. */
  add(ms: number): void {
    this.#ring[this.#count % kept] = ms
    this.#count += 1
  }

  /** 0 before the first. */
  get mean(): number {
    const filled = Math.min(this.#count, kept)
    return filled === 0 ? 0 : this.#ring.subarray(0, filled).reduce((sum, ms) => sum + ms, 0) / filled
  }

  forget(): void {
    this.#count = 0
  }
}
