/** FilteredView: the seqs that match a query, found in order by scans of a few MiB each and let go as their entries are. */
import type { ConnectionId } from '../../../shared/connection'
import { isAbort } from '../../../shared/errors'
import type { Logger } from '../../lib/logger'
import type { Capture } from '../capture'
import { rowBytes } from '../format/chunk'
import type { Run } from '../format/runs'
import type { Farm } from '../scan/farm'
import { readsPayload, type Query } from '../scan/query'
import type { Found } from '../scan/task'
import { SeqList } from './seqs'
import type { View } from './view'

export interface FilteredOptions {
  capture: Capture
  query: Query
  /** Whose entries match; null: any. */
  connectionIds: readonly ConnectionId[] | null
  farm: Farm
  logger: Logger
  /** More was found, or looked at. */
  onProgress: () => void
}

/** Bytes read by one scan: some ms of work, so that the first matches are there at once and a closed view leaves little behind. */
const scanBytes = 4 * 1024 * 1024

/** Being scanned, or waiting for one before it. Seqs `from` (inclusive) to `to` (exclusive). */
interface Stretch {
  from: number
  to: number
  found: Found | null
}

export class FilteredView implements View {
  readonly #options: FilteredOptions
  readonly #controller = new AbortController()
  readonly #seqs: SeqList
  /** Oldest first; their results are taken in this order. As many as keep the farm busy, however fast the capture grows. */
  readonly #stretches: Stretch[] = []
  /** The lowest seq that no scan was asked for. */
  #next: number
  /** The oldest entry that is kept. */
  #floor: number
  #slots: Uint8Array | null = null

  constructor(options: FilteredOptions) {
    this.#options = options
    this.#floor = options.capture.runs.firstSeq
    this.#next = this.#floor
    this.#seqs = new SeqList(this.#floor)
    this.follow()
  }

  get first(): number {
    return this.#seqs.first
  }

  get end(): number {
    return this.#seqs.end
  }

  get scanned(): number {
    const kept = this.#options.capture.runs.head + 1 - this.#floor
    const looked = (this.#stretches[0]?.from ?? this.#next) - this.#floor
    return kept === 0 ? 1 : Math.max(looked, 0) / kept
  }

  seqAt(position: number): number {
    return this.#seqs.at(position)
  }

  positionOf(seq: number): number {
    return this.#seqs.indexOf(seq)
  }

  seqs(): Uint32Array {
    return this.#seqs.toArray()
  }

  follow(): void {
    this.#followDrops()
    while (!this.#controller.signal.aborted && this.#stretches.length <= this.#options.farm.scanLanes) {
      const runs = this.#nextRuns()
      const [oldest, newest] = [runs[0], runs.at(-1)]
      if (oldest === undefined || newest === undefined) return
      const stretch = { from: Math.max(this.#next, oldest.firstSeq), to: newest.firstSeq + newest.count, found: null }
      this.#next = stretch.to
      this.#stretches.push(stretch)
      void this.#scan(stretch, runs)
    }
  }

  close(): void {
    this.#controller.abort()
  }

  /** Matches that are dropped keep their positions; entries dropped before they were looked at never had one. */
  #followDrops(): void {
    const { firstSeq } = this.#options.capture.runs
    if (firstSeq === this.#floor) return
    this.#floor = firstSeq
    this.#next = Math.max(this.#next, firstSeq)
    this.#seqs.dropBelow(firstSeq)
  }

  #nextRuns(): Run[] {
    const { runs } = this.#options.capture
    const whole = readsPayload(this.#options.query)
    const next: Run[] = []
    let bytes = 0
    for (let i = runs.indexOf(this.#next); bytes < scanBytes; i += 1) {
      const run = runs.at(i)
      if (run === undefined) break
      // A copy: this one grows while the scan waits for its turn.
      next.push({ ...run })
      bytes += whole ? run.bytes : run.count * rowBytes
    }
    return next
  }

  async #scan(stretch: Stretch, runs: readonly Run[]): Promise<void> {
    const { capture, query, farm, logger } = this.#options
    const { from, to } = stretch
    try {
      stretch.found = await farm.scan({ folder: capture.folder, runs, from, to, query, slots: this.#matchingSlots() }, this.#controller.signal)
    } catch (error) {
      if (isAbort(error)) return
      logger.error(`Entries ${from} to ${to - 1} could not be searched`, error)
      stretch.found = { offsets: new Uint32Array(0), damage: '' }
    }
    this.#take()
    this.follow()
    this.#options.onProgress()
  }

  #take(): void {
    for (let oldest = this.#stretches[0]; oldest?.found; oldest = this.#stretches[0]) {
      this.#stretches.shift()
      const { from, found } = oldest
      // What was dropped meanwhile is not there to be read, and nothing is damaged.
      if (found.damage !== '' && from >= this.#options.capture.runs.firstSeq) this.#options.logger.warn(`Not all entries could be searched. ${found.damage}`)
      const kept = this.#floor - from
      this.#seqs.push(from, kept > 0 ? found.offsets.filter((offset) => offset >= kept) : found.offsets)
    }
  }

  /** Connections come while a capture is recorded, so it is made again when there are more; a slot never changes hands. */
  #matchingSlots(): Uint8Array | null {
    const { connectionIds, capture } = this.#options
    const { sources } = capture
    if (connectionIds === null || this.#slots?.length === sources.length) return this.#slots
    const wanted = new Set(connectionIds)
    this.#slots = Uint8Array.from(sources.all(), ({ connectionId }) => (wanted.has(connectionId) ? 1 : 0))
    return this.#slots
  }
}
