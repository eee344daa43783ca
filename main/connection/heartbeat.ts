/** Heartbeat loop: pings, waits for the pong, measures the round trip, and calls the peer lost after too many misses. */
import type { Cause } from '../../shared/connection'
import type { Profile } from '../../shared/profile'
import { Condition } from '../lib/abort'
import type { Clock } from '../lib/clock'
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
  #awaited: { payload: Buffer; sentAt: number } | null = null
  #heard = false
  #condition: Condition | null = null

  constructor(options: HeartbeatOptions) {
    this.#options = options
  }

  /** Fed by the read loop. Any frame of its proves the peer alive; only the matching pong gives a round trip. */
  hear(frames: readonly Frame[]): void {
    this.#heard ||= frames.some(({ direction }) => direction === 'in')
    if (this.#awaited === null) return
    for (const { kind, direction, data } of frames) if (kind === 'pong' && direction === 'in') this.#pong(data)
  }

  /** Ends with the cause when the peer is lost; rejects with an AbortError when `signal` aborts. */
  async beatLoop(signal: AbortSignal): Promise<Cause> {
    const { clock, settings, socket } = this.#options
    const condition = new Condition(signal)
    this.#condition = condition
    try {
      for (let beat = 1, missed = 0; ; beat += 1) {
        const startedAt = clock.elapsed()
        this.#heard = false
        const { pauses } = socket
        const deaf = socket.paused
        const answered = await this.#ping(beat, condition)
        if (answered || this.#heard) missed = 0
        // A socket that was paused on this side meanwhile may not have heard the pong: that is backpressure, not a dead peer.
        else if (!deaf && socket.pauses === pauses) missed += 1
        if (missed >= settings.misses) return cause('heartbeat', 'heartbeat-lost')
        await this.#rest(Math.max(0, settings.intervalMs - (clock.elapsed() - startedAt)), condition)
      }
    } finally {
      condition.end()
    }
  }

  /** Sends one ping; true once its pong came, false when the time for it ran out. */
  async #ping(beat: number, condition: Condition): Promise<boolean> {
    const { clock, settings, socket, onPing } = this.#options
    const payload = Buffer.from(`sockdeck ${beat}`)
    this.#awaited = { payload, sentAt: clock.elapsed() }
    condition.check()
    socket.ping(payload)
    onPing(payload)
    await this.#rest(settings.timeoutMs, condition, () => this.#awaited === null)
    const answered = this.#awaited === null
    this.#awaited = null
    return answered
  }

  #pong(data: Uint8Array): void {
    if (this.#awaited?.payload.equals(data) !== true) return
    const { sentAt } = this.#awaited
    this.#awaited = null
    this.#options.onRtt(this.#options.clock.elapsed() - sentAt)
    this.#condition?.notify()
  }

  /** Waits for so many milliseconds, or until `isOver` says yes at a notification. */
  async #rest(ms: number, condition: Condition, isOver = () => false): Promise<void> {
    let late = false
    const takeBack = this.#options.clock.after(ms, () => {
      late = true
      condition.notify()
    })
    try {
      while (!late && !isOver()) await condition.wait()
    } finally {
      takeBack()
    }
  }
}
