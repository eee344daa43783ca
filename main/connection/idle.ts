/** Idle loop: raises an alarm when no message has come for too long, and takes it back with the next one; it ends nothing. */
import { limits } from '../../shared/limits'
import { Condition } from '../lib/abort'
import type { Clock } from '../lib/clock'
import { rest } from './rest'
import type { Frame, Socket } from './wire'

export interface IdleOptions {
  socket: Pick<Socket, 'paused' | 'valve'>
  clock: Clock
  /** Milliseconds without a message. */
  alarmMs: number
  /** Since when (epoch ms), or null when it is over. */
  onIdle: (since: number | null) => void
}

export class Idle {
  readonly #options: IdleOptions
  /** By the monotonic clock. */
  #lastAt: number
  #raised = false
  #condition: Condition | null = null

  constructor(options: IdleOptions) {
    this.#options = options
    this.#lastAt = options.clock.elapsed()
  }

  /** Fed by the read loop. The answer to a ping message shows that the peer lives, not that it has anything to say. */
  hear(frames: readonly Frame[], answerAt: number): void {
    if (!frames.some(({ kind, direction }, index) => direction === 'in' && (kind === 'text' || kind === 'binary') && index !== answerAt)) return
    this.#lastAt = this.#options.clock.elapsed()
    if (!this.#raised) return
    this.#raised = false
    this.#options.onIdle(null)
    this.#condition?.notify()
  }

  /** Goes on until `signal` aborts; rejects with an AbortError then. No message sets a timer: the loop looks when an alarm may be due. */
  async alarmLoop(signal: AbortSignal): Promise<never> {
    const { clock, socket, alarmMs, onIdle } = this.#options
    const condition = new Condition(signal)
    this.#condition = condition
    try {
      for (;;) {
        const silentMs = clock.elapsed() - this.#lastAt
        // What came while the socket is paused is not read yet: that is backpressure, not a silent peer.
        const leftMs = socket.paused ? Math.max(alarmMs - silentMs, limits.heldUpMs) : alarmMs - silentMs
        if (leftMs > 0) await rest({ clock, condition, valve: socket.valve }, leftMs)
        else {
          this.#raised = true
          onIdle(clock.now() - silentMs)
          while (this.#raised) await condition.wait()
        }
      }
    } finally {
      condition.end()
    }
  }
}
