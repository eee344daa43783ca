/** View: a filter over the log and the seqs that match it, found as records arrive and let go as they are dropped. */
import type { LogFilter } from '../../shared/entry'
import { windowBytes } from './finder'
import { Matcher } from './matcher'
import type { SegmentRing } from './ring'
import type { Segment } from './segment'
import { SeqList } from './seqs'
import type { Slice } from './slice'
import type { Sources } from './sources'

/** Positions count matches from the view's start and never shift; `first` (inclusive) to `end` (exclusive) can be asked for. */
export interface View {
  /** Brings the view up to date with the log as far as the slice allows. */
  advance(slice: Slice): void
  /** Entries are waiting to be looked at. */
  readonly behind: boolean
  readonly first: number
  readonly end: number
  /** 0…1 of the kept entries. */
  readonly scanned: number
  seqAt(position: number): number
}

export function makeView(filter: LogFilter, ring: SegmentRing, sources: Sources): View {
  const all = filter.connectionIds === null && filter.directions === null && filter.kinds === null && filter.text === ''
  return all ? new WholeView(ring) : new FilteredView(new Matcher(filter, sources), ring)
}

/** Every entry matches, so a position is a matter of counting and nothing is kept. */
class WholeView implements View {
  readonly behind = false
  readonly scanned = 1
  readonly #ring: SegmentRing
  readonly #origin: number

  constructor(ring: SegmentRing) {
    this.#ring = ring
    this.#origin = ring.origin
  }

  advance(): void {
    // Always up to date.
  }

  get first(): number {
    return this.#ring.firstSeq - this.#origin
  }

  get end(): number {
    return this.#ring.head + 1 - this.#origin
  }

  seqAt(position: number): number {
    return this.#origin + position
  }
}

class FilteredView implements View {
  readonly #matcher: Matcher
  readonly #ring: SegmentRing
  readonly #seqs: SeqList
  /** The lowest seq not looked at yet. */
  #next: number
  #floor: number

  constructor(matcher: Matcher, ring: SegmentRing) {
    this.#matcher = matcher
    this.#ring = ring
    this.#floor = ring.firstSeq
    this.#next = this.#floor
    this.#seqs = new SeqList(this.#floor)
  }

  get behind(): boolean {
    return this.#next <= this.#ring.head
  }

  get first(): number {
    return this.#seqs.first
  }

  get end(): number {
    return this.#seqs.end
  }

  get scanned(): number {
    const kept = this.#ring.head + 1 - this.#floor
    return kept === 0 ? 1 : (this.#next - this.#floor) / kept
  }

  advance(slice: Slice): void {
    this.#followDrops()
    while (this.behind && !slice.over) {
      const segment = this.#ring.find(this.#next)
      if (segment === null) throw new RangeError(`Entry ${this.#next} is neither kept nor dropped`)
      this.#advanceIn(segment, slice)
    }
  }

  seqAt(position: number): number {
    return this.#seqs.at(position)
  }

  #advanceIn(segment: Segment, slice: Slice): void {
    let index = this.#next - segment.firstSeq
    while (index < segment.count && !slice.over) {
      const matches = this.#matcher.matches(segment, index)
      slice.spend(Math.min(segment.end(index) - segment.start(index), windowBytes))
      if (matches === null) continue
      if (matches) this.#seqs.push(segment.firstSeq + index)
      index += 1
    }
    this.#next = segment.firstSeq + index
  }

  /** Entries dropped before they were looked at are not counted as matches. */
  #followDrops(): void {
    const first = this.#ring.firstSeq
    if (first === this.#floor) return
    this.#floor = first
    this.#next = Math.max(this.#next, first)
    this.#seqs.dropBelow(first)
  }
}
