/** Decides when sockets are read: so many bytes from all of them in a turn of the event loop, and none while the log is held up. */
import { limits } from '../../shared/limits'
import { NextTurn } from '../lib/next-turn'
import { Fleets } from './fleets'
import { Inflating } from './inflating'

/** What taking a message costs besides its bytes, in bytes, however few they are; and a frame of a block of very many, most of which may be no messages. */
const messageCost = 64
const leastBytes = 100
const frameCost = 128

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
  readonly fleets = new Fleets()
  #spent = 0
  readonly #turn = new NextTurn(() => this.#next())
  #held = false
  readonly #readings = new Set<Reading>()
  readonly #paused = new Set<Reading>()
  /** Paused, too, and in the midst of a block: of these, the greedy ones, each has what the others leave, but those wait for none of these. */
  readonly #stopped = new Set<Reading>()

  /** A socket is open. */
  join(reading: Reading): void {
    this.#readings.add(reading)
    if (this.#held) this.#pause(reading)
  }

  /** A socket is gone, and nothing of it is kept. */
  leave(reading: Reading): void {
    this.#readings.delete(reading)
    this.#paused.delete(reading)
    this.#stopped.delete(reading)
  }

  /** Counts so many frames that were read. */
  frames(count: number, reading: Reading): void {
    this.#spend(count * frameCost, reading)
  }

  /** Counts a delivered message. */
  spend(bytes: number, reading: Reading): void {
    this.#spend(Math.max(bytes, leastBytes) + messageCost, reading)
  }

  /** It was paused, and has more of its block. */
  stopped(reading: Reading): void {
    if (this.#paused.delete(reading)) this.#stopped.add(reading)
  }

  /** Pauses all, the quiet ones too: thousands of sockets with one more block each would be more than the log can bear. */
  hold(): void {
    this.#held = true
    for (const reading of this.#readings) this.#pause(reading)
  }

  /** Lets them go on, `limits.readTurnSockets` in each turn. */
  release(): void {
    this.#held = false
    if (this.#waits) this.#turn.ask()
  }

  get #waits(): boolean {
    return this.#paused.size + this.#stopped.size > 0
  }

  get #full(): boolean {
    return this.#spent > limits.readTurnBytes
  }

  /** Pauses the socket if the turn is used up. */
  #spend(cost: number, reading: Reading): void {
    this.#spent += cost
    this.#turn.ask()
    if (this.#held || this.#full) this.#pause(reading)
  }

  #pause(reading: Reading): void {
    if (!this.#stopped.has(reading)) this.#paused.add(reading)
    reading.pause()
  }

  #next(): void {
    this.#spent = 0
    if (this.#held) return
    let room: number = limits.readTurnSockets
    for (const reading of this.#paused) {
      if (room === 0) break
      room -= 1
      this.#paused.delete(reading)
      reading.resume()
    }
    // These go on here and now.
    for (const reading of this.#stopped) {
      if (this.#full) break
      this.#stopped.delete(reading)
      reading.resume()
    }
    if (this.#waits) this.#turn.ask()
  }
}
