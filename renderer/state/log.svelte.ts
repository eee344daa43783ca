import type { Api } from '../api'
import type { OpenedCapture } from '../../shared/capture'
import type { ConnectionId } from '../../shared/connection'
import type { StartReply } from '../../shared/contract'
import { captureSource, everything, noTotals, type LogFilter, type LogRow, type LogTotals } from '../../shared/entry'
import { AppError } from '../../shared/errors'
import type { Payload } from '../../shared/schemas'
import type { Settings as Saved } from '../../shared/settings'
import type { Connections } from './connections.svelte'
import { forMain, isEverything } from './filter'
import { Find } from './find.svelte'
import { Picks } from './picks.svelte'
import { PlaceKeeper, type Place } from './place'
import { RowReader, type Goal, type RowRange } from './rows.svelte'

/** The log as the screen shows it: one view of one capture, the row that the keyboard stands on, and what was picked and found. */
export class LogReader {
  /** As the person has set it. */
  filter = $state.raw<LogFilter>(everything)
  /** What the rows were chosen by: main may not have answered yet, or may have refused the filter. */
  applied = $state.raw<LogFilter>(everything)
  /** Why main refused the filter: `bad-regex` or `bad-field`. */
  refusal = $state.raw<AppError | null>(null)
  /** The capture that is shown; null: the one being recorded. */
  captureId = $state<string | null>(null)
  /** What is known of an earlier capture that is shown. */
  opened = $state.raw<OpenedCapture | null>(null)
  /** Of the capture that is being recorded. */
  totals = $state.raw<LogTotals>(noTotals)
  /** The filtered view to which a row shown in its context can go back. */
  back = $state.raw<{ filter: LogFilter; seq: number } | null>(null)
  /** The row that the keyboard stands on. */
  current = $state<number | null>(null)
  /** The row in the inspector; it stays when the filter no longer shows it. */
  inspected = $state.raw<LogRow | null>(null)
  /** Two messages whose difference the inspector shows. */
  compared = $state.raw<[LogRow, LogRow] | null>(null)
  readonly filtered = $derived(!isEverything(this.filter))
  /** Of the capture that is shown. */
  readonly shown: LogTotals = $derived(this.opened?.totals ?? this.totals)
  /** Who the filter can be narrowed to. */
  readonly sources: readonly { id: ConnectionId; name: string; color: string }[] = $derived.by(() => {
    if (this.opened === null) return this.#connections.list
    const sockets = this.opened.sources.filter(({ connectionId }) => connectionId !== captureSource.connectionId)
    return sockets.map(({ connectionId, name, color }) => ({ id: connectionId, name, color }))
  })
  restored = Promise.resolve()
  readonly rows: RowReader
  readonly find: Find
  readonly picks: Picks
  readonly #api: Api
  readonly #connections: Connections
  readonly #places: PlaceKeeper
  /** Epoch milliseconds; views opened during a pause show nothing newer. */
  #pausedAt = 0
  #boundByPause = false
  #wanted: number | null = null
  /** Of the row that the keyboard stands on; null until it has come. */
  #currentSeq: number | null = null
  #showing = 0
  #language: Saved['language'] = 'system'

