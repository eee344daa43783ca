/** Pings sent by hand: hands them to the socket, lists them in the log, and measures the round trip when their pong comes. */
import type { RefusalReason } from '../../shared/connection'
import type { EncodedMessage } from '../../shared/payload'
import { limits } from '../../shared/limits'
import type { Clock } from '../lib/clock'
import { Draft } from './draft'
import type { Filling } from './filling'
import type { Ledger } from './ledger'
import type { Frame, Socket } from './wire'

export interface PingsOptions {
  clock: Clock
  filling: Pick<Filling, 'make'>
  ledger: Pick<Ledger, 'pinged'>
  onRtt: (rttMs: number) => void
}

export class Pings {
  readonly #options: PingsOptions
  /** Those that wait for their pong, oldest first; a peer that never answers costs `limits.pendingPongs` of them. */
  #awaited: { payload: Buffer; sentAt: number }[] = []

  constructor(options: PingsOptions) {
    this.#options = options
  }

  /** `socket` null: not open. Returns why it was refused, or null. */
  send(socket: Socket | null, message: EncodedMessage | Draft): RefusalReason | null {
    if (socket === null) return 'not-open'
    if (message instanceof Draft) {
      const made = this.#options.filling.make(message)
      if (made.kind === 'made') return this.send(socket, made.message)
      if (made.kind === 'unknown') return 'unknown-variable'
      return made.kind === 'bad' ? 'bad-message' : 'message-too-large'
    }
    if (message.bytes.byteLength > limits.controlBytes) return 'message-too-large'
    const payload = Buffer.from(message.bytes)
    if (!socket.ping(payload)) return 'queue-full'
    this.#options.ledger.pinged(payload)
    this.#awaited.push({ payload, sentAt: this.#options.clock.elapsed() })
    if (this.#awaited.length > limits.pendingPongs) this.#awaited.shift()
    return null
  }

  /** Fed by the read loop; returns the pongs that answer pings of ours, or null for none. */
  hear(frames: readonly Frame[]): ReadonlySet<Frame> | null {
    if (this.#awaited.length === 0) return null
    const answers = frames.filter((frame) => frame.kind === 'pong' && frame.direction === 'in' && this.#answered(frame.data))
    return answers.length === 0 ? null : new Set(answers)
  }

  sessionOver(): void {
    this.#awaited = []
  }

  /** A peer may answer only the newest of several pings (RFC 6455 §5.5.3): those before it wait in vain. */
  #answered(data: Uint8Array): boolean {
    const at = this.#awaited.findIndex(({ payload }) => payload.equals(data))
    const ping = this.#awaited[at]
    if (ping === undefined) return false
    this.#awaited = this.#awaited.slice(at + 1)
    this.#options.onRtt(this.#options.clock.elapsed() - ping.sentAt)
    return true
  }
}
