/** Heartbeat loop: pings, waits for the pong, measures the round trip, and calls the peer lost after too many misses. */
import type { Cause } from '../../shared/connection'
import type { Profile } from '../../shared/profile'
import { isAbort } from '../../shared/errors'
import type { Clock } from '../lib/clock'
import { childOf } from '../lib/group'
import { cause } from './cause'
import type { Frame, Socket } from './wire'

export interface HeartbeatOptions {
  socket: Socket
  clock: Clock
  /** Milliseconds; see `profileSchema`. */
  settings: Profile['heartbeat']
  onPing: (payload: Uint8Array) => void
  onRtt: (rttMs: number) => void
}

export class Heartbeat {
  readonly #options: HeartbeatOptions
  /** The ping that waits for its pong; a pong must carry its ping's payload (RFC 6455 §5.5.3). */
  #awaited: { payload: Buffer; answered: () => void } | null = null
  #heard = false

  constructor(options: HeartbeatOptions) {
    this.#options = options
  }

  /** Fed by the read loop. Any frame of its proves the peer alive; only the matching pong gives a round trip. */
  hear(frames: readonly Frame[]): void {
    this.#heard ||= frames.some(({ direction }) => direction === 'in')
    if (this.#awaited === null) return
    for (const { kind, direction, data } of frames)
      if (kind === 'pong' && direction === 'in' && this.#awaited?.payload.equals(data)) this.#awaited.answered()
  }

  /** Ends with the cause when the peer is lost; rejects with an AbortError when `signal` aborts. */
  async beatLoop(signal: AbortSignal): Promise<Cause> {
    const { clock, settings, socket } = this.#options
    for (let beat = 1, missed = 0; ; beat += 1) {
      const startedAt = clock.elapsed()
      this.#heard = false
      const { pauses } = socket
      const deaf = socket.paused
      const answered = await this.#ping(beat, signal)
      if (answered || this.#heard) missed = 0
      // A socket that was paused on this side meanwhile may not have heard the pong: that is backpressure, not a dead peer.
      else if (!deaf && socket.pauses === pauses) missed += 1
      if (missed >= settings.misses) return cause('heartbeat', 'heartbeat-lost')
      await clock.sleep(Math.max(0, settings.intervalMs - (clock.elapsed() - startedAt)), signal)
    }
  }

  /** Sends one ping; true once its pong came, false when the time for it ran out. */
  async #ping(beat: number, signal: AbortSignal): Promise<boolean> {
    const { clock, settings, socket, onPing, onRtt } = this.#options
    const payload = Buffer.from(`sockdeck ${beat}`)
    const timeout = childOf(signal)
    const sentAt = clock.elapsed()
    this.#awaited = {
      payload,
      answered: () => {
        this.#awaited = null
        onRtt(clock.elapsed() - sentAt)
        timeout.abort()
      },
    }
    try {
      socket.ping(payload)
      onPing(payload)
      await clock.sleep(settings.timeoutMs, timeout.signal)
      return false
    } catch (error) {
      if (!isAbort(error) || signal.aborted) throw error
      return true
    } finally {
      this.#awaited = null
      timeout.dispose()
    }
  }
}
