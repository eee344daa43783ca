/** Views: what the windows have open of the captures, and the rows and payloads they ask for. */
import type { LogFilter, LogRow, PayloadReply, RowsReply, TextCondition, ViewProgress } from '../../../shared/entry'
import { AppError } from '../../../shared/errors'
import { limits } from '../../../shared/limits'
import { t } from '../../../shared/words/words'
import { Listeners } from '../../lib/listeners'
import type { Logger } from '../../lib/logger'
import type { Capture } from '../capture'
import type { Runs } from '../format/runs'
import type { Owner } from '../readers'
import type { Farm } from '../scan/farm'
import { makeQuery, takesAll } from '../scan/query'
import type { WantedRows } from '../scan/task'
import { FilteredView } from './filtered'
import type { View } from './view'
import { WholeView } from './whole'

export interface ViewsOptions {
  farm: Farm
  logger: Logger
}

const letGoOf = () => t('errors.gone.entry')

interface Opened {
  capture: Capture
  view: View
  owner: Owner
}

export class Views {
  readonly #farm: Farm
  readonly #logger: Logger
  readonly #listeners: Listeners
  readonly #opened = new Map<number, Opened>()
  #lastViewId = 0

  constructor({ farm, logger }: ViewsOptions) {
    this.#farm = farm
    this.#logger = logger
    this.#listeners = new Listeners((error) => logger.error('A listener of the views failed', error))
  }

  /** `find` narrows the filter. Answers at once; matches follow. Throws AppError bad-regex, bad-field, and too-many above `limits.views` of one owner. */
  open(capture: Capture, filter: LogFilter, find: TextCondition | null, owner: Owner = 0): ViewProgress {
    const own = [...this.#opened.values()].filter((opened) => opened.owner === owner)
    if (own.length >= limits.views) throw new AppError('too-many', t('errors.most.views', { most: limits.views }))
    const query = makeQuery(filter, find)
    const onProgress = () => this.#listeners.tell()
    const { connectionIds } = filter
    const whole = connectionIds === null && takesAll(query)
    const view = whole ? new WholeView(capture.runs) : new FilteredView({ capture, query, connectionIds, farm: this.#farm, logger: this.#logger, onProgress })
    this.#lastViewId += 1
    this.#opened.set(this.#lastViewId, { capture, view, owner })
    return progressOf(this.#lastViewId, view)
  }

  progress(): ViewProgress[] {
    this.grown()
    return Array.from(this.#opened, ([viewId, { view }]) => progressOf(viewId, view))
  }

  /** The rows at positions `from` to `from + count` as far as they can be asked for, one for each position. Throws AppError not-found and capture-damaged. */
  async rows(viewId: number, from: number, count: number): Promise<RowsReply> {
    const { capture, view } = this.#find(viewId)
    const { firstSeq } = capture.runs
    const start = clamp(from, view.first, view.end)
    const stop = clamp(from + count, start, view.end)
    const seqs = Array.from({ length: stop - start }, (_, i) => view.seqAt(start + i))
    let rows
    try {
      rows = await this.#rowsOf(capture, seqs)
    } catch (error) {
      // Let go while they were read: what is left of them then.
      if (capture.runs.firstSeq === firstSeq) throw error
      return this.rows(viewId, from, count)
    }
    return { ...progressOf(viewId, view), from: start, rows }
  }

  /** The position of the first row at or after `seq`. Throws AppError not-found. */
  locate(viewId: number, seq: number): { position: number } {
    return { position: this.#find(viewId).view.positionOf(seq) }
  }

  /** As much of the window as there is. Throws AppError not-found and capture-damaged. */
  async payload(capture: Capture, seq: number, offset: number, length: number): Promise<PayloadReply> {
    const run = capture.runs.find(seq)
    if (run === null) throw new AppError('not-found', seq > capture.runs.head ? t('errors.capture.noEntry') : letGoOf())
    try {
      const { kind, size, bytes } = await this.#farm.payload({ folder: capture.folder, run, seq, offset, length })
      return { seq, kind, size, offset, bytes }
    } catch (error) {
      if (capture.runs.find(seq) !== null) throw error
      throw new AppError('not-found', letGoOf(), { cause: error })
    }
  }

  /** What an export of the view writes: null for every entry, else a copy of the seqs (modulo 2^32). Throws AppError not-found. */
  seqs(viewId: number): { capture: Capture; seqs: Uint32Array | null } {
    const { capture, view } = this.#find(viewId)
    return { capture, seqs: view.seqs() }
  }

  close(viewId: number): void {
    this.#opened.get(viewId)?.view.close()
    this.#opened.delete(viewId)
  }

  /** Those of one capture, of one owner, of both, or all. */
  closeAll({ captureId, owner }: { captureId?: string; owner?: Owner } = {}): void {
    for (const [viewId, opened] of this.#opened) {
      if (captureId !== undefined && opened.capture.id !== captureId) continue
      if (owner === undefined || opened.owner === owner) this.close(viewId)
    }
  }

  /** Retention lets go of a capture's segments before this one. */
  shorten(captureId: string, segment: number): void {
    for (const { capture } of this.#opened.values()) if (capture.id === captureId) capture.dropBefore(segment)
    this.grown()
    this.#listeners.tell()
  }

  /** A capture has more on disk, or lost its front: looks again. */
  grown(): void {
    for (const { view } of this.#opened.values()) view.follow()
  }

  /** Calls back when a view has found more; returns the way to stop. What `grown` alone brought is the caller's to tell. */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  dispose(): void {
    this.closeAll()
    this.#listeners.clear()
  }

  #find(viewId: number): Opened {
    const opened = this.#opened.get(viewId)
    if (opened === undefined) throw new AppError('not-found', t('errors.gone.view'))
    opened.view.follow()
    return opened
  }

  async #rowsOf({ folder, runs, sources }: Capture, seqs: readonly number[]): Promise<LogRow[]> {
    if (seqs.length === 0) return []
    const rows = await this.#farm.rows(folder, wantedRows(runs, seqs))
    return rows.map(({ slot, ...row }) => ({ ...row, source: sources.at(slot) }))
  }
}

/** By run, so that each is read once. */
function wantedRows(runs: Runs, seqs: readonly number[]): WantedRows[] {
  const wanted: { run: WantedRows['run']; seqs: number[] }[] = []
  for (const seq of seqs) {
    const last = wanted.at(-1)
    if (last !== undefined && seq < last.run.firstSeq + last.run.count) last.seqs.push(seq)
    else {
      const run = runs.find(seq)
      if (run !== null) wanted.push({ run, seqs: [seq] })
    }
  }
  return wanted
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

function progressOf(viewId: number, { first, end, scanned }: View): ViewProgress {
  return { viewId, first, end, scanned }
}
