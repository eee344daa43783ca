import { untrack } from 'svelte'
import type { Api } from '../api'
import type { ConnectionId } from '../../shared/connection'
import type { MetricsReply } from '../../shared/metrics'
import { payloadText } from '../format/clipboard'
import { after, joined, nearest, noMetrics } from '../format/series'
import { seriesCsv } from '../format/series-csv'

export const spans = ['1', '5', '10'] as const
/** Minutes of time that the charts show. */
export type Span = (typeof spans)[number]

const everyMs = 1_000

/** Measurements of the socket that is looked at. */
export class SocketPage {
  span = $state<Span>('1')
  paused = $state(false)
  /** The place of the cursor: the end of a step, epoch ms; null: at the newest. */
  cursorAt = $state<number | null>(null)
  /** All that is known, ten minutes at most. */
  known = $state.raw<MetricsReply>(noMetrics)
  readonly #last = $derived(this.known.series.at.at(-1) ?? null)
  /** What the charts show, epoch ms. */
  readonly to = $derived(this.#last ?? 0)
  readonly from = $derived(this.to - Number(this.span) * 60_000)
  readonly shown = $derived(after(this.from, this.known))
  /** The step under the cursor, or the newest; -1 if there is none. */
  readonly step = $derived(nearest(this.shown.series.at, this.cursorAt ?? this.to))
  readonly #api: Api
  #id: ConnectionId | null = null
  #asking = false

  constructor(api: Api) {
    this.#api = api
  }

  /** Asks once a second for what is new, until the returned function is called: for as long as somebody can see it. */
  watch(id: ConnectionId, fail: (error: unknown) => void): () => void {
    if (this.#id !== id) this.#begin(id)
    let failed = false
    const ask = () => {
      this.#ask(id).catch((error: unknown) => {
        // Once: it would fail each second.
        if (!failed) fail(error)
        failed = true
      })
    }
    // Or an effect that watches would begin anew with each answer.
    untrack(ask)
    const timer = setInterval(ask, everyMs)
    return () => clearInterval(timer)
  }

  /** Moves the cursor to the step nearest to a time, epoch ms; null takes it away. */
  point(at: number | null): void {
    this.cursorAt = at === null ? null : (this.shown.series.at[nearest(this.shown.series.at, at)] ?? null)
  }

  /** Moves the cursor by so many steps, within what is shown. */
  walk(steps: number): void {
    const { at } = this.shown.series
    const place = Math.min(Math.max(this.step + steps, 0), at.length - 1)
    this.cursorAt = at[place] ?? null
  }

  /** The figures that are shown, as text of a CSV file. */
  csv(): string {
    return seriesCsv(this.shown)
  }

  /** Asks where to, and saves; null if the person cancelled. */
  async save(name: string, kind: 'png' | 'csv', bytes: Uint8Array): Promise<string | null> {
    const { file } = await this.#api.call('files.save', { name, kind, base64: payloadText([bytes], 'base64') ?? '' })
    return file
  }

  #begin(id: ConnectionId): void {
    this.#id = id
    this.known = noMetrics
    this.cursorAt = null
    this.paused = false
  }

  async #ask(id: ConnectionId): Promise<void> {
    if (this.paused || this.#asking) return
    this.#asking = true
    try {
      const reply = await this.#api.call('metrics.read', { id, since: this.#last ?? 0 })
      if (this.#id === id && !this.paused) this.known = joined(this.known, reply)
    } finally {
      this.#asking = false
    }
  }
}
