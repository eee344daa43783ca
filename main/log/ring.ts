/** Ring: the segments kept in memory, newest at the end; whole segments leave at the front when room is needed. */
import { roomFor, rowBytes, Segment } from './segment'

export interface RingBounds {
  /** Memory of all blocks together. */
  maxBytes: number
  blockBytes: number
}

/**
 * Bound: blocks together hold at most `maxBytes`. The one exception is a payload that alone is larger: it gets a block of
 * its own size, everything older is dropped for it, and it stays until the next block is needed.
 */
export class SegmentRing {
  readonly #bounds: RingBounds
  readonly #segments: Segment[] = []
  #heldBytes = 0
  #keptBytes = 0
  #head = 0
  #dropped = 0
  #origin = 1

  constructor({ maxBytes, blockBytes }: RingBounds) {
    this.#bounds = { maxBytes, blockBytes: roomFor(blockBytes - rowBytes) }
  }

  /** Seq of the newest entry; 0 before the first. */
  get head(): number {
    return this.#head
  }

  /** Seq of the oldest entry kept; `head + 1` when there is none. */
  get firstSeq(): number {
    return this.#segments[0]?.firstSeq ?? this.#head + 1
  }

  /** Seq of the first entry since the last clear, kept or not. */
  get origin(): number {
    return this.#origin
  }

  /** Payload and row bytes of the kept entries. */
  get keptBytes(): number {
    return this.#keptBytes
  }

  /** Entries dropped since the last clear. */
  get dropped(): number {
    return this.#dropped
  }

  /** Returns the new entry's seq. */
  append(slot: number, tag: number, payload: Uint8Array, at: number): number {
    const last = this.#segments.at(-1)
    const segment = last?.fits(payload.length) ? last : this.#open(payload.length)
    segment.push(slot, tag, payload, at)
    this.#keptBytes += payload.length + rowBytes
    this.#head += 1
    return this.#head
  }

  /** The segment that holds `seq`, in O(log segments); null if it was dropped or never there. */
  find(seq: number): Segment | null {
    if (seq < this.firstSeq || seq > this.#head) return null
    let low = 0
    let high = this.#segments.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.#segments[middle]?.firstSeq ?? Infinity) <= seq) low = middle
      else high = middle - 1
    }
    return this.#segments[low] ?? null
  }

  /** Forgets all entries and counts; seqs go on. */
  clear(): void {
    this.#segments.length = 0
    this.#heldBytes = 0
    this.#keptBytes = 0
    this.#dropped = 0
    this.#origin = this.#head + 1
  }

  #open(size: number): Segment {
    const capacity = Math.max(this.#bounds.blockBytes, roomFor(size))
    let memory: ArrayBuffer | null = null
    while (this.#segments.length > 0 && this.#heldBytes + capacity > this.#bounds.maxBytes) memory = this.#drop() ?? memory
    // A dropped block's memory is used again, so that a full log neither allocates nor waits for the garbage collector.
    const segment = new Segment(this.#head + 1, memory?.byteLength === capacity ? memory : new ArrayBuffer(capacity))
    this.#segments.push(segment)
    this.#heldBytes += capacity
    return segment
  }

  #drop(): ArrayBuffer | null {
    const oldest = this.#segments.shift()
    if (oldest === undefined) return null
    this.#heldBytes -= oldest.memory.byteLength
    this.#keptBytes -= oldest.usedBytes
    this.#dropped += oldest.count
    return oldest.memory
  }
}
