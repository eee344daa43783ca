/** Pause: the wait for the next attempt; it can be ended, or hurried when the reason for waiting may be gone. */
import { isAbort } from '../../shared/errors'
import { limits } from '../../shared/limits'
import type { Clock } from '../lib/clock'
import { childOf, type ChildController } from '../lib/group'

interface Wait {
  controller: ChildController
  /** By the monotonic clock. */
  endsAt: number
  /** Nobody asked for a time: only the backoff did. */
  own: boolean
  takeBack: () => void
}

export class Pause {
  readonly #clock: Clock
  readonly #random: () => number
  #wait: Wait | null = null

  constructor({ clock, random }: { clock: Clock; random: () => number }) {
    this.#clock = clock
    this.#random = random
  }

  /** Waits for so many milliseconds; `floorMs` of them were asked for by the server or a rule. False if `signal` aborted. */
  async last({ delayMs, floorMs }: { delayMs: number; floorMs: number }, signal: AbortSignal): Promise<boolean> {
    const controller = childOf(signal)
    const wait: Wait = { controller, endsAt: this.#clock.elapsed() + delayMs, own: floorMs === 0, takeBack: () => undefined }
    this.#wait = wait
    try {
      await this.#clock.sleep(delayMs, controller.signal)
    } catch (error) {
      if (!isAbort(error)) throw error
    } finally {
      this.#wait = null
      wait.takeBack()
      controller.dispose()
    }
    return !signal.aborted
  }

  /** Ends the wait at once; false if there is none. */
  skip(): boolean {
    this.#wait?.controller.abort()
    return this.#wait !== null
  }

  /** Ends a wait of the backoff at a random moment within `limits.hurryMs`, unless it ends sooner; returns how long it still is, or null: there is none. */
  hurry(): number | null {
    const wait = this.#wait
    if (wait?.own !== true) return null
    const now = this.#clock.elapsed()
    const soonMs = this.#random() * limits.hurryMs
    if (now + soonMs < wait.endsAt) {
      wait.takeBack()
      wait.takeBack = this.#clock.after(soonMs, () => wait.controller.abort())
      wait.endsAt = now + soonMs
    }
    return Math.max(0, wait.endsAt - now)
  }
}