  constructor(api: Api, connections: Connections, places = new PlaceKeeper()) {
    this.#api = api
    this.#connections = connections
    this.#places = places
    this.rows = new RowReader(api, { kept: () => this.shown.kept, begun: () => this.#begun(), rows: () => this.#rowsCame() })
    this.picks = new Picks(this.rows)
    this.find = new Find(api, {
      query: () => this.#query(this.applied),
      kept: () => this.shown.kept,
      from: () => (this.current === null ? null : this.#currentSeq) ?? this.rows.topRow()?.seq ?? 0,
      goTo: (seq) => this.rows.goTo(this.#middle(seq)),
      fail: (error) => (this.rows.problem = error),
    })
    api.on('log.changed', ({ totals }) => this.#take(totals))
    api.on('settings.changed', ({ language }) => this.#speak(language))
  }

  start(reply: StartReply): void {
    this.totals = reply.totals
    this.#language = reply.settings.language
    this.restored = this.#restore(this.#places.read())
  }

  /** Says which rows are on screen, overscan included. */
  see(seen: RowRange): void {
    this.rows.see(seen)
    this.#keepTop()
  }

  async setFilter(patch: Partial<LogFilter>): Promise<void> {
    this.back = null
    this.filter = { ...this.filter, ...patch }
    await this.#openView(null)
  }

  async clearFilter(): Promise<void> {
    await this.setFilter(everything)
  }

  async showOnly(id: ConnectionId): Promise<void> {
    if (this.captureId !== null) await this.show(null)
    await this.setFilter({ connectionIds: [id] })
  }

  /** Shows a row among all others. */
  async showInContext({ seq }: LogRow): Promise<void> {
    const { filter } = this
    this.filter = everything
    this.back = isEverything(filter) ? null : { filter, seq }
    await this.#openView(this.#middle(seq))
  }

  async backToFilter(): Promise<void> {
    if (this.back === null) return
    const { filter, seq } = this.back
    this.filter = filter
    this.back = null
    await this.#openView(this.#middle(seq))
  }

  /** Shows an earlier capture from its begin, or what is being recorded (null). The filter stays. */
  async show(captureId: string | null): Promise<void> {
    this.#showing += 1
    const showing = this.#showing
    const before = this.captureId
    if (captureId === before) return
    const opened = captureId === null ? null : await this.#api.call('captures.open', { id: captureId })
    if (showing === this.#showing) {
      this.#leave()
      this.captureId = captureId
      this.opened = opened
      await this.#openView(null)
    }
    const unused = showing === this.#showing ? before : captureId
    if (unused !== null) await this.#api.call('captures.close', { id: unused })
  }

  pause(): void {
    this.#pausedAt = Date.now()
    this.rows.pause()
    void this.find.refresh()
  }

  async resume(): Promise<void> {
    this.rows.resume()
    if (this.#boundByPause) await this.#openView(null)
    else await this.find.refresh()
  }

  /** Moves the keyboard's row; an open inspector goes along. */
  moveTo(position: number): void {
    const { first, end } = this.rows.reach()
    if (end === first) return
    this.find.leave()
    this.#stand(Math.min(Math.max(position, first), end - 1))
  }

  inspect(position: number): void {
    this.find.leave()
    this.#inspect(position)
  }

  compare(rows: [LogRow, LogRow]): void {
    this.inspected = rows[0]
    this.compared = rows
  }

  closeInspector(): void {
    this.inspected = null
    this.compared = null
    this.#wanted = null
  }

  async mark(note: string): Promise<void> {
    await this.#api.call('log.mark', { note })
  }

  /** Ends the capture that is being recorded and begins another one; a log that shows it changes over as soon as the other is there. */
  async begin(): Promise<void> {
    await this.#api.call('captures.begin', {})
  }

  /** Tries again after a problem. */
  async retry(): Promise<void> {
    await this.#openView(null)
  }

  /** Rows come with their words, and are found by them. */
  #speak(language: Saved['language']): void {
    if (language === this.#language) return
    this.#language = language
    const top = this.rows.following ? null : this.rows.topRow()
    this.rows.renew()
    if (this.applied.text === '') void this.find.refresh()
    else void this.#openView(top && this.#top(top.seq))
  }

  #take(totals: LogTotals): void {
    const another = totals.captureId !== this.totals.captureId
    this.totals = totals
    if (!another || this.captureId !== null) return
    this.#leave()
    void this.#openView(null)
  }

  /** What belonged to the rows of a capture. */
  #leave(): void {
    this.closeInspector()
    this.picks.clear()
    this.back = null
    this.rows.paused = false
  }

  async #restore(place: Place | null): Promise<void> {
    if (place !== null) this.filter = place.filter
    let problem: unknown = null
    try {
      if (place !== null && place.captureId !== null) {
        this.opened = await this.#api.call('captures.open', { id: place.captureId })
        this.captureId = place.captureId
      }
    } catch (error) {
      // It was deleted meanwhile: what is recorded now is shown in its place.
      if (!(error instanceof AppError && error.code === 'not-found')) problem = error
    }
    const same = place?.captureId === this.captureId && (this.captureId !== null || place.liveId === this.totals.captureId)
    await this.#openView(same && place.topSeq !== null ? this.#top(place.topSeq) : null)
    this.rows.problem ??= problem
  }

  async #openView(goal: Goal | null): Promise<void> {
    const { filter } = this
    this.refusal = null
    this.#boundByPause = this.rows.paused
    // What no longer grows is read from its begin.
    const begin = this.captureId === null ? null : this.#top(0)
    try {
      await this.rows.open(this.#query(filter), goal ?? begin)
    } catch (error) {
      if (filter !== this.filter) return
      if (error instanceof AppError && (error.code === 'bad-regex' || error.code === 'bad-field')) this.refusal = error
      else this.rows.problem = error
    }
    // Paused while it was asked for: it would grow.
    if (this.rows.paused && !this.#boundByPause) await this.#openView(goal)
  }

  #query(filter: LogFilter): Payload<'log.view'> {
    return { captureId: this.captureId, filter: forMain(filter, this.rows.paused ? this.#pausedAt : null), find: null }
  }

  #begun(): void {
    this.applied = this.filter
    this.current = null
    this.#wanted = null
    this.picks.forgetAnchor()
    this.#places.keepShown({ liveId: this.totals.captureId, captureId: this.captureId, filter: this.filter })
    void this.find.refresh()
  }

  #rowsCame(): void {
    if (this.current !== null) this.#currentSeq ??= this.rows.row(this.current)?.seq ?? null
    if (this.#wanted !== null && this.rows.row(this.#wanted) !== null) this.#inspect(this.#wanted)
    this.#keepTop()
  }

  #keepTop(): void {
    this.#places.keepTop(this.rows.following ? null : (this.rows.topRow()?.seq ?? null))
  }

  #middle(seq: number): Goal {
    const arrived = (position: number): void => {
      this.#stand(position)
      this.#currentSeq = seq
    }
    return { seq, to: 'middle', arrived }
  }

  #top(seq: number): Goal {
    return { seq, to: 'top', arrived: () => this.#keepTop() }
  }

  #stand(position: number): void {
    this.current = position
    this.#currentSeq = this.rows.row(position)?.seq ?? null
    if (this.inspected !== null || this.#wanted !== null) this.#inspect(position)
  }

  #inspect(position: number): void {
    const row = this.rows.row(position)
    this.current = position
    this.#currentSeq = row?.seq ?? null
    this.compared = null
    this.#wanted = row === null ? position : null
    if (row !== null) this.inspected = row
  }
}
