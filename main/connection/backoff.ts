/** The delays between attempts: exponential with full jitter, so that a fleet does not come back in step. */

export interface BackoffSettings {
  /** Ceiling of the first delay, ms. */
  baseMs: number
  /** Ceiling that no delay passes, ms. */
  capMs: number
}

/** What a rule or the server asks of the next delay. */
export interface DelayWish {
  /** Not before this, ms; still random above it. */
  floorMs: number
  /** The server named the time (`Retry-After`): it replaces the ceiling. */
  named: boolean
}

export interface Delay {
  delayMs: number
  /** The delay was drawn below this. */
  ceilingMs: number
}

/** Jitter above a floor or a named time, so that not all come back in the same instant. */
const floorJitter = 0.1

export class Backoff {
  #step = 0
  readonly #random: () => number

  /** `random` answers 0 ≤ x < 1; injected, so that tests choose it and each socket draws its own. */
  constructor(random: () => number) {
    this.#random = random
  }

  /** random(0, min(cap, base · 2ⁿ)), never below the wish's floor. */
  next({ baseMs, capMs }: BackoffSettings, { floorMs, named }: DelayWish): Delay {
    const doubled = Math.min(Math.max(baseMs, capMs), baseMs * 2 ** Math.min(this.#step, 30))
    this.#step += 1
    const floor = floorMs * (1 + floorJitter * this.#random())
    if (named) return { delayMs: floor, ceilingMs: floorMs * (1 + floorJitter) }
    return { delayMs: Math.max(this.#random() * doubled, floor), ceilingMs: Math.max(doubled, floorMs * (1 + floorJitter)) }
  }

  /** Starts again from the first delay; only a connection that stayed up may ask for it. */
  reset(): void {
    this.#step = 0
  }
}
