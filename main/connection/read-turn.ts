/** Decides when sockets are read: so many bytes from all of them in a turn of the event loop, and none while the log is held up. */
import { limits } from '../../shared/limits'
import { Inflating } from './inflating'

/** What taking a message costs besides its bytes, in bytes. */
const messageCost = 64

/** A socket as its turn knows it. Both may be called more than once in a row. */
export interface Reading {
  pause(): void
  resume(): void
}

/**
 * Without it a few saturated sockets hold main for seconds: libuv reads megabytes from each ready socket before any timer
 * or call of the window is served. Whoever is paused goes on in a later turn, in the order of the pauses.
 */
export class ReadTurn {
  readonly inflating = new Inflating()
  #spent = 0
  #armed = false
  #held = false
  readonly #readings = new Set<Reading>()
  readonly #paused = new Set<Reading>()

  /** A socket is open. */
  join(reading: Reading): void {
    this.#readings.add(reading)
    if (this.#held) this.#pause(reading)
  }

  /** A socket is gone, and nothing of it is kept. */
  leave(reading: Reading): void {
    this.#readings.delete(reading)
    this.#paused.delete(reading)
  }

  /** Counts a delivered message, and pauses its socket if the turn is used up. */
  spend(bytes: number, reading: Reading): void {
    this.#spent += bytes + messageCost
    this.#arm()
    if (this.#held || this.#spent > limits.readTurnBytes) this.#pause(reading)
  }

  /** Pauses all, the quiet ones too: thousands of sockets with one more block each would be more than the log can bear. */
  hold(): void {
    this.#held = true
    for (const reading of this.#readings) this.#pause(reading)
  }

  /** Lets them go on, `limits.readTurnSockets` in each turn. */
  release(): void {
    this.#held = false
    if (this.#paused.size > 0) this.#arm()
  }

  #pause(reading: Reading): void {
    this.#paused.add(reading)
    reading.pause()
  }

  readonly #next = (): void => {
    this.#spent = 0
    this.#armed = false
    if (this.#held) return
    let room: number = limits.readTurnSockets
    for (const reading of this.#paused) {
      if (room === 0) break
      room -= 1
      this.#paused.delete(reading)
      reading.resume()
    }
    if (this.#paused.size > 0) this.#arm()
  }

  #arm(): void {
    if (!this.#armed) setImmediate(this.#next)
    this.#armed = true
  }
}
