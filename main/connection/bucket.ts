/** Bucket: a token bucket; no more than its burst plus its rate times the time that has passed ever comes out of it. */

/** What floating-point sums may lack of a whole token. */
const dust = 1e-9

export class Bucket {
  readonly #burst: number
  #perSecond: number
  #tokens: number
  /** Monotonic ms up to which the tokens are counted. */
  #at: number

  /** Full at first. */
  constructor(burst: number, perSecond: number, now: number) {
    this.#burst = burst
    this.#perSecond = perSecond
    this.#tokens = burst
    this.#at = now
  }

  get perSecond(): number {
    return this.#perSecond
  }

  /** From now on; what has come together stays. */
  pace(perSecond: number, now: number): void {
    this.#fill(now)
    this.#perSecond = perSecond
  }

  take(now: number): boolean {
    this.#fill(now)
    if (this.#tokens < 1 - dust) return false
    this.#tokens = Math.max(0, this.#tokens - 1)
    return true
  }

  /** Ms until there is a whole token. */
  waitMs(now: number): number {
    this.#fill(now)
    return this.#tokens >= 1 - dust ? 0 : ((1 - this.#tokens) / this.#perSecond) * 1_000
  }

  /** What has come together is worth nothing any more. */
  empty(now: number): void {
    this.#tokens = 0
    this.#at = now
  }

  #fill(now: number): void {
    const passedMs = Math.max(0, now - this.#at)
    this.#tokens = Math.min(this.#burst, this.#tokens + (passedMs / 1_000) * this.#perSecond)
    this.#at = Math.max(this.#at, now)
  }
}
