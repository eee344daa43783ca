/** Finder: looks for one text in the entries of a block, going forward, and searches each byte once however the entries lie. */
import { bytePattern, type BytePattern } from './pattern'
import type { Segment } from './segment'

/**
 * Bytes searched in one step: some 10 µs, so that a payload of 100 MiB does not hold the event loop. At worst a step takes
 * this many times the text's length: a few ms for a word against a payload made to look like it.
 */
export const windowBytes = 16 * 1024

export class Finder {
  readonly #pattern: BytePattern
  #segment: Segment | null = null
  #window = ''
  #windowStart = 0
  /** Up to here the window is wide enough for a hit that starts in it. */
  #windowEnd = 0
  /** The last hit found; every hit that starts below `#searched` was seen. */
  #hitStart = -1
  #hitEnd = -1
  #searched = 0

  constructor(text: string, caseSensitive: boolean) {
    this.#pattern = bytePattern(text, caseSensitive)
  }

  /**
   * Whether the payload bytes `start` to `end` of the block hold the text; null: one step was searched and it is not known yet, so ask again.
   * Within a segment `start` never goes back.
   */
  contains(segment: Segment, start: number, end: number): boolean | null {
    if (segment !== this.#segment) this.#enter(segment)
    this.#searched = Math.max(this.#searched, start)
    if (this.#hitStart < start && !this.#isPast(end)) this.#step(segment)
    // A hit that crosses the end is none: a later one would end later still.
    if (this.#hitStart >= start) return this.#hitEnd <= end
    return this.#isPast(end) ? false : null
  }

  #isPast(end: number): boolean {
    return this.#searched + this.#pattern.shortest > end
  }

  #enter(segment: Segment): void {
    this.#segment = segment
    this.#window = ''
    this.#windowStart = 0
    this.#windowEnd = 0
    this.#hitStart = -1
    this.#searched = 0
  }

  #step(segment: Segment): void {
    if (this.#searched >= this.#windowEnd) this.#open(segment)
    const { regex } = this.#pattern
    regex.lastIndex = this.#searched - this.#windowStart
    const hit = regex.exec(this.#window)
    if (hit === null) {
      this.#searched = this.#windowEnd
      return
    }
    this.#hitStart = this.#windowStart + hit.index
    this.#hitEnd = this.#hitStart + hit[0].length
    this.#searched = this.#hitStart + 1
  }

  /** Windows overlap by the longest hit; the bytes now at the block's end are the end of an entry, so no hit goes beyond. */
  #open(segment: Segment): void {
    const limit = segment.payloadBytes
    const to = Math.min(this.#searched + windowBytes + this.#pattern.longest, limit)
    this.#windowStart = this.#searched
    this.#windowEnd = to === limit ? limit : to - this.#pattern.longest
    this.#window = segment.latin1(this.#windowStart, to)
  }
}
