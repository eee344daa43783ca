/** Changes: tells listeners that something changed, at once or gathered. */
import { limits } from '../../shared/limits'
import type { Clock } from '../lib/clock'
import { Listeners } from '../lib/listeners'
import type { Logger } from '../lib/logger'

/** Clients come, go and count far more often than a screen needs to know. */
const gatherMs = limits.publishEveryMs * 5

export class Changes {
  readonly #clock: Clock
  readonly #listeners: Listeners
  #takeBack: (() => void) | null = null

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock
    this.#listeners = new Listeners((error) => logger.error('A listener of the hub failed', error))
  }

  /** Returns the way to stop listening. */
  listen(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  /** Tells at once, and with it all that was gathered. */
  tell(): void {
    this.#takeBack?.()
    this.#takeBack = null
    this.#listeners.tell()
  }

  /** Tells within 250 ms, together with what else changes until then. */
  gather = (): void => {
    this.#takeBack ??= this.#clock.after(gatherMs, () => this.tell())
  }
}
