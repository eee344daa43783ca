/** A client as the modes and the switchboard see it, with a send queue that a test fills and empties by hand. */
import { Bell } from '../../../main/hub/bell'
import { payloadOf, type Frame } from '../../../main/hub/frame'
import type { Member } from '../../../main/hub/switchboard'

export class FakePeer implements Member {
  readonly id: number
  readonly room: string | null
  /** Messages queued and not yet taken out by the test. */
  queue: Frame[] = []
  evicted = false
  readonly #bound: number
  readonly #freed = new Bell()

  constructor({ id = 1, room = null, bound = Infinity }: { id?: number; room?: string | null; bound?: number } = {}) {
    this.id = id
    this.room = room
    this.#bound = bound
  }

  get texts(): string[] {
    return this.queue.map((frame) => payloadOf(frame).toString())
  }

  /** What was queued, taken out as the socket would. */
  flush(): string[] {
    const texts = this.texts
    this.queue = []
    this.#freed.ring()
    return texts
  }

  offer(frame: Frame): boolean {
    return this.queue.length < this.#bound && this.queue.push(frame) > 0
  }

  deliver(frame: Frame): boolean {
    const taken = this.offer(frame)
    if (!taken) this.evicted = true
    return taken
  }

  evict(): void {
    this.evicted = true
  }

  freed(signal: AbortSignal): Promise<void> {
    return this.#freed.heard(signal)
  }

  async drained(signal: AbortSignal): Promise<void> {
    while (this.queue.length > 0) await this.freed(signal)
  }

  snapshot() {
    return { id: this.id, path: '/', address: '', since: 0, messagesIn: 0, messagesOut: 0, queuedMessages: this.queue.length }
  }
}
