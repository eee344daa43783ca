/** Client: one connected WebSocket with its read pump, write pump and heartbeat, run as a group. */
import type { Duplex } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { WebSocket } from 'ws'
import { isAbort } from '../../shared/errors'
import type { HubClient } from '../../shared/hub'
import { limits } from '../../shared/limits'
import { Channel } from '../lib/channel'
import type { Clock } from '../lib/clock'
import { runGroup, type Loop } from '../lib/group'
import type { Logger } from '../lib/logger'
import { encodeFrame, payloadBytes, type Frame } from './frame'
import type { Ending, Mode } from './modes/mode'
import { Outbox } from './outbox'
import type { Member } from './switchboard'

export interface ClientOptions {
  id: number
  path: string
  address: string
  mode: Mode
  ws: WebSocket
  /** The socket under `ws`. */
  socket: Duplex
  clock: Clock
  logger: Logger
  /** Called when a counter changed. */
  onCount: () => void
  onEvicted: () => void
}

/** What one message costs the inbox beyond its bytes. */
const frameOverhead = 64

/**
 * Pausing stops the socket, not what its last read has brought: one message of full size and many small ones. Only
 * compression can put more than that into one read.
 */
const inboxHardBytes = limits.hubMessageBytes + 2 * limits.inboxBytes

export class Client implements Member {
  readonly id: number
  readonly room: string | null
  readonly #options: ClientOptions
  readonly #since: number
  readonly #inbox = new Channel<Frame>({ items: Infinity, weight: inboxHardBytes, weigh: (frame) => payloadBytes(frame) + frameOverhead })
  readonly #outbox: Outbox
  readonly #expulsion = new Channel<Ending>({ items: 1 })
  readonly #closed: Promise<void>
  #received = 0
  #heard = true
  #ending = false

  constructor(options: ClientOptions) {
    const { id, mode, ws, socket, clock, logger, onCount } = options
    this.id = id
    this.room = mode.room
    this.#options = options
    this.#since = clock.now()
    this.#outbox = new Outbox({ ws, socket, onSent: onCount })
    ws.on('message', (data: Buffer, binary) => this.#receive(encodeFrame(data, binary)))
    ws.on('pong', () => {
      this.#heard = true
    })
    // `ws` has answered with the right close code; what is left to do is to say so.
    ws.on('error', (error) => logger.warn(`Hub client ${id} failed`, error))
    this.#closed = new Promise((resolve) => {
      ws.once('close', () => {
        this.#inbox.close()
        resolve()
      })
    })
  }

  snapshot(): HubClient {
    const { path, address } = this.#options
    const counters = { messagesIn: this.#received, messagesOut: this.#outbox.sent, queuedMessages: this.#outbox.waiting }
    return { id: this.id, path, address, since: this.#since, ...counters }
  }

  offer(frame: Frame): boolean {
    return this.#outbox.offer(frame)
  }

  deliver(frame: Frame): boolean {
    if (this.#ending) return false
    if (this.#outbox.offer(frame)) return true
    this.#options.logger.warn(`Hub client ${this.id} was too slow: closed with ${this.#outbox.waiting} messages unsent`)
    this.#options.onEvicted()
    this.#expel({ code: 1013, reason: 'Too slow: the send queue is full' })
    return false
  }

  /** Policy violation (RFC 6455 §7.4.1) is the code for what no other one names; the reason says whose policy it was. */
  evict(): void {
    if (!this.#ending) this.#expel({ code: 1008, reason: 'Evicted by the person at the hub' })
  }

  freed(signal: AbortSignal): Promise<void> {
    return this.#outbox.freed(signal)
  }

  drained(signal: AbortSignal): Promise<void> {
    return this.#outbox.drained(signal)
  }

  /** Talks until either side has enough, and says how the hub should end it. Never throws. */
  async talk(signal: AbortSignal): Promise<Ending> {
    const loops: Loop<Ending>[] = [
      (signal) => this.#readLoop(signal),
      (signal) => this.#outbox.writeLoop(signal),
      (signal) => this.#heartbeatLoop(signal),
      (signal) => this.#expelled(signal),
    ]
    const { sendLoop } = this.#options.mode
    if (sendLoop) loops.push((signal) => sendLoop(this, signal))
    try {
      return await runGroup(signal, loops)
    } catch (error) {
      if (isAbort(error)) return { code: 1001, reason: 'The hub was stopped' }
      this.#options.logger.error(`Hub client ${this.id} broke off`, error)
      return { code: 1011, reason: 'The hub made a mistake' }
    } finally {
      this.#ending = true
    }
  }

  /** Closes with a frame, or cuts when there is nobody to close with; resolves when the socket is gone, after `limits.hubCloseMs` at most. */
  async leave(ending: Ending): Promise<void> {
    const { ws, clock } = this.#options
    // A paused socket would hold back the peer's own close frame.
    ws.resume()
    if (ending === null) ws.terminate()
    else ws.close(ending.code, ending.reason)
    const takeBack = clock.after(limits.hubCloseMs, () => ws.terminate())
    await this.#closed
    takeBack()
  }

  #receive(frame: Frame): void {
    if (this.#ending) return
    if (!this.#inbox.offer(frame)) return this.#expel({ code: 1008, reason: 'Too many compressed bytes at once' })
    if (this.#inbox.weight > limits.inboxBytes) this.#options.ws.pause()
  }

  /** Ends when the socket has closed and all it brought is answered. */
  async #readLoop(signal: AbortSignal): Promise<Ending> {
    const { mode, ws, onCount } = this.#options
    for (;;) {
      const batch = await this.#inbox.take(signal, limits.hubBatchMessages)
      if (batch.length === 0) return null
      this.#heard = true
      this.#received += batch.length
      await mode.answer(this, batch, signal)
      for (const frame of batch) this.#inbox.release(frame)
      if (ws.isPaused && this.#inbox.weight <= limits.inboxBytes) ws.resume()
      onCount()
      // Write callbacks and other sockets come before more of the same: a burst must not fill the queues of those who keep up.
      await nextTurn()
    }
  }

  /** Pings (RFC 6455 §5.5.2) and ends when nothing, pong or message, has come for `limits.hubMissedPongs` pings. */
  async #heartbeatLoop(signal: AbortSignal): Promise<Ending> {
    const { clock, logger, ws } = this.#options
    for (let missed = 0; missed < limits.hubMissedPongs; ) {
      await clock.sleep(limits.hubPingMs, signal)
      missed = this.#heard ? 0 : missed + 1
      this.#heard = false
      ws.ping()
    }
    logger.warn(`Hub client ${this.id} answers no ping: cut`)
    return null
  }

  /** From here on nothing is taken in or queued. */
  #expel(ending: Ending): void {
    this.#ending = true
    this.#expulsion.offer(ending)
  }

  async #expelled(signal: AbortSignal): Promise<Ending> {
    const [ending = null] = await this.#expulsion.take(signal)
    return ending
  }
}
