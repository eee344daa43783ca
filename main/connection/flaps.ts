/** Flaps: counts how often a connection opened and was lost again soon, and says when that is no more worth hurrying for. */
import type { Flapping } from '../../shared/connection'
import type { Clock } from '../lib/clock'

export const flapRule = {
  /** So many in a row, and the connection is in the slow lane. */
  most: 10,
  /** There, no attempt comes sooner than this, and up to a tenth later. */
  laneMs: 60_000,
} as const

export class Flaps {
  readonly #clock: Pick<Clock, 'elapsed'>
  #count = 0
  #since = 0

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock
  }

  /** It opened, and did not stay up as long as its profile asks for; `openedAt` by the monotonic clock. */
  flapped(openedAt: number): void {
    if (this.#count === 0) this.#since = openedAt
    this.#count += 1
  }

  /** It stayed up: what was before counts no more. */
  stood(): void {
    this.#count = 0
  }

  /** Since when it is in the slow lane, and why; null if it is not. */
  get lane(): Flapping | null {
    return this.#count < flapRule.most ? null : { times: this.#count, withinMs: Math.round(this.#clock.elapsed() - this.#since) }
  }
}
