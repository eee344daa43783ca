import type { Api } from '../api'
import type { LogRow, RowsReply, ViewProgress } from '../../shared/entry'
import { limits } from '../../shared/limits'
import type { Payload } from '../../shared/schemas'
import { CatchUp } from './catch-up.svelte'
import { missing, noPages, pageOf, pageRows, rowAt, withReply, type Pages } from './pages'

/** Positions of the rows that the list can show, `end` exclusive; see ViewProgress. */
export interface RowRange {
  first: number
  end: number
}

/** Rows drawn beyond each edge of what is seen. */
export const overscan = 6

/** A place that the list was asked to go to. A new object for each time, so that the same place can be gone to twice. */
interface Jump {
  position: number
  /** In the middle with what is around it, or as the first row. */
  to: 'middle' | 'top'
}

/** A row to go to as soon as the view has come so far: the one of this seq, or the first one after it. */
export interface Goal {
  seq: number
  to: Jump['to']
  arrived: (position: number) => void
}

interface Told {
  /** Entries of the capture that is shown. */
  kept: () => number
  /** Another view has begun. */
  begun: () => void
  /** Rows were taken in. */
  rows: () => void
}

/**
 * A reader with a cursor over one of main's views, of which only the rows on screen are asked for. While it follows the end,
 * the range moves on only together with the rows that fill it, so that a fast feed never shows blank rows.
 */
