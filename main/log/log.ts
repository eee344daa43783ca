/** MessageLog: every frame and life-cycle event of all connections, kept once as raw bytes, and the views that read it. */
import type { ConnectionId } from '../../shared/connection'
import type { Direction, EntryKind, EntrySource, LifecycleNote, LogFilter, LogTotals, PayloadReply, RowsReply, ViewProgress } from '../../shared/entry'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import type { Clock } from '../lib/clock'
import { Listeners } from '../lib/listeners'
import { silentLogger, type Logger } from '../lib/logger'
import { SegmentRing } from './ring'
import { readRow } from './row'
import { tagOf, tags, type Segment } from './segment'
import { Slice } from './slice'
import { Sources } from './sources'
import { makeView, type View } from './view'

export interface LogOptions {
  clock: Clock
  /** Told of views and listeners that fail. */
  logger?: Logger
  /** Memory of all blocks together. */
  maxBytes?: number
  /** One block: the unit that is dropped. */
  blockBytes?: number
}

/** Scanning that a question may wait for, so that it sees what came just before it. */
const catchUpMs = 2

export class MessageLog {
  readonly #clock: Clock
  readonly #ring: SegmentRing
  readonly #sources = new Sources()
  readonly #views = new Map<number, View>()
  readonly #logger: Logger
  readonly #listeners: Listeners
  #lastViewId = 0
  #pending: NodeJS.Immediate | null = null

  constructor({ clock, logger = silentLogger, maxBytes = limits.logBytes, blockBytes = Math.min(limits.logBlockBytes, maxBytes / 8) }: LogOptions) {
    this.#clock = clock
    this.#logger = logger
    this.#listeners = new Listeners((error) => logger.error('A listener of the log failed', error))
    this.#ring = new SegmentRing({ maxBytes, blockBytes })
  }

  /** Name and colour of a connection; a later call replaces them for all its rows. */
  register(source: EntrySource): void {
    this.#sources.register(source)
    this.#changed()
  }

  /**
   * Copies the payload and returns the entry's seq. `at` is epoch milliseconds, now by default.
   * The payload of a close frame is its raw body: a 2-byte code and the reason (RFC 6455 §5.5.1).
   */
  // eslint-disable-next-line max-params -- on the path of every message: an object for each would be garbage
  append(connectionId: ConnectionId, direction: Direction, kind: EntryKind, payload: Uint8Array, at = this.#clock.now()): number {
    const seq = this.#ring.append(this.#sources.slotOf(connectionId), tagOf(direction, kind), payload, at)
    this.#changed()
    return seq
  }

  /** A life-cycle entry: the note as JSON text. Returns its seq. */
  note(connectionId: ConnectionId, note: LifecycleNote): number {
    return this.append(connectionId, 'none', 'lifecycle', Buffer.from(JSON.stringify(note)))
  }

  get totals(): LogTotals {
    const { head, firstSeq, keptBytes, dropped } = this.#ring
    return { head, kept: head + 1 - firstSeq, keptBytes, dropped }
  }

  /** Answers with what a short scan finds; the rest is found by and by. Throws AppError too-many above `limits.views`. */
  openView(filter: LogFilter): ViewProgress {
    if (this.#views.size >= limits.views) throw new AppError('too-many', `At most ${limits.views} views of the log can be open`)
    const view = makeView(filter, this.#ring, this.#sources)
    this.#lastViewId += 1
    this.#views.set(this.#lastViewId, view)
    this.#advance([view], catchUpMs)
    this.#changed()
    return progressOf(this.#lastViewId, view)
  }

  views(): ViewProgress[] {
    this.#advance([...this.#views.values()], catchUpMs)
    return Array.from(this.#views, ([viewId, view]) => progressOf(viewId, view))
  }

  /** The rows at positions `from` to `from + count` as far as they can be asked for. Throws AppError not-found. */
  rows(viewId: number, from: number, count: number): RowsReply {
    const view = this.#views.get(viewId)
    if (view === undefined) throw new AppError('not-found', 'This view of the log is no longer open')
    this.#advance([view], catchUpMs)
    const start = clamp(from, view.first, view.end)
    const stop = clamp(from + count, start, view.end)
    const rows = Array.from({ length: stop - start }, (_, i) => {
      const { segment, index } = this.#locate(view.seqAt(start + i))
      return readRow(segment, index, this.#sources)
    })
    return { ...progressOf(viewId, view), from: start, rows }
  }

  /** As much of the window as there is, copied: a view of a block would take the whole block across IPC. Throws AppError not-found. */
  payload(seq: number, offset: number, length: number): PayloadReply {
    const { segment, index } = this.#locate(seq)
    const payload = segment.view(index)
    const bytes = new Uint8Array(payload.subarray(offset, offset + length))
    return { seq, kind: tags[segment.tag(index)]?.kind ?? 'binary', size: payload.length, offset, bytes }
  }

  closeView(viewId: number): void {
    this.#views.delete(viewId)
  }

  /** Forgets entries and counts. Seqs go on; open views become empty at their present end. */
  clear(): void {
    this.#ring.clear()
    this.#changed()
  }

  /** Calls back once per turn of the event loop in which something changed; returns the way to stop. */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  dispose(): void {
    this.#views.clear()
    this.#listeners.clear()
    if (this.#pending !== null) clearImmediate(this.#pending)
    this.#pending = null
    this.#ring.clear()
  }

  #locate(seq: number): { segment: Segment; index: number } {
    const segment = this.#ring.find(seq)
    if (segment === null) throw new AppError('not-found', seq > this.#ring.head ? 'There is no such entry' : 'This entry is no longer kept: the log was full or cleared')
    return { segment, index: seq - segment.firstSeq }
  }

  /** On the path of every message: does nothing but look, once a turn is pending. */
  #changed(): void {
    if (this.#pending !== null || (this.#views.size === 0 && this.#listeners.size === 0)) return
    this.#pending = setImmediate(() => this.#turn())
  }

  #turn(): void {
    this.#pending = null
    const views = [...this.#views.values()]
    try {
      this.#advance(views, limits.scanSliceMs)
      if (views.some((view) => view.behind)) this.#changed()
    } catch (error) {
      // Who asks for the view's rows hears of it, too; here it must not keep the others from being told.
      this.#logger.error('A view of the log failed', error)
    }
    this.#listeners.tell()
  }

  /** Each view has its share of the time, so that none waits for another. */
  #advance(views: readonly View[], ms: number): void {
    for (const view of views) view.advance(new Slice(this.#clock, ms / views.length))
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

function progressOf(viewId: number, { first, end, scanned }: View): ViewProgress {
  return { viewId, first, end, scanned }
}
