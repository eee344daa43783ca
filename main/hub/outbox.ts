/** Outbox: one client's bounded send queue and the write pump that empties it into the socket. */
import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import { limits } from '../../shared/limits'
import { Channel } from '../lib/channel'
import { Bell } from './bell'
import { payloadBytes, payloadOf, type Frame } from './frame'

export interface OutboxOptions {
  ws: WebSocket
  /** The socket under `ws`. */
  socket: Duplex
  /** Called after each batch that left. */
  onSent: () => void
}

export class Outbox {
  readonly #ws: WebSocket
  readonly #socket: Duplex
  readonly #onSent: () => void
  readonly #queue = new Channel<Frame>({ items: limits.hubQueueMessages, weight: limits.hubQueueBytes, weigh: payloadBytes })
  readonly #freed = new Bell()
  readonly #written = new Bell()
  #sent = 0

  constructor({ ws, socket, onSent }: OutboxOptions) {
    this.#ws = ws
    this.#socket = socket
    this.#onSent = onSent
  }

  /** Messages that the system has not taken yet. */
  get waiting(): number {
    return this.#queue.size
  }

  /** Messages that the system has taken. */
  get sent(): number {
    return this.#sent
  }

  /** False if the queue is full. */
  offer(frame: Frame): boolean {
    return this.#queue.offer(frame)
  }

  /** Waits until something left the queue, perhaps already some time ago: ask again in a loop. */
  freed(signal: AbortSignal): Promise<void> {
    return this.#freed.heard(signal)
  }

  /** Waits until all has left the queue. */
  async drained(signal: AbortSignal): Promise<void> {
    while (this.#queue.size > 0) await this.#freed.heard(signal)
  }

  /**
   * Never ends by itself: once the socket is closing, what comes is let go, so that the read loop can finish
   * what the peer said before it left.
   */
  async writeLoop(signal: AbortSignal): Promise<never> {
    for (;;) {
      const batch = await this.#queue.take(signal)
      if (this.#ws.readyState === WebSocket.OPEN) {
        this.#write(batch)
        await this.#written.heard(signal)
      }
      for (const frame of batch) this.#queue.release(frame)
      this.#freed.ring()
      this.#onSent()
    }
  }

  /** One cork, one system call. Rings when the system took the last frame or the socket broke. */
  #write(batch: readonly Frame[]): void {
    const done = (error?: Error | null) => {
      if (!error) this.#sent += batch.length
      this.#written.ring()
    }
    // Without extensions `ws` holds nothing back, so whole frames beside its own pongs and close frame keep their order.
    const plain = this.#ws.extensions === ''
    const last = batch.length - 1
    this.#socket.cork()
    batch.forEach((frame, index) => {
      const told = index === last ? done : undefined
      if (plain) this.#socket.write(frame.wire, told)
      else this.#ws.send(payloadOf(frame), { binary: frame.binary }, told)
    })
    this.#socket.uncork()
  }
}
