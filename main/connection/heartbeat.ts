/** Heartbeat loop: pings, waits for the pong, measures the round trip, and calls the peer lost after too many misses. */
import type { Cause } from '../../shared/connection'
import { limits } from '../../shared/limits'
import type { Options } from '../../shared/options'
import { Condition } from '../lib/abort'
import type { Clock } from '../lib/clock'
import { cause } from '../lib/fault'
import type { Fill } from './draft'
import { onceRead } from './patience'
import { rest } from './rest'
import type { Frame, Socket } from './wire'

export interface HeartbeatOptions {
  socket: Socket
  clock: Clock
  /** Milliseconds; see `optionsSchema`. */
  settings: Options['heartbeat']
  fill: Fill
  onPing: (payload: Uint8Array) => void
  onRtt: (rttMs: number) => void
  /** Told once of what is wrong with the payload that was asked for; the usual one goes out in its place. */
  onTrouble: (words: string) => void
}

/** A control frame's bound (RFC 6455 §5.5). */
const payloadBytes = 125

export class Heartbeat {
  readonly #options: HeartbeatOptions
  /** The ping that waits for its pong; a pong must carry its ping's payload (RFC 6455 §5.5.3). */
  #awaited: { payload: Buffer; sentAt: number } | null = null
  #heard = false
  /** A probe waits for its ping, or its ping for a sign of life. */
  #probe: 'none' | 'wanted' | 'sent' = 'none'
  #condition: Condition | null = null
  #troubled = false

  constructor(options: HeartbeatOptions) {
    this.#options = options
  }

  /** Fed by the read loop. Any frame of its proves the peer alive; only the matching pong gives a round trip. */
  hear(frames: readonly Frame[]): void {
    this.#heard ||= frames.some(({ direction }) => direction === 'in')
    if (this.#awaited === null) return
    for (const { kind, direction, data } of frames) if (kind === 'pong' && direction === 'in') this.#pong(data)
  }

  /** Makes the next beat come at once, with `limits.probeMs` for a sign of life and no second chance. */
  probe(): void {
    if (this.#probe === 'sent') return
    this.#probe = 'wanted'
    this.#condition?.notify()
  }

  /** Ends with the cause when the peer is lost; rejects with an AbortError when `signal` aborts. */
  async beatLoop(signal: AbortSignal): Promise<Cause> {
    const { clock, settings, socket } = this.#options
    const condition = new Condition(signal)
    this.#condition = condition
    try {
      for (let beat = 1, missed = 0; ; beat += 1) {
        const startedAt = clock.elapsed()
        const probing = this.#probe === 'wanted'
        if (probing) this.#probe = 'sent'
        this.#heard = false
        const { pauses } = socket
        const deaf = socket.paused
        const answered = await this.#ping(beat, probing, condition)
        if (answered || this.#heard) missed = 0
        // A beat that a probe cut short has not had its time. A socket that was paused on this side meanwhile may not have heard the pong: that is
        // backpressure, not a dead peer.
        else if (!this.#isProbed() && !deaf && socket.pauses === pauses) missed = probing ? settings.misses : missed + 1
        if (missed >= settings.misses) return cause('heartbeat', 'heartbeat-lost', { by: 'client' })
        if (probing) this.#probe = 'none'
        await rest({ clock, condition }, Math.max(0, settings.intervalMs - (clock.elapsed() - startedAt)), this.#isProbed)
      }
    } finally {
      condition.end()
    }
  }

  /** Sends one ping; true once its pong came, false when the time for it ran out. */
  async #ping(beat: number, probing: boolean, condition: Condition): Promise<boolean> {
    const { clock, settings, socket, onPing } = this.#options
    const payload = this.#payload(beat)
    this.#awaited = { payload, sentAt: clock.elapsed() }
    condition.check()
    socket.ping(payload)
    onPing(payload)
    const patienceMs = probing ? Math.min(settings.timeoutMs, limits.probeMs) : settings.timeoutMs
    // What was there already when a probe began, from before a sleep, is no sign that the peer lives now.
    const takeBack = probing ? onceRead(socket.valve, () => { this.#heard = false }) : null
    try {
      await rest({ clock, condition, valve: socket.valve }, patienceMs, () => this.#awaited === null || this.#isProbed())
    } finally {
      takeBack?.()
    }
    const answered = this.#awaited === null
    this.#awaited = null
    return answered
  }

  readonly #isProbed = (): boolean => this.#probe === 'wanted'

  /** The usual one is another at each beat, so that a late pong is not taken for the next. */
  #payload(beat: number): Buffer {
    const usual = Buffer.from(`sockdeck ${beat}`)
    const { settings, fill } = this.#options
    if (settings.payload === '') return usual
    const { text, unknown } = fill(settings.payload)
    const payload = Buffer.from(text)
    if (unknown.length === 0 && payload.byteLength <= payloadBytes) return payload
    const why = unknown.length > 0 ? `${unknown.map((name) => `{{${name}}}`).join(', ')} is unknown` : `it has more than ${payloadBytes} bytes`
    if (!this.#troubled) this.#options.onTrouble(`The ping payload is not used: ${why}`)
    this.#troubled = true
    return usual
  }

  #pong(data: Uint8Array): void {
    if (this.#awaited?.payload.equals(data) !== true) return
    const { sentAt } = this.#awaited
    this.#awaited = null
    this.#options.onRtt(this.#options.clock.elapsed() - sentAt)
    this.#condition?.notify()
  }
}
