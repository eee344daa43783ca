/** Shares the event loop among sockets that deliver faster than they are heard: so many bytes a turn, then it is the others' turn. */
import { limits } from '../../shared/limits'

/** What taking a message costs besides its bytes, in bytes. */
const messageCost = 64

/**
 * Without it a few saturated sockets hold main for seconds: libuv reads megabytes from each ready socket before any timer
 * or call of the window is served. Those over the turn's budget are paused and resumed in the order in which they came.
 */
export class ReadTurn {
  #spent = 0
  #waiting: (() => void)[] = []
  #armed = false

  /** Counts a delivered message; false if its socket should pause, and then `resume` is called in a later turn. */
  admits(bytes: number, resume: () => void): boolean {
    this.#spent += bytes + messageCost
    this.#arm()
    if (this.#spent <= limits.readTurnBytes) return true
    this.#waiting.push(resume)
    return false
  }

  readonly #next = (): void => {
    this.#spent = 0
    const resumed = this.#waiting.splice(0, limits.readTurnSockets)
    this.#armed = false
    if (this.#waiting.length > 0) this.#arm()
    for (const resume of resumed) resume()
  }

  #arm(): void {
    if (!this.#armed) setImmediate(this.#next)
    this.#armed = true
  }
}
