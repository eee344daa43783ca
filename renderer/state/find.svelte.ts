import type { Api } from '../api'
import type { TextCondition, ViewProgress } from '../../shared/entry'
import { AppError, isAbort } from '../../shared/errors'
import type { Payload } from '../../shared/schemas'
import { CatchUp } from './catch-up.svelte'

/** What is searched, and how to get about in it. */
interface Searched {
  /** The view that is shown, as main was asked for it. */
  query: () => Payload<'log.view'>
  /** Entries of the capture that is shown. */
  kept: () => number
  /** The seq from which the nearest hit is looked for. */
  from: () => number
  goTo: (seq: number) => void
  fail: (error: unknown) => void
}

const nothing: TextCondition = { text: '', regex: false, caseSensitive: false }

/** Find inside the view that is shown: a second view holds the hits, and a hit's seq is its place in the first. */
export class Find {
  open = $state(false)
  condition = $state.raw<TextCondition>(nothing)
  /** Why the expression can't be looked for. */
  refusal = $state.raw<AppError | null>(null)
  #progress = $state.raw<ViewProgress | null>(null)
  #hit = $state.raw<{ seq: number; position: number } | null>(null)
  readonly count = $derived(this.#progress === null ? 0 : this.#progress.end - this.#progress.first)
  /** 0…1 of the view that was searched. */
  readonly searched = $derived(this.#progress?.scanned ?? 1)
  /** The hit's number, from 1; null when the keyboard stands on no hit. */
  readonly number = $derived(this.#progress === null || this.#hit === null ? null : this.#hit.position - this.#progress.first + 1)
  /** What is marked in the rows. */
  readonly marks = $derived(this.open ? this.condition : nothing)
  readonly search = new CatchUp()
  readonly #api: Api
  readonly #searched: Searched
  /** A reply to an earlier turn is thrown away. */
  #turn = 0
  /** The nearest hit is to be shown as soon as there is one. */
  #nearest = false
  #stepping = false

  constructor(api: Api, searched: Searched) {
    this.#api = api
    this.#searched = searched
    api.on('log.changed', ({ views }) => {
      const mine = views.find(({ viewId }) => viewId === this.#progress?.viewId)
      if (mine !== undefined) this.#advance(mine)
    })
  }

  show(): void {
    if (this.open) return
    this.open = true
    void this.refresh()
  }

  close(): void {
    this.open = false
    void this.refresh()
  }

  set(patch: Partial<TextCondition>): void {
    this.condition = { ...this.condition, ...patch }
    void this.#search(true)
  }

  /** The keyboard stands somewhere else. */
  leave(): void {
    this.#hit = null
  }

  async next(): Promise<void> {
    await this.#step(async ({ viewId, first, end, scanned }) => {
      const position = await this.#locate(viewId, this.#hit === null ? this.#searched.from() : this.#hit.seq + 1)
      if (position < end) return position
      return scanned === 1 ? first : null
    })
  }

  async previous(): Promise<void> {
    await this.#step(async ({ viewId, first, end, scanned }) => {
      const position = await this.#locate(viewId, this.#hit?.seq ?? this.#searched.from())
      if (position > first) return position - 1
      return scanned === 1 ? end - 1 : null
    })
  }

  /** Searches anew: the view that is shown, or what is looked for, has changed. */
  async refresh(): Promise<void> {
    await this.#search(false)
  }

  async #search(nearest: boolean): Promise<void> {
    this.#turn += 1
    const turn = this.#turn
    const old = this.#progress
    this.#progress = null
    this.#hit = null
    this.#nearest = nearest
    this.#stepping = false
    this.refusal = null
    try {
      if (old !== null) await this.#api.call('log.close', { viewId: old.viewId })
      if (turn !== this.#turn || !this.open || this.condition.text === '') return
      const progress = await this.#api.call('log.view', { ...this.#searched.query(), find: { ...this.condition } })
      if (turn === this.#turn) this.#begin(progress)
      else await this.#api.call('log.close', { viewId: progress.viewId })
    } catch (error) {
      if (turn === this.#turn) this.#take(error)
    }
  }

  #begin(progress: ViewProgress): void {
    this.search.begin(progress.scanned, this.#searched.kept())
    this.#advance(progress)
  }

  #advance(progress: ViewProgress): void {
    this.#progress = progress
    this.search.advance(progress.scanned, this.#searched.kept())
    if (this.#nearest) void this.#showNearest()
  }

  /** The first hit from here on; the last one before, when all was searched and there is none. */
  async #showNearest(): Promise<void> {
    const progress = this.#progress
    await this.#step(async ({ viewId, end, scanned }) => {
      const position = await this.#locate(viewId, this.#searched.from())
      if (position < end) return position
      return scanned === 1 ? end - 1 : null
    })
    // What was told meanwhile found it busy, and may have been the last of it.
    if (this.#nearest && !this.#stepping && this.#progress !== progress) await this.#showNearest()
  }

  /** Goes to the hit that `choose` answers; null: to none yet. One step at a time. */
  async #step(choose: (progress: ViewProgress) => Promise<number | null>): Promise<void> {
    const progress = this.#progress
    if (this.#stepping || progress === null || progress.end === progress.first) return
    this.#stepping = true
    const turn = this.#turn
    try {
      const position = await choose(progress)
      if (position !== null && turn === this.#turn) await this.#goTo(progress.viewId, position)
    } catch (error) {
      if (turn === this.#turn) this.#take(error)
    }
    if (turn === this.#turn) this.#stepping = false
  }

  async #goTo(viewId: number, position: number): Promise<void> {
    const turn = this.#turn
    const { rows } = await this.#api.call('log.rows', { viewId, from: position, count: 1 })
    const row = rows[0]
    if (turn !== this.#turn || row === undefined) return
    this.#nearest = false
    this.#searched.goTo(row.seq)
    this.#hit = { seq: row.seq, position }
  }

  async #locate(viewId: number, seq: number): Promise<number> {
    const { position } = await this.#api.call('log.locate', { viewId, seq })
    return position
  }

  #take(error: unknown): void {
    if (error instanceof AppError && error.code === 'bad-regex') this.refusal = error
    else if (!isAbort(error)) this.#searched.fail(error)
  }
}
