/** The delays between attempts: exponential, with jitter so that a fleet does not come back in step. */
import type { Options } from '../../shared/options'

/** Milliseconds; see `optionsSchema`. */
export type BackoffSettings = Pick<Options['reconnect'], 'baseMs' | 'factor' | 'capMs' | 'jitter'>

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

  /** Drawn below min(cap, base · factorⁿ) as the jitter says, and never below the wish's floor. */
  next({ baseMs, factor, capMs, jitter }: BackoffSettings, { floorMs, named }: DelayWish): Delay {
    const grown = Math.min(Math.max(baseMs, capMs), baseMs * factor ** Math.min(this.#step, 30))
    this.#step += 1
    const spread = jitter === 'none' ? 0 : floorJitter
    const floor = floorMs * (1 + spread * this.#random())
    const highestFloor = floorMs * (1 + spread)
    if (named) return { delayMs: floor, ceilingMs: highestFloor }
    return { delayMs: Math.max(this.#draw(jitter, grown), floor), ceilingMs: Math.max(grown, highestFloor) }
  }

  /** Starts again from the first delay; only a connection that stayed up may ask for it. */
  reset(): void {
    this.#step = 0
  }

  #draw(jitter: BackoffSettings['jitter'], ceiling: number): number {
    if (jitter === 'none') return ceiling
    return jitter === 'full' ? this.#random() * ceiling : (ceiling * (1 + this.#random())) / 2
  }
}
