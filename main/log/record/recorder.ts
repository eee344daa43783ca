/** Recorder: takes every entry at once and has it written behind; begins captures, and lets go of the oldest. */
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type { ConnectionId } from '../../../shared/connection'
import { captureSource, type Direction, type EntryKind, type EntrySource, type LifecycleNote } from '../../../shared/entry'
import { AppError } from '../../../shared/errors'
import { limits } from '../../../shared/limits'
import { inLanguage, t } from '../../../shared/words/words'
import type { Clock } from '../../lib/clock'
import { Listeners } from '../../lib/listeners'
import type { Logger } from '../../lib/logger'
import type { Capture } from '../capture'
import { captureIdAt } from '../format/manifest'
import { tagOf } from '../format/tag'
import { storedCaptures } from '../read/stored'
import type { LogSink } from '../sink'
import { markedTag } from './block'
import type { Stop } from './backlog'
import { BlockPool } from './block-pool'
import { realDisk, type Disk } from './disk'
import { LiveCapture } from './live-capture'
import { letGo, releaseFor, segmentBytesFor, type Bounds } from './retention'
import { WriteBehind } from './write-behind'

export interface RecorderOptions {
  /** The folder of all captures. */
  root: string
  clock: Clock
  logger: Logger
  /** What is kept at most; asked each time it counts. */
  bounds: () => Bounds
  disk?: Disk
  blockBytes?: number
  highBytes?: number
  lowBytes?: number
  segmentBytes?: number
}

/** Captures before the present one that wait for a disk that takes nothing: each may hold a block of memory. */
const mostWaiting = 8

export class Recorder implements LogSink {
  readonly #options: RecorderOptions
  readonly #disk: Disk
  readonly #pool: BlockPool
  readonly #behind: WriteBehind
  /** All connections that were ever registered: a new capture has only those with entries. */
  readonly #known = new Map<ConnectionId, EntrySource>()
  readonly #dropped: Listeners<[captureId: string, segment: number]>
  readonly #retained: Listeners
  #live: LiveCapture
  #closed = false
  #lastAt = NaN
  #lastElapsed = 0
  /** Runs one after the other. */
  #retention: Promise<void> = Promise.resolve()

  /** Begins a capture. A disk that does not let it makes the recording stop, and is tried again. */
  constructor(options: RecorderOptions) {
    const { root, clock, logger, disk = realDisk, highBytes = limits.logHighBytes, lowBytes = limits.logLowBytes } = options
    this.#options = options
    this.#disk = disk
    const report = (error: unknown) => logger.error('A listener of the recorder failed', error)
    this.#dropped = new Listeners<[captureId: string, segment: number]>(report)
    this.#retained = new Listeners(report)
    this.#pool = new BlockPool(options.blockBytes ?? limits.logBlockBytes, lowBytes)
    const onResume = (stop: Stop) => this.#tellMissed(stop)
    this.#behind = new WriteBehind({ root, clock, logger, disk, pool: this.#pool, highBytes, lowBytes, onResume, onSegment: () => void this.retain() })
    this.#live = this.#newCapture()
    this.#behind.add(this.#live)
  }

  /** Ids of the captures that are not ended on disk: the present one, and those before it that still wait. */
  get writing(): string[] {
    return this.#behind.writing.map(({ id }) => id)
  }

  /** The present one. */
  get capture(): Capture {
    return this.#live
  }

  get pressed(): boolean {
    return this.#behind.backlog.pressed
  }

  onPressure(listener: (pressed: boolean) => void): () => void {
    return this.#behind.pressure.add(listener)
  }

  /** Calls back when more is on disk, something was let go, or the recording's state changed. */
  onGrown(listener: () => void): () => void {
    return this.#behind.grown.add(listener)
  }

  /** Calls back before retention removes the segments before this one of a capture; Infinity: all of it. */
  onDrop(listener: (captureId: string, segment: number) => void): () => void {
    return this.#dropped.add(listener)
  }

  /** Calls back when retention has removed something. */
  onRetained(listener: () => void): () => void {
    return this.#retained.add(listener)
  }

