import type { Api } from '../api'
import type { ConnectionId } from '../../shared/connection'
import type { StartReply } from '../../shared/contract'
import { everything, type LogFilter, type LogRow, type LogTotals, type RowsReply, type ViewProgress } from '../../shared/entry'
import { limits } from '../../shared/limits'
import type { Connections } from './connections.svelte'
import { forMain, isEverything } from './filter'
import { missing, noPages, pageOf, pageRows, rowAt, withReply, type Pages } from './pages'

/** Positions of the rows that the list can show, `end` exclusive; see ViewProgress. */
export interface RowRange {
  first: number
  end: number
}

/**
 * A reader with a cursor over main's log: one view at a time, of which only the rows on screen are asked for. While it follows
 * the end, the range moves on only together with the rows that fill it, so that a fast feed never shows blank rows.
 */
export class LogReader {
  filter = $state.raw<LogFilter>(everything)
  range = $state.raw<RowRange>({ first: 0, end: 0 })
  totals = $state.raw<LogTotals>({ head: 0, kept: 0, keptBytes: 0, dropped: 0 })
  /** 0…1 of the kept entries that the filter has looked at. */
  scanned = $state(1)
  /** The list sticks to the newest row. */
  following = $state(true)
  /** The row that the keyboard stands on. */
  current = $state<number | null>(null)
  /** The row in the inspector; it stays when the filter no longer shows it. */
  inspected = $state.raw<LogRow | null>(null)
  /** Why rows could not be read; null while all is well. */
  problem = $state.raw<unknown>(null)
  #pages = $state.raw<Pages>(noPages)
  #leftAt = $state(0)
  readonly filtered = $derived(!isEverything(this.filter))
  /** Rows that came since the list stopped following. */
  readonly unseen = $derived(this.following ? 0 : Math.max(0, this.range.end - this.#leftAt))
  /** The connections that the filter is narrowed to; null stands for one that has left the deck. */
  readonly sources = $derived.by(() => this.filter.connectionIds?.map((id) => this.#connections.get(id)) ?? null)
  readonly #api: Api
  readonly #connections: Connections
  #known: ViewProgress | null = null
  /** Counts views and clears: a reply to an earlier turn is thrown away. */
  #turn = 0
  #asked = new Set<number>()
  #readingTail = false
  #seen: RowRange = { first: 0, end: 0 }
  #wanted: number | null = null

  constructor(api: Api, connections: Connections) {
    this.#api = api
    this.#connections = connections
    api.on('log.changed', ({ totals, views }) => {
      this.totals = totals
      const mine = views.find(({ viewId }) => viewId === this.#known?.viewId)
      if (mine !== undefined) this.#advance(mine)
    })
  }

  start(reply: StartReply): void {
    this.totals = reply.totals
    void this.#openView()
  }

  row(position: number): LogRow | null {
    return rowAt(this.#pages, position)
  }

  /** Says which rows are on screen, overscan included. */
  see(seen: RowRange): void {
    this.#seen = seen
    this.#readSeen()
  }

  async setFilter(patch: Partial<LogFilter>): Promise<void> {
    this.filter = { ...this.filter, ...patch }
    await this.#openView()
  }

  async clearFilter(): Promise<void> {
    await this.setFilter(everything)
  }

  async showOnly(id: ConnectionId): Promise<void> {
    await this.setFilter({ connectionIds: [id] })
  }

  follow(): void {
    this.following = true
    if (this.#known !== null) this.#advance(this.#known)
  }

  unfollow(): void {
    if (!this.following) return
    this.#leftAt = this.range.end
    this.following = false
  }

  /** Moves the keyboard's row; an open inspector goes along. */
  moveTo(position: number): void {
    const last = this.range.end - 1
    if (last < this.range.first) return
    this.current = Math.min(Math.max(position, this.range.first), last)
    if (this.inspected !== null) this.inspect(this.current)
  }

  inspect(position: number): void {
    this.current = position
    const row = this.row(position)
    this.#wanted = row === null ? position : null
    if (row !== null) this.inspected = row
  }

  closeInspector(): void {
    this.inspected = null
    this.#wanted = null
  }

  async clear(): Promise<void> {
    await this.#api.call('log.clear', {})
    this.closeInspector()
    await this.#openView()
  }

  /** Tries again after a problem. */
  async retry(): Promise<void> {
    await this.#openView()
  }

  async #openView(): Promise<void> {
    this.#turn += 1
    const turn = this.#turn
    const old = this.#known?.viewId ?? null
    try {
      const progress = await this.#api.call('log.view', { filter: forMain(this.filter) })
      const late = turn !== this.#turn
      if (!late) this.#begin(progress)
      const unused = late ? progress.viewId : old
      if (unused !== null) await this.#api.call('log.close', { viewId: unused })
    } catch (error) {
      if (turn === this.#turn) this.problem = error
    }
  }

  #begin(progress: ViewProgress): void {
    this.problem = null
    this.#pages = noPages
    this.#asked = new Set()
    this.#readingTail = false
    this.current = null
    this.following = true
    this.#known = null
    this.range = { first: progress.first, end: progress.first }
    this.#advance(progress)
  }

  #advance(progress: ViewProgress): void {
    this.#known = progress
    this.scanned = progress.scanned
    if (this.following) return void this.#readTail()
    this.range = { first: progress.first, end: progress.end }
    this.#readSeen()
  }

  /** Reads the newest rows, one question at a time: under a flood it skips to the end as of the answer. */
  async #readTail(): Promise<void> {
    if (this.#readingTail) return
    this.#readingTail = true
    const turn = this.#turn
    while (turn === this.#turn && this.following && this.#known !== null) {
      const { first, end } = this.#known
      const height = Math.min(Math.max(this.#seen.end - this.#seen.first, pageRows), limits.rowsPerCall - pageRows)
      const from = Math.max(first, end - height)
      if (missing(this.#pages, from, end).length === 0) {
        if (end !== this.range.end || first !== this.range.first) this.range = { first, end }
        break
      }
      const reply = await this.#read(from, end)
      if (reply === null || turn !== this.#turn) break
      this.range = { first: Math.max(first, reply.first), end }
    }
    if (turn === this.#turn) this.#readingTail = false
  }

  #readSeen(): void {
    const from = Math.max(this.#seen.first, this.range.first)
    const to = Math.min(this.#seen.end, this.range.end)
    for (const page of missing(this.#pages, from, to)) {
      if (this.#asked.has(page)) continue
      this.#asked.add(page)
      void this.#readPage(page)
    }
  }

  async #readPage(page: number): Promise<void> {
    const turn = this.#turn
    const reply = await this.#read(page * pageRows, Math.min((page + 1) * pageRows, this.range.end))
    if (turn !== this.#turn) return
    this.#asked.delete(page)
    if (reply !== null) this.#readSeen()
  }

  /** Takes the rows in and returns the reply; null if it came too late or not at all. */
  async #read(from: number, to: number): Promise<RowsReply | null> {
    const turn = this.#turn
    const viewId = this.#known?.viewId
    const start = pageOf(from) * pageRows
    if (viewId === undefined) return null
    try {
      const first = Math.max(start, this.range.first)
      const reply = await this.#api.call('log.rows', { viewId, from: first, count: to - first })
      if (turn !== this.#turn) return null
      this.#pages = withReply(this.#pages, reply, { from: start, to })
      if (this.#wanted !== null && this.row(this.#wanted) !== null) this.inspect(this.#wanted)
      return reply
    } catch (error) {
      // A view that was closed meanwhile can't answer, and nobody waits for it.
      if (turn === this.#turn) this.problem = error
      return null
    }
  }
}
