/** LiveCapture: one capture while it is recorded: its blocks that wait for the disk, its books, and what of it can be read. */
import type { ConnectionId } from '../../../shared/connection'
import type { EntrySource, LogTotals, Recording } from '../../../shared/entry'
import type { Capture } from '../capture'
import { Runs, type Run } from '../format/runs'
import { Sources } from '../sources'
import type { Block } from './block'
import type { BlockPool } from './block-pool'
import { SegmentWriter, type SegmentWriterOptions } from './segment-writer'

export interface LiveCaptureOptions extends Omit<SegmentWriterOptions, 'sources'> {
  pool: BlockPool
  /** What is known of a connection; null for one that nobody registered. */
  known: (connectionId: ConnectionId) => EntrySource | null
  recording: () => Recording
  /** Monotonic milliseconds at its begin. */
  startElapsed: number
}

/** What retention must know of a segment to let go of it. */
interface SegmentBooks {
  number: number
  payloadBytes: number
  diskBytes: number
}

export class LiveCapture implements Capture {
  readonly id: string
  readonly folder: string
  readonly startedAt: number
  readonly startElapsed: number
  readonly runs = new Runs()
  readonly sources = new Sources()
  readonly writer: SegmentWriter
  /** Full blocks, oldest first. */
  readonly sealed: Block[] = []
  readonly #options: LiveCaptureOptions
  readonly #segments: SegmentBooks[] = []
  #block: Block | null = null
  /** The connection of the entry before: most often it is that of the next one, too. */
  #lastId: ConnectionId | null = null
  #lastSlot = 0
  #head = 0
  #dropped = 0
  #missed = 0
  #payloadBytes = 0
  #droppedBytes = 0
  #untold = 0
  #endedAt = 0

  constructor(options: LiveCaptureOptions) {
    this.#options = options
    this.folder = options.folder
    this.id = options.manifest.id
    this.startedAt = options.manifest.startedAt
    this.startElapsed = options.startElapsed
    this.writer = new SegmentWriter({ ...options, sources: this.sources })
  }

  get totals(): LogTotals {
    return {
      captureId: this.id,
      startedAt: this.startedAt,
      head: this.#head,
      kept: this.#head - this.#dropped,
      keptBytes: this.#payloadBytes - this.#droppedBytes,
      onDisk: this.runs.kept,
      diskBytes: this.#segments.reduce((sum, { diskBytes }) => sum + diskBytes, 0),
      dropped: this.#dropped,
      missed: this.#missed,
      recording: this.#options.recording(),
    }
  }

  get endedAt(): number {
    return this.#endedAt === 0 ? this.startedAt : this.#endedAt
  }

  /** Seq of the newest entry. */
  get head(): number {
    return this.#head
  }

  get missed(): number {
    return this.#missed
  }

  /** Whether there is anything to write. */
  get waits(): boolean {
    return this.sealed.length > 0 || this.writer.behind || !this.writer.prepared
  }

  /** Whether this size would go into the block at hand. */
  fits(size: number): boolean {
    return this.#block?.fits(size) ?? false
  }

  /** `tag` is a marked one, `elapsed` monotonic milliseconds since the begin. Returns the seq. */
  // eslint-disable-next-line max-params -- on the path of every message: an object for each would be garbage
  append(connectionId: ConnectionId, tag: number, at: number, elapsed: number, payload: Uint8Array): number {
    const block = (this.#block ??= this.#options.pool.take(payload.length, this.#head + 1, this.#missed))
    const slot = connectionId === this.#lastId ? this.#lastSlot : this.#slotOf(connectionId)
    block.push(slot, tag, at, elapsed, payload)
    this.#endedAt = at
    this.#payloadBytes += payload.length
    this.#head += 1
    return this.#head
  }

  /** Missed entries that no mark tells of yet. */
  get untold(): number {
    return this.#untold
  }

  /** A mark tells of all missed entries. */
  told(): void {
    this.#untold = 0
  }

  /** An entry that can't be stored. */
  miss(): void {
    this.#missed += 1
    this.#untold += 1
  }

  /** The connection has another name, colour or URL than before. */
  rename(source: EntrySource): void {
    if (this.sources.has(source.connectionId)) this.writer.changed(this.sources.register(source))
  }

  /** The block at hand waits for the disk now; returns its bytes. */
  seal(): number {
    const block = this.#block
    if (block === null) return 0
    this.#block = null
    this.sealed.push(block)
    return block.bytes
  }

  wrote(run: Run, payloadBytes: number): void {
    this.runs.add(run)
    if (this.#segments.at(-1)?.number !== run.segment) this.#segments.push({ number: run.segment, payloadBytes: 0, diskBytes: 0 })
    const books = this.#segments.at(-1)
    if (books === undefined) return
    books.payloadBytes += payloadBytes
    books.diskBytes = run.offset + run.bytes
  }

  /** Forgets the segments before this one. */
  dropBefore(segment: number): void {
    this.#dropped += this.runs.dropBefore(segment)
    while (this.#segments[0] !== undefined && this.#segments[0].number < segment) this.#droppedBytes += this.#segments.shift()?.payloadBytes ?? 0
  }

  #slotOf(connectionId: ConnectionId): number {
    const { sources } = this
    if (!sources.has(connectionId)) {
      const known = this.#options.known(connectionId)
      this.writer.changed(known === null ? sources.slotOf(connectionId) : sources.register(known))
    }
    this.#lastId = connectionId
    this.#lastSlot = sources.slotOf(connectionId)
    return this.#lastSlot
  }
}