  register({ connectionId, name, color, url }: EntrySource): void {
    const before = this.#known.get(connectionId)
    if (before?.name === name && before.color === color && before.url === url) return
    const source = { connectionId, name, color, url }
    this.#known.set(connectionId, source)
    this.#live.rename(source)
    if (this.#live.writer.behind) this.#behind.soon()
  }

  /** Returns the entry's seq; 0 if it was not stored, since nothing can be written or the recorder is closed. */
  // eslint-disable-next-line max-params -- on the path of every message: an object for each would be garbage
  append(connectionId: ConnectionId, direction: Direction, kind: EntryKind, payload: Uint8Array, at = this.#options.clock.now(), compressed = false): number {
    if (this.#closed) return 0
    if (this.#behind.backlog.refuses) {
      this.#live.miss()
      return 0
    }
    return this.#store(connectionId, markedTag(tagOf(direction, kind), compressed), payload, at)
  }

  /** Returns the seq, or 0. */
  note(connectionId: ConnectionId, note: LifecycleNote): number {
    return this.append(connectionId, 'none', 'lifecycle', Buffer.from(JSON.stringify(note)))
  }

  /** Returns the seq, or 0. */
  mark(note: string): number {
    return this.append(captureSource.connectionId, 'none', 'mark', Buffer.from(note))
  }

  /**
   * Begins a new capture at once; resolves when the one before is ended on disk, or the disk takes nothing.
   * Rejects with AppError file-unwritable when too many wait for the disk already.
   */
  async begin(): Promise<void> {
    if (this.#closed) return
    if (this.#behind.writing.length > mostWaiting) throw new AppError('file-unwritable', t('errors.capture.waiting', { captures: mostWaiting }))
    const before = this.#live
    this.#tellMissed(this.#behind.backlog.stop)
    this.#live = this.#newCapture()
    this.#lastAt = NaN
    this.#behind.add(this.#live)
    await this.#behind.until(() => !this.#behind.writing.includes(before))
    await this.retain()
  }

  /** Resolves when all that was appended so far is on disk, or the disk takes nothing. */
  async flush(): Promise<void> {
    const live = this.#live
    const { head } = live
    await this.#behind.until(() => live.runs.head >= head && !live.writer.behind)
  }

  /** Writes what waits, ends the files, and ignores what is appended from now on. */
  async close(): Promise<void> {
    if (!this.#closed) this.#tellMissed(this.#behind.backlog.stop)
    this.#closed = true
    await this.#behind.close()
    await this.#retention
    this.#dropped.clear()
    this.#retained.clear()
  }

  /** Lets go of what is beyond the bounds; resolves when that is done. */
  retain(): Promise<void> {
    this.#retention = this.#retention.then(() => this.#retainNow())
    return this.#retention
  }

  /** `tag` is a marked one. */
  #store(connectionId: ConnectionId, tag: number, payload: Uint8Array, at: number): number {
    const live = this.#live
    // The messages of one batch have one time: the clock is read once for all of them.
    if (at !== this.#lastAt) {
      this.#lastAt = at
      this.#lastElapsed = this.#options.clock.elapsed()
    }
    if (!live.fits(payload.length)) {
      this.#behind.seal(live)
      this.#behind.soon()
    }
    return live.append(connectionId, tag, at, this.#lastElapsed - live.startElapsed, payload)
  }

  #newCapture(): LiveCapture {
    const { clock, root } = this.#options
    const startedAt = clock.now()
    const id = captureIdAt(startedAt, randomUUID())
    const capture: LiveCapture = new LiveCapture({
      disk: this.#disk,
      folder: path.join(root, id),
      manifest: { version: 1, id, name: '', startedAt, imported: false },
      segmentBytes: () => this.#segmentBytes(),
      pool: this.#pool,
      known: (connectionId) => this.#known.get(connectionId) ?? null,
      recording: () => (this.#behind.writing.includes(capture) ? this.#behind.backlog.recording(capture.untold) : { kind: 'on' }),
      startElapsed: clock.elapsed(),
    })
    return capture
  }

  #segmentBytes(): number {
    const { segmentBytes, bounds } = this.#options
    return segmentBytes ?? segmentBytesFor(bounds().bytes)
  }

  /** The mark stands where the missed entries would: what waited is before it, what comes is after it. */
  #tellMissed(stop: Stop | null): void {
    const live = this.#live
    const { untold } = live
    if (untold === 0 || stop === null) return
    live.told()
    const seconds = Math.ceil((this.#options.clock.elapsed() - stop.sinceElapsed) / 1000)
    const entries = untold === 1 ? '1 entry was' : `${untold.toLocaleString('en-US')} entries were`
    const words = `Recording stopped for ${seconds} s: ${entries} not stored (${inLanguage('en', stop.why)})`
    this.#store(captureSource.connectionId, tagOf('none', 'mark'), Buffer.from(words), this.#options.clock.now())
  }

  async #retainNow(): Promise<void> {
    const { root, bounds, logger } = this.#options
    try {
      const { captures, bytes } = bounds()
      // Room for the segment that has just begun: what is kept stays within the bound until the next one does.
      const release = releaseFor(await storedCaptures(root), this.writing, { captures, bytes: bytes - this.#segmentBytes() })
      if (release.captures.length + release.segments.length === 0) return
      await letGo(this.#disk, root, release, (id, segment) => {
        for (const capture of this.#behind.writing) if (capture.id === id) capture.dropBefore(segment)
        this.#dropped.tell(id, segment)
      })
      this.#behind.grown.tell()
      this.#retained.tell()
    } catch (error) {
      logger.warn('Old captures could not be let go', error)
    }
  }
}
