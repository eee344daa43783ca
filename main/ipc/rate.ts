/** Rate: a token bucket over one window's calls, so that a page gone wild can't starve the sockets. */
import { limits } from '../../shared/limits'
import type { Clock } from '../lib/clock'

export class CallRate {
  readonly #clock: Clock
  #tokens: number = limits.callsPerSecond
  #at: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#at = clock.elapsed()
  }

  /** False if there have been more than `limits.callsPerSecond` of late. */
  admits(): boolean {
    const now = this.#clock.elapsed()
    this.#tokens = Math.min(limits.callsPerSecond, this.#tokens + ((now - this.#at) / 1000) * limits.callsPerSecond)
    this.#at = now
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
