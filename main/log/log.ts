/** MessageLog: the recorder, the captures on disk, and the views and jobs that read them, put together for the rooms above. */
import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { CaptureInfo, CaptureList, ExportFormat, ExportScope, OpenedCapture } from '../../shared/capture'
import type { LogFilter, LogTotals, PayloadReply, TextCondition, ViewProgress } from '../../shared/entry'
import { AppError, isAbort } from '../../shared/errors'
import { t } from '../../shared/words/words'
import type { Clock } from '../lib/clock'
import { Listeners } from '../lib/listeners'
import type { Capture } from './capture'
import { Captures } from './captures'
import { captureIdAt } from './format/manifest'
import { partOf } from './job/task'
import { Jobs } from './jobs'
import { Readers, type Owner } from './readers'
import { Recorder, type RecorderOptions } from './record/recorder'
import { Farm } from './scan/farm'
import { threadPort } from './scan/port'
import { captureFrom, Shelf } from './shelf'
import type { LogSink } from './sink'
import { Views } from './view/views'

export interface LogOptions extends Pick<RecorderOptions, 'root' | 'clock' | 'logger' | 'bounds'> {
  /** The built programs of scan/worker.ts and job/worker.ts. */
  workers: { scan: URL; job: URL }
}

/** What an export writes: all entries of a capture, or those of `seqs`. */
export interface Material {
  capture: Capture
  name: string
  seqs: Uint32Array | null
}

/** One is for the rows on the screen, the others scan; on the smallest machine they take turns with all else. */
const scanThreads = Math.min(Math.max(availableParallelism(), 2), 4)

export class MessageLog {
  readonly views: Views
  readonly jobs: Jobs
  /** What is wrong with the capture of the last start, in words; empty for nothing. Never rejects. */
  readonly damageBefore: Promise<string>
  readonly #root: string
  readonly #clock: Clock
  readonly #recorder: Recorder
  readonly #farm: Farm
  readonly #captures: Captures
  readonly #shelf: Shelf
  readonly #listeners: Listeners
  readonly #captureListeners: Listeners
  readonly #readers = new Readers()
  #closed: Promise<void> | null = null