export class RowReader {
  range = $state.raw<RowRange>({ first: 0, end: 0 })
  viewId = $state<number | null>(null)
  /** 0…1 of the kept entries that the filter has looked at. */
  scanned = $state(1)
  readonly search = new CatchUp()
  /** The list sticks to the newest row. */
  following = $state(true)
  /** What came later is not shown. */
  paused = $state(false)
  jump = $state.raw<Jump | null>(null)
  /** Why rows could not be read; null while all is well. */
  problem = $state.raw<unknown>(null)
  #pages = $state.raw<Pages>(noPages)
  #end = $state(0)
  #leftAt = $state(0)
  /** Where a paused range ends. */
  #heldAt = $state(Infinity)
  /** Rows that came since the list stopped following, or was paused. */
  readonly unseen = $derived(Math.max(0, this.#end - (this.paused ? this.#heldAt : this.following ? this.#end : this.#leftAt)))
  readonly #api: Api
  readonly #told: Told
  #known: ViewProgress | null = null
  /** Counts questions for a view: a reply to an earlier one is closed again. */
  #asking = 0
  /** Counts views: a reply to an earlier one is thrown away. */
  #turn = 0
  #asked = new Set<number>()
  #readingTail = false
  #seen: RowRange = { first: 0, end: 0 }
  #goal: Goal | null = null
  #seeking = false

  constructor(api: Api, told: Told) {
    this.#api = api
    this.#told = told
    api.on('log.changed', ({ views }) => {
      const mine = views.find(({ viewId }) => viewId === this.#known?.viewId)
      if (mine !== undefined) this.#advance(mine)
    })
  }

  row(position: number): LogRow | null {
    return rowAt(this.#pages, position)
  }

  /** The first row on screen that is there. */
  topRow(): LogRow | null {
    const hidden = this.#seen.first > this.range.first ? overscan : 0
    for (let at = this.#seen.first + hidden; at < this.#seen.end; at += 1) {
      const row = this.row(at)
      if (row !== null) return row
    }
    return null
  }

  /** Says which rows are on screen, overscan included. */
  see(seen: RowRange): void {
    this.#seen = seen
    this.#readSeen()
  }

  /** Changes over to another view, at the goal or else at its end. The old one stays when main refuses the new one; throws what main said. */
  async open(query: Payload<'log.view'>, goal: Goal | null): Promise<void> {
    this.#asking += 1
    const asking = this.#asking
    let progress: ViewProgress
    try {
      progress = await this.#api.call('log.view', query)
    } catch (error) {
      if (asking === this.#asking) throw error
      return
    }
    const late = asking !== this.#asking
    const unused = late ? progress.viewId : this.viewId
    if (!late) this.#begin(progress, goal)
    if (unused !== null) await this.#api.call('log.close', { viewId: unused })
  }

  /** The range; of a view that has just begun, the one that its rows will fill: a key that is pressed meanwhile needs a place to go. */
  reach(): RowRange {
    if (this.range.end === this.range.first && this.#known !== null) this.range = this.#rangeOf(this.#known)
    return this.range
  }

  follow(): void {
    this.following = true
    this.#goal = null
    if (this.#known !== null) this.#advance(this.#known)
  }

  unfollow(): void {
    if (!this.following) return
    this.#leftAt = this.range.end
    this.following = false
  }

  pause(): void {
    this.#heldAt = this.range.end
    this.paused = true
  }

  /** Goes on with the newest row. */
  resume(): void {
    this.paused = false
    this.#heldAt = Infinity
    this.follow()
  }

  goTo(goal: Goal): void {
    this.unfollow()
    this.#goal = goal
    if (this.#known !== null) this.#advance(this.#known)
  }

  /** Rows anywhere in the view, which are not kept here; at most `limits.rowsPerCall`. */
  async fetch(from: number, count: number): Promise<LogRow[]> {
    if (this.viewId === null) return []
    const { rows } = await this.#api.call('log.rows', { viewId: this.viewId, from, count })
    return rows
  }

  /** Asks again for what is here already: main speaks another language now. What is still on its way does not count. */
  renew(): void {
    this.#turn += 1
    this.#pages = noPages
    this.#asked = new Set()
    this.#readingTail = false
    this.#seeking = false
    if (this.#known !== null) this.#advance(this.#known)
  }

  #begin(progress: ViewProgress, goal: Goal | null): void {
    this.#turn += 1
    this.problem = null
    this.#pages = noPages
    this.#asked = new Set()
    this.#readingTail = false
    this.#seeking = false
    this.#goal = goal
    this.jump = null
    this.following = goal === null
    this.search.begin(progress.scanned, this.#told.kept())
    // What is newer than the pause is left out by the view itself.
    this.#heldAt = Infinity
    this.viewId = progress.viewId
    this.range = { first: progress.first, end: progress.first }
    this.#told.begun()
    this.#advance(progress)
  }

  #advance(progress: ViewProgress): void {
    this.#known = progress
    this.#end = progress.end
    this.scanned = progress.scanned
    // What the search still finds is not new.
    if (this.search.searching) this.#leftAt = progress.end
    this.search.advance(progress.scanned, this.#told.kept())
    if (this.following) return void this.#readTail()
    this.range = this.#rangeOf(progress)
    this.#readSeen()
    void this.#seek()
  }

  #rangeOf({ first, end }: ViewProgress): RowRange {
    return { first, end: Math.max(first, Math.min(end, this.#heldAt)) }
  }

  async #seek(): Promise<void> {
    const goal = this.#goal
    const viewId = this.viewId
    if (this.#seeking || goal === null || viewId === null) return
    this.#seeking = true
    const turn = this.#turn
    try {
      const { position } = await this.#api.call('log.locate', { viewId, seq: goal.seq })
      if (turn === this.#turn && goal === this.#goal) this.#arrive(goal, position)
    } catch (error) {
      if (turn === this.#turn) this.problem = error
    }
    if (turn !== this.#turn) return
    this.#seeking = false
    if (this.#goal !== goal) void this.#seek()
  }

  /** Stays on the way when the view has not come so far: its next step asks again. */
  #arrive({ to, arrived }: Goal, found: number): void {
    const { first, end } = this.range
    if ((found >= end && this.scanned < 1) || end === first) return
    this.#goal = null
    const position = Math.min(Math.max(found, first), end - 1)
    this.jump = { position, to }
    arrived(position)
  }

  /** Reads the newest rows, one question at a time: under a flood it skips to the end as of the answer. */
  async #readTail(): Promise<void> {
    if (this.#readingTail) return
    this.#readingTail = true
    const turn = this.#turn
    while (turn === this.#turn && this.following && this.#known !== null) {
      const { first, end } = this.#rangeOf(this.#known)
      const height = Math.min(Math.max(this.#seen.end - this.#seen.first, pageRows), limits.rowsPerCall - pageRows)
      const from = Math.max(first, end - height)
      if (missing(this.#pages, from, end).length === 0) {
        if (end !== this.range.end || first !== this.range.first) this.range = { first, end }
        break
      }
      const reply = await this.#read(from, end)
      if (reply === null || turn !== this.#turn || !this.following) break
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
    const viewId = this.viewId
    const start = pageOf(from) * pageRows
    if (viewId === null) return null
    try {
      const first = Math.max(start, this.range.first)
      const reply = await this.#api.call('log.rows', { viewId, from: first, count: to - first })
      if (turn !== this.#turn) return null
      this.#pages = withReply(this.#pages, reply, { from: start, to })
      this.#told.rows()
      return reply
    } catch (error) {
      // A view that was closed meanwhile can't answer, and nobody waits for it.
      if (turn === this.#turn) this.problem = error
      return null
    }
  }
}
