import type { LogRow } from '../../shared/entry'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { t } from '../../shared/words/words'
import { formatCount } from '../format/bytes'
import type { RowReader } from './rows.svelte'

/** Rows picked by hand, of one capture; they stay when a filter hides them. */
export class Picks {
  /** By seq, which is the order in which they came. */
  readonly rows: readonly LogRow[] = $derived.by(() => [...this.#kept.values()].sort((a, b) => a.seq - b.seq))
  /** Monotonic milliseconds from the first to the last. */
  readonly spanMs = $derived((this.rows.at(-1)?.elapsed ?? 0) - (this.rows[0]?.elapsed ?? 0))
  #kept = $state.raw<ReadonlyMap<number, LogRow>>(new Map())
  readonly #reader: RowReader
  /** The position from which a range is picked; null: the row that the keyboard stands on. */
  #anchor: number | null = null
  #turn = 0

  constructor(reader: RowReader) {
    this.#reader = reader
  }

  has(seq: number): boolean {
    return this.#kept.has(seq)
  }

  clear(): void {
    this.#take(new Map())
    this.#anchor = null
  }

  /** Positions are another view's from now on. */
  forgetAnchor(): void {
    this.#turn += 1
    this.#anchor = null
  }

  /** Picks a row or lets go of it; the first pick takes the row along that the keyboard stands on. Throws AppError too-many. */
  toggle(position: number, current: number | null): void {
    const next = new Map(this.#kept)
    if (next.size === 0 && current !== null && current !== position) this.#add(next, current)
    const row = this.#reader.row(position)
    if (row === null) return
    if (!next.delete(row.seq)) next.set(row.seq, row)
    bound(next.size)
    this.#take(next)
    this.#anchor = position
  }

  /** Picks all rows from the anchor to this one, in place of those picked before. Throws AppError too-many. */
  async extend(position: number, current: number | null): Promise<void> {
    const anchor = (this.#anchor ??= current ?? position)
    const from = Math.min(anchor, position)
    const to = Math.max(anchor, position) + 1
    bound(to - from)
    this.#turn += 1
    const turn = this.#turn
    const next = new Map<number, LogRow>()
    for (let at = from; at < to; at += 1) {
      if (this.#add(next, at)) continue
      const fetched = await this.#reader.fetch(at, Math.min(to - at, limits.rowsPerCall))
      if (turn !== this.#turn || fetched.length === 0) return
      for (const row of fetched) next.set(row.seq, row)
      at += fetched.length - 1
    }
    this.#take(next)
  }

  #add(picks: Map<number, LogRow>, position: number): boolean {
    const row = this.#reader.row(position)
    if (row !== null) picks.set(row.seq, row)
    return row !== null
  }

  #take(picks: ReadonlyMap<number, LogRow>): void {
    this.#turn += 1
    this.#kept = picks
  }
}

function bound(count: number): void {
  if (count > limits.pickedRows) throw new AppError('too-many', t('log.tooManyPicked', { most: formatCount(limits.pickedRows) }))
}
