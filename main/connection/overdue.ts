/** Overdue: gives up a socket whose message does not end in time, from its first byte to its last, fragments and control frames between them included. */
import { limits } from '../../shared/limits'
import type { Clock } from '../lib/clock'
import { overdueCode } from './cause'
import { patience } from './patience'
import type { Socket } from './wire'

type Done = (error?: Error | null) => void

/** Of ws 8; where a later version has not all of it, a message may take its time. */
interface Receiver {
  _state: number
  _bufferedBytes: number
  _fragmented: number
  _write: (part: Buffer, encoding: string, done: Done) => void
  createError: (...about: [type: ErrorConstructor, words: string, prefixed: boolean, closeCode: number, code: string]) => Error
  /** Has `ws` answer with a close frame, as to a broken rule. */
  destroy: (error: Error) => void
}

/** The receiver's state between two frames. */
const between = 0

interface Client {
  readonly isPaused: boolean
  once: (event: 'open' | 'close', listener: () => void) => unknown
  on: (event: 'message', listener: () => void) => unknown
}

export interface OverdueOptions {
  socket: Pick<Socket, 'valve'>
  clock: Clock
  /** The longest time of a message. */
  mostMs: number
}

/** From its open on. */
export function limitMessages(webSocket: Client, options: OverdueOptions): void {
  webSocket.once('open', () => {
    const { _receiver: receiver } = webSocket as Client & { _receiver?: Receiver | null }
    if (typeof receiver?._write !== 'function' || typeof receiver.createError !== 'function') return
    const overdue = new Overdue(webSocket, receiver, options)
    webSocket.on('message', () => overdue.heard())
    webSocket.once('close', () => overdue.end())
  })
}

class Overdue {
  readonly #webSocket: Client
  readonly #receiver: Receiver
  readonly #options: OverdueOptions
  /** By the monotonic clock, without the time for which it was at work here; null between two messages. */
  #begunAt: number | null = null
  /** One at most: it looks when a message may be overdue, and none of many messages sets another. */
  #takeBack: (() => void) | null = null
  /** Since then what has come is at work here: it is inflated, or waits for its turn in the midst of a block, which is no fault of the peer. */
  #readsSince: number | null = null
  #over = false

  constructor(webSocket: Client, receiver: Receiver, options: OverdueOptions) {
    this.#webSocket = webSocket
    this.#receiver = receiver
    this.#options = options
    const { _write } = receiver
    receiver._write = (part, encoding, next) => {
      this.#readsSince = options.clock.elapsed()
      _write.call(receiver, part, encoding, (error) => {
        if (this.#begunAt !== null) this.#begunAt += this.#hereMs
        this.#readsSince = null
        this.#look()
        next(error)
      })
    }
  }

  /** A message has come whole. */
  heard(): void {
    this.#begunAt = null
  }

  end(): void {
    this.#over = true
    this.#takeBack?.()
    this.#takeBack = null
  }

  #look(): void {
    const { _state: state, _bufferedBytes: bytes, _fragmented: fragmented } = this.#receiver
    if (state === between && bytes === 0 && fragmented === 0) this.#begunAt = null
    else this.#begunAt ??= this.#options.clock.elapsed()
    if (this.#begunAt !== null && this.#takeBack === null && !this.#over) this.#lookAfter(this.#options.mostMs)
  }

  get #hereMs(): number {
    return this.#readsSince === null ? 0 : this.#options.clock.elapsed() - this.#readsSince
  }

  #lookAfter(ms: number): void {
    const { socket, clock } = this.#options
    this.#takeBack = patience({ clock, valve: socket.valve }, ms, () => this.#due())
  }

  #due(): void {
    const { clock, mostMs } = this.#options
    this.#takeBack = null
    if (this.#begunAt === null) return
    const hereMs = this.#hereMs
    // It could not come: nobody reads.
    if (this.#webSocket.isPaused) this.#begunAt = clock.elapsed() - hereMs
    const leftMs = this.#begunAt + hereMs + mostMs - clock.elapsed()
    if (leftMs > 0) return this.#lookAfter(hereMs > 0 ? Math.max(leftMs, limits.heldUpMs) : leftMs)
    this.#receiver.destroy(this.#receiver.createError(RangeError, 'The message did not end in time', false, 1008, overdueCode))
  }
}
