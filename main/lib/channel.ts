/** Channel: a bounded queue between two loops, like Go's buffered channel; full is an answer, never a wait. */
import { orAborted } from './abort'

export interface ChannelBounds<T> {
  /** Most items held. */
  items: number
  /** Most weight held (bytes, say); without `weigh` only items count. */
  weight?: number
  weigh?: (item: T) => number
}

/**
 * One consumer takes batches, any number of producers offer items. What has been taken still counts against the
 * bounds until it is released, so that the bound holds for all that is not yet delivered, not only for what waits.
 */
export class Channel<T> {
  #waiting: T[] = []
  #waitingWeight = 0
  #takenItems = 0
  #takenWeight = 0
  #closed = false
  #wake: (() => void) | null = null
  readonly #bounds: ChannelBounds<T>

  constructor(bounds: ChannelBounds<T>) {
    this.#bounds = bounds
  }

  /** Items held, taken but not released ones included. */
  get size(): number {
    return this.#waiting.length + this.#takenItems
  }

  get weight(): number {
    return this.#waitingWeight + this.#takenWeight
  }

  get closed(): boolean {
    return this.#closed
  }

  /** False if the item can't be held: the channel is full or closed. */
  offer(item: T): boolean {
    const weight = this.#weigh(item)
    if (this.#closed || !this.#fits(weight)) return false
    this.#waiting.push(item)
    this.#waitingWeight += weight
    this.#wake?.()
    return true
  }

  /** Makes room by pushing out the oldest waiting items; pushes out nothing if that could not make enough room. */
  offerPushingOut(item: T): { held: boolean; pushedOut: T[] } {
    const pushedOut: T[] = []
    const weight = this.#weigh(item)
    const roomLeft = this.#takenItems < this.#bounds.items && this.#takenWeight + weight <= (this.#bounds.weight ?? Infinity)
    if (this.#closed || !roomLeft) return { held: false, pushedOut }
    while (!this.#fits(weight)) {
      const oldest = this.#waiting.shift() as T
      this.#waitingWeight -= this.#weigh(oldest)
      pushedOut.push(oldest)
    }
    return { held: this.offer(item), pushedOut }
  }

  /**
   * Waits for at least one item and takes up to `mostItems` of up to `mostWeight` together, or one that is heavier by itself;
   * an empty batch means closed and drained. Rejects when `signal` aborts.
   */
  async take(signal: AbortSignal, mostItems = Infinity, mostWeight = Infinity): Promise<T[]> {
    while (this.#waiting.length === 0 && !this.#closed) await this.#woken(signal)
    signal.throwIfAborted()
    let count = 0
    let weight = 0
    for (const item of this.#waiting) {
      if (count === mostItems || (count > 0 && weight + this.#weigh(item) > mostWeight)) break
      count += 1
      weight += this.#weigh(item)
    }
    const batch = this.#waiting.splice(0, count)
    this.#waitingWeight -= weight
    this.#takenItems += count
    this.#takenWeight += weight
    return batch
  }

  /** Says that a taken item was delivered or given up: its room is free again. */
  release(item: T): void {
    this.#takenItems -= 1
    this.#takenWeight -= this.#weigh(item)
  }

  /** No more offers; what waits can still be taken. */
  close(): void {
    this.#closed = true
    this.#wake?.()
  }

  /** Closes and hands back all that waits, for the caller to refuse. */
  abandon(): T[] {
    this.close()
    const left = this.#waiting
    this.#waiting = []
    this.#waitingWeight = 0
    return left
  }

  #weigh(item: T): number {
    return this.#bounds.weigh?.(item) ?? 0
  }

  #fits(weight: number): boolean {
    return this.size < this.#bounds.items && this.weight + weight <= (this.#bounds.weight ?? Infinity)
  }

  #woken(signal: AbortSignal): Promise<void> {
    let wake: (() => void) | null = null
    const woken = new Promise<void>((resolve) => {
      wake = resolve
    })
    this.#wake = wake
    return orAborted(woken, signal).finally(() => {
      // Not that of a wait that began meanwhile.
      if (this.#wake === wake) this.#wake = null
    })
  }
}
