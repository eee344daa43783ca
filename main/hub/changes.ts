/** Changes: tells listeners that something changed, at once or gathered. */
import { limits } from '../../shared/limits'
import type { Clock } from '../lib/clock'

/** Clients come, go and count far more often than a screen needs to know. */
const gatherMs = limits.publishEveryMs * 5

export class Changes {
  readonly #clock: Clock
  readonly #listeners = new Set<() => void>()
  #takeBack: (() => void) | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Returns the way to stop listening. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Tells at once, and with it all that was gathered. */
  tell(): void {
    this.#takeBack?.()
    this.#takeBack = null
    for (const listener of [...this.#listeners]) listener()
  }

  /** Tells within 250 ms, together with what else changes until then. */
  gather = (): void => {
    this.#takeBack ??= this.#clock.after(gatherMs, () => this.tell())
  }
}
