/** Backlog: how many bytes wait for the disk, and what follows: go on, pause the sockets, or stop and count what is missed. */
import type { Recording } from '../../../shared/entry'
import type { Clock } from '../../lib/clock'

/** A time in which nothing can be written. */
export interface Stop {
  /** Epoch milliseconds, and monotonic ones. */
  since: number
  sinceElapsed: number
  /** Completes "The recording stopped: …", in the language of the moment. */
  why: () => string
}

export interface BacklogOptions {
  clock: Clock
  /** Bytes that wait: at the one sockets are to pause, below the other they go on. */
  highBytes: number
  lowBytes: number
  /** Told of each change of `pressed`. */
  onPressure: (pressed: boolean) => void
}

export class Backlog {
  readonly #options: BacklogOptions
  #bytes = 0
  /** Of one block that would be too much by itself, and is not counted; 0 for none. */
  #large = 0
  #pressedSince: number | null = null
  #stop: Stop | null = null
  /** From the first entry that can't be kept until writing works again: what is missed is missed in one piece. */
  #refuses = false

  constructor(options: BacklogOptions) {
    this.#options = options
  }

  get pressed(): boolean {
    return this.#pressedSince !== null
  }

  /** Nothing can be written, and all memory for what waits is used: new entries can only be counted. */
  get refuses(): boolean {
    return this.#refuses
  }

  /** Null while writing works. */
  get stop(): Stop | null {
    return this.#stop
  }

  get isHigh(): boolean {
    return this.#bytes >= this.#options.highBytes
  }

  /** `missed` entries that no mark tells of yet. */
  recording(missed: number): Recording {
    if (this.#stop !== null) return { kind: 'stopped', since: this.#stop.since, missed, why: this.#stop.why() }
    return this.#pressedSince === null ? { kind: 'on' } : { kind: 'paused', since: this.#pressedSince }
  }

  /** A block of so many bytes waits. One large message holds no other socket up: the bounds are for what comes on top of it. */
  add(bytes: number): void {
    if (bytes >= this.#options.highBytes && this.#large === 0) this.#large = bytes
    else this.#bytes += bytes
    if (!this.isHigh) return
    if (this.#stop !== null) this.#refuses = true
    else if (!this.pressed) this.#press(true)
  }

  /** A block of so many bytes was written. */
  remove(bytes: number): void {
    if (bytes === this.#large) this.#large = 0
    else this.#bytes -= bytes
    if (this.pressed && this.#bytes < this.#options.lowBytes) this.#press(false)
  }

  /** A write failed; it may not be the first one. Sockets are read on: a full disk is no reason to lose them. */
  fail(why: () => string): void {
    const { clock } = this.#options
    this.#stop = { since: this.#stop?.since ?? clock.now(), sinceElapsed: this.#stop?.sinceElapsed ?? clock.elapsed(), why }
    this.#refuses ||= this.isHigh
    if (this.pressed) this.#press(false)
  }

  /** A write did not fail: returns the stop that it ended, if there was one. */
  work(): Stop | null {
    const stop = this.#stop
    this.#stop = null
    this.#refuses = false
    return stop
  }

  #press(pressed: boolean): void {
    this.#pressedSince = pressed ? this.#options.clock.now() : null
    this.#options.onPressure(pressed)
  }
}
