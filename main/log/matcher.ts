/** Matcher: says whether an entry matches a filter, the cheap fields first, then the text. */
import type { ConnectionId } from '../../shared/connection'
import type { LogFilter } from '../../shared/entry'
import { Finder } from './finder'
import { tags, type Segment } from './segment'
import type { Sources } from './sources'

export class Matcher {
  readonly #sources: Sources
  readonly #connectionIds: ReadonlySet<ConnectionId> | null
  /** By slot, filled as slots are met: a connection may be registered after the filter was made. */
  readonly #slots: boolean[] = []
  readonly #tags: readonly boolean[]
  readonly #finder: Finder | null

  constructor(filter: LogFilter, sources: Sources) {
    this.#sources = sources
    this.#connectionIds = filter.connectionIds && new Set(filter.connectionIds)
    this.#tags = tags.map(({ direction, kind }) => (filter.directions?.includes(direction) ?? true) && (filter.kinds?.includes(kind) ?? true))
    this.#finder = filter.text === '' ? null : new Finder(filter.text, filter.caseSensitive)
  }

  /** Null: a stretch of the payload was searched and it is not known yet, so ask again. Entries come in the order of their seqs. */
  matches(segment: Segment, index: number): boolean | null {
    if (this.#tags[segment.tag(index)] !== true || !this.#isFrom(segment.slot(index))) return false
    return this.#finder === null ? true : this.#finder.contains(segment, segment.start(index), segment.end(index))
  }

  #isFrom(slot: number): boolean {
    if (this.#connectionIds === null) return true
    return (this.#slots[slot] ??= this.#connectionIds.has(this.#sources.at(slot).connectionId))
  }
}
