/** App ping loop: sends the profile's ping message, waits for its answer, measures the round trip, and calls the peer lost after too many misses. */
import { RE2JS, RE2JSException } from 're2js'
import type { Cause } from '../../shared/connection'
import type { Options } from '../../shared/options'
import { Condition } from '../lib/abort'
import type { Clock } from '../lib/clock'
import { cause } from '../lib/fault'
import { Draft, type Fill } from './draft'
import { rest } from './rest'
import type { SendQueue } from './send-queue'
import type { Frame, Socket } from './wire'

export interface AppPingOptions {
  socket: Pick<Socket, 'paused' | 'pauses' | 'valve'>
  queue: Pick<SendQueue, 'offerOwn'>
  clock: Clock
  /** Milliseconds; see `optionsSchema`. */
  settings: Options['appPing']
  fill: Fill
  onRtt: (rttMs: number) => void
  /** Told once of what is wrong with the message or the pattern. */
  onTrouble: (words: string) => void
}

/** A longer text is no answer to a ping. */
const answerBytes = 64 * 1024
/** Bytes of text that are searched for one answer: a peer that sends more is alive, whatever it answers. */
const searchedBytes = 1024 * 1024

export class AppPing {
  readonly #options: AppPingOptions
  readonly #pattern: RE2JS | null
  #awaited: { sentAt: number; searched: number } | null = null
  #condition: Condition | null = null
  #troubled = false

  constructor(options: AppPingOptions) {
    this.#options = options
    this.#pattern = options.settings.answer === '' ? null : this.#compiled(options.settings.answer)
  }

  /** Fed by the read loop; says which of the frames is the answer, or -1. */
  hear(frames: readonly Frame[]): number {
    if (this.#awaited === null) return -1
    for (const [index, frame] of frames.entries()) {
      if (!this.#answers(frame, this.#awaited)) continue
      const { sentAt } = this.#awaited
      this.#awaited = null
      this.#options.onRtt(this.#options.clock.elapsed() - sentAt)
      this.#condition?.notify()
      return index
    }
    return -1
  }

  /** Ends with the cause when the peer is lost; rejects with an AbortError when `signal` aborts. */
  async pingLoop(signal: AbortSignal): Promise<Cause> {
    const { clock, settings, socket } = this.#options
    const condition = new Condition(signal)
    this.#condition = condition
    try {
      for (let missed = 0; ; ) {
        const startedAt = clock.elapsed()
        const { pauses } = socket
        const deaf = socket.paused
        const end = await this.#ping(condition)
        if (end === 'answered') missed = 0
        // What a socket that this side has paused did not hear is not the peer's fault.
        else if (end === 'missed' && !deaf && socket.pauses === pauses) missed += 1
        if (missed >= settings.misses) return cause('heartbeat', 'app-heartbeat-lost', { by: 'client' })
        await rest({ clock, condition }, Math.max(0, settings.intervalMs - (clock.elapsed() - startedAt)))
      }
    } finally {
      this.#awaited = null
      condition.end()
    }
  }

  async #ping(condition: Condition): Promise<'answered' | 'missed' | 'unknown'> {
    const { clock, queue, settings, fill, socket } = this.#options
    const made = new Draft({ format: 'text', text: settings.message }).make(fill)
    if (made.kind !== 'made') {
      this.#trouble(`The ping message is not sent: ${made.kind === 'unknown' ? `${made.names.map((name) => `{{${name}}}`).join(', ')} is unknown` : 'it is too large'}`)
      return 'unknown'
    }
    condition.check()
    const awaited = { sentAt: clock.elapsed(), searched: 0 }
    this.#awaited = awaited
    const sending = queue.offerOwn(made.message, settings.logged ? 'ping' : 'quiet-ping')
    // The round trip begins when the system has the message, not while others before it wait for room.
    if (sending.outcome.kind === 'queued')
      void sending.settled.then(() => {
        awaited.sentAt = clock.elapsed()
      })
    await rest({ clock, condition, valve: socket.valve }, settings.timeoutMs, () => this.#awaited === null)
    if (this.#awaited === null) return 'answered'
    this.#awaited = null
    return awaited.searched > searchedBytes ? 'unknown' : 'missed'
  }

  #answers({ kind, direction, data }: Frame, awaited: { searched: number }): boolean {
    if (direction !== 'in' || (kind !== 'text' && kind !== 'binary')) return false
    if (this.#pattern === null) return true
    if (kind !== 'text' || data.byteLength > answerBytes) return false
    awaited.searched += data.byteLength
    return awaited.searched <= searchedBytes && this.#pattern.matcher(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString()).find()
  }

  /** An engine that takes time in proportion to the text: what it runs over comes from a peer. */
  #compiled(answer: string): RE2JS | null {
    try {
      return RE2JS.compile(answer)
    } catch (error) {
      if (!(error instanceof RE2JSException)) throw error
      this.#trouble('The pattern of the ping’s answer is not a regular expression: any message counts as the answer')
      return null
    }
  }

  #trouble(words: string): void {
    if (!this.#troubled) this.#options.onTrouble(words)
    this.#troubled = true
  }
}
