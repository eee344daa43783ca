/** Channel: a bounded queue between two loops, like Go's buffered channel; full is an answer, never a wait. */
import { Condition } from './abort'

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

  /** Items taken but not released. */
  get taken(): number {
    return this.#takenItems
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
    // An array of one is small; the first push to an empty one makes room for seventeen.
    if (this.#waiting.length === 0) this.#waiting = [item]
    else this.#waiting.push(item)
    this.#waitingWeight += weight
    this.#rouse()
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
    if (this.idle) await this.#filled(signal)
    signal.throwIfAborted()
    return this.takeNow(mostItems, mostWeight)
  }

  /** There is nothing to take, and may be later. */
  get idle(): boolean {
    return this.#waiting.length === 0 && !this.#closed
  }

  /** For a consumer with a condition of its own: the next offer notifies it. To be waited for as long as there is nothing to take. */
  offered(condition: Condition): Promise<void> {
    this.#wake = condition.notify
    return condition.wait()
  }

  /** The same as `take`, of what is there. */
  takeNow(mostItems = Infinity, mostWeight = Infinity): T[] {
    const batch = this.#first(mostItems, mostWeight)
    const weight = this.#waiting.length === 0 ? this.#waitingWeight : batch.reduce((sum, item) => sum + this.#weigh(item), 0)
    this.#waitingWeight -= weight
    this.#takenItems += batch.length
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
    this.#rouse()
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

  /** Cuts off the oldest that go together: most often all. */
  #first(mostItems: number, mostWeight: number): T[] {
    const waiting = this.#waiting
    if (waiting.length <= mostItems && this.#waitingWeight <= mostWeight) {
      this.#waiting = []
      return waiting
    }
    let count = 0
    let weight = 0
    for (const item of waiting) {
      weight += this.#weigh(item)
      if (count === mostItems || (count > 0 && weight > mostWeight)) break
      count += 1
    }
    return waiting.splice(0, count)
  }

  async #filled(signal: AbortSignal): Promise<void> {
    const condition = new Condition(signal)
    try {
      while (this.idle) await this.offered(condition)
    } finally {
      condition.end()
    }
  }

  /** Once: the next wait has a `wake` of its own. */
  #rouse(): void {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }
}