  /** Begins a capture. Never throws for what the disk says: see `totals.recording`. */
  constructor({ root, clock, logger, bounds, workers }: LogOptions) {
    const report = (error: unknown) => logger.error('A listener of the log failed', error)
    this.#root = root
    this.#clock = clock
    this.#listeners = new Listeners(report)
    this.#captureListeners = new Listeners(report)
    this.#recorder = new Recorder({ root, clock, logger, bounds })
    this.#farm = new Farm({ spawn: () => threadPort(workers.scan), workers: scanThreads, clock, logger })
    this.#captures = new Captures(root, (folder) => this.#farm.summary(folder))
    this.#shelf = new Shelf((id) => this.#read(id))
    this.views = new Views({ farm: this.#farm, logger })
    this.jobs = new Jobs({ worker: workers.job, logger })
    this.#recorder.onGrown(() => {
      this.views.grown()
      this.#listeners.tell()
    })
    this.#recorder.onDrop((id, segment) => {
      this.#shelf.shorten(id, segment)
      this.views.shorten(id, segment)
    })
    this.#recorder.onRetained(() => this.#captureListeners.tell())
    this.views.onChange(() => this.#listeners.tell())
    this.jobs.onEnd(({ captureId }) => {
      if (captureId !== null) this.#captureListeners.tell()
    })
    this.damageBefore = this.#tidy().catch((error: unknown) => {
      if (!isAbort(error)) logger.error('The folder of captures could not be tidied up', error)
      return ''
    })
  }

  /** Where connections record what happens to them. */
  get sink(): LogSink {
    return this.#recorder
  }

  /** Of the live capture. */
  get totals(): LogTotals {
    return this.#recorder.capture.totals
  }

  /** Returns the seq of the new entry; 0 if it could not be stored. */
  mark(note: string): number {
    return this.#recorder.mark(note)
  }

  /** `captureId` null: the live one. Rejects with AppError bad-regex, bad-field, too-many, not-found or capture-damaged. */
  async openView(captureId: string | null, filter: LogFilter, find: TextCondition | null, owner: Owner = 0): Promise<ViewProgress> {
    const life = this.#readers.life(owner)
    const capture = await this.#capture(captureId)
    if (life !== this.#readers.life(owner)) throw new AppError('not-found', t('errors.gone.page'))
    this.#readers.add(owner, capture.id)
    return this.views.open(capture, filter, find, owner)
  }

  /** As much of the window as there is. Rejects with AppError not-found or capture-damaged. */
  async payload(captureId: string | null, { seq, offset, length }: { seq: number; offset: number; length: number }): Promise<PayloadReply> {
    return this.views.payload(await this.#capture(captureId), seq, offset, length)
  }

  /** Ends the live capture and begins a new one; views of the old one stay as they are. Rejects with AppError file-unwritable. */
  async begin(): Promise<CaptureInfo> {
    const before = this.#recorder.capture
    await this.#recorder.begin()
    this.#shelf.put(before)
    this.#captureListeners.tell()
    return this.#info(this.#recorder.capture.id)
  }

  /** The bounds have changed: lets go of what is beyond them. */
  retain(): void {
    void this.#recorder.retain()
  }

  list(): Promise<CaptureList> {
    return this.#captures.list(this.#recorder.capture)
  }

  /** For reading. Rejects with AppError not-found or capture-damaged. */
  async open(id: string, owner: Owner = 0): Promise<OpenedCapture> {
    const { totals, sources } = await this.#capture(id)
    this.#readers.add(owner, id)
    return { info: await this.#info(id), totals, sources: [...sources.all()] }
  }

  /** Closes what this page reads of it; the live one stays. */
  async release(id: string, owner: Owner = 0): Promise<void> {
    if (!this.#readers.remove(owner, id)) await this.#shelf.drop(id)
    if (id !== this.#recorder.capture.id) this.views.closeAll({ captureId: id, owner })
  }

  /** The page is gone or starts anew: nothing that it has opened is needed. */
  releaseAll(owner: Owner = 0): void {
    for (const id of this.#readers.removeAll(owner)) void this.#shelf.drop(id)
    this.views.closeAll({ owner })
  }

  /** Rejects with AppError not-found or file-unwritable. */
  async rename(id: string, name: string): Promise<void> {
    await this.#captures.rename(id, name)
    this.#captureListeners.tell()
  }

  /** From the disk, for good. Rejects with AppError capture-live, not-found or file-unwritable; those named before it are gone then. */
  async remove(ids: readonly string[]): Promise<void> {
    const { writing } = this.#recorder
    if (ids.includes(this.totals.captureId)) throw new AppError('capture-live', t('errors.capture.live'))
    if (ids.some((id) => writing.includes(id))) throw new AppError('capture-live', t('errors.capture.writing'))
    try {
      for (const id of ids) {
        await this.#captures.remove(id)
        await this.#shelf.drop(id)
        this.views.closeAll({ captureId: id })
      }
    } finally {
      this.#captureListeners.tell()
    }
  }

  /** Throws AppError not-found. */
  folderOf(id: string): string {
    return this.#captures.folderOf(id)
  }

  /** What an export of this scope writes, as things are now. Rejects with AppError not-found or capture-damaged. */
  async material(scope: ExportScope): Promise<Material> {
    await this.#recorder.flush()
    const { capture, seqs } = await this.#scoped(scope)
    const { name } = await this.#info(capture.id)
    return { capture, name, seqs }
  }

  /** Returns the job's id. Throws AppError too-many. */
  export({ capture, name, seqs }: Material, wish: { file: string; format: ExportFormat; redact: boolean }): number {
    const { folder, startedAt, sources } = capture
    return this.jobs.start({ kind: 'export', folder, runs: capture.runs.all(), sources: sources.all(), seqs, capture: { name, startedAt }, ...wish, part: partOf(wish.file, randomUUID()) })
  }

  /** Returns the job's id. Throws AppError too-many. */
  import(file: string): number {
    return this.jobs.start({ kind: 'import', file, root: this.#root, id: captureIdAt(this.#clock.now(), randomUUID()), name: path.parse(file).name })
  }

  /** Calls back when totals or views have changed, as often as that happens; returns the way to stop. */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  /** Calls back when the list of captures has changed; returns the way to stop. */
  onCaptures(listener: () => void): () => void {
    return this.#captureListeners.add(listener)
  }

  /** Everything that was appended is on disk when this resolves, if the disk takes it; no worker is left. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    this.#listeners.clear()
    this.#captureListeners.clear()
    await this.#recorder.close()
    this.views.dispose()
    await Promise.all([this.damageBefore, this.jobs.close(), this.#farm.dispose()])
  }

  async #tidy(): Promise<string> {
    await this.#captures.sweep(this.totals.captureId)
    return this.#captures.damageBefore(this.#recorder.capture)
  }

  async #capture(id: string | null): Promise<Capture> {
    const live = this.#recorder.capture
    return id === null || id === live.id ? live : this.#shelf.get(id)
  }

  async #read(id: string): Promise<Capture> {
    await this.#info(id)
    const folder = this.#captures.folderOf(id)
    return captureFrom(folder, await this.#farm.open(folder))
  }

  #info(id: string): Promise<CaptureInfo> {
    return this.#captures.info(id, this.#recorder.capture)
  }

  async #scoped(scope: ExportScope): Promise<{ capture: Capture; seqs: Uint32Array | null }> {
    if (scope.kind === 'view') return this.views.seqs(scope.viewId)
    const capture = await this.#capture(scope.captureId)
    return { capture, seqs: scope.kind === 'rows' ? Uint32Array.from(new Set(scope.seqs)).sort() : null }
  }
}
