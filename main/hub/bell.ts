/** Bell: one side rings, one loop waits to hear it; rung twice before it is heard is rung once. */
import { Channel } from '../lib/channel'

export class Bell {
  readonly #slot = new Channel<true>({ items: 1 })

  ring(): void {
    this.#slot.offer(true)
  }

  /** Waits for a ring, also one from before; rejects when `signal` aborts. One waiter at a time. */
  async heard(signal: AbortSignal): Promise<void> {
    for (const ring of await this.#slot.take(signal)) this.#slot.release(ring)
  }
}
