/** Slice: the time one stretch of scanning may take before the event loop gets its turn. */
import type { Clock } from '../lib/clock'

/** The clock is asked once per so many bytes: some 20 µs of searching. */
const bytesPerLook = 32 * 1024
/** What looking at an entry costs besides its bytes, as bytes. */
const entryCost = 64

export class Slice {
  readonly #clock: Clock
  readonly #until: number
  #spent = 0
  #over = false

  constructor(clock: Clock, ms: number) {
    this.#clock = clock
    this.#until = clock.elapsed() + ms
  }

  get over(): boolean {
    return this.#over
  }

  /** Says that an entry was looked at and how many bytes of it. */
  spend(bytes: number): void {
    this.#spent += bytes + entryCost
    if (this.#spent < bytesPerLook) return
    this.#spent = 0
    this.#over = this.#clock.elapsed() >= this.#until
  }
}
