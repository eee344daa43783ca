import * as v from 'valibot'
import type { LogFilter } from '../../shared/entry'
import { filterSchema } from '../../shared/filter'

/** What of the page's storage is needed: it outlives a reload, and goes with the window. */
export type Memory = Pick<Storage, 'getItem' | 'setItem'>

/** Where the log stood: what it showed, and the first row on screen; null: it followed the end. */
export interface Place {
  /** The capture that was live then. */
  liveId: string
  captureId: string | null
  filter: LogFilter
  topSeq: number | null
}

const shownKey = 'log.shown'
const topKey = 'log.top'
const shownSchema = v.strictObject({ liveId: v.string(), captureId: v.nullable(v.string()), filter: filterSchema })

/** Keeps the log's place for after a reload of the page; without a storage it keeps nothing. */
export class PlaceKeeper {
  readonly #memory: Memory | null
  #top = ''

  constructor(memory: Memory | null = pageMemory()) {
    this.#memory = memory
  }

  keepShown({ liveId, captureId, filter }: Omit<Place, 'topSeq'>): void {
    this.#memory?.setItem(shownKey, JSON.stringify({ liveId, captureId, filter }))
  }

  keepTop(seq: number | null): void {
    const top = JSON.stringify(seq)
    if (top === this.#top) return
    this.#top = top
    this.#memory?.setItem(topKey, top)
  }

  /** null: nothing was kept, or nothing that is understood. */
  read(): Place | null {
    const shown = v.safeParse(shownSchema, parsed(this.#memory?.getItem(shownKey)))
    if (!shown.success) return null
    const top = parsed(this.#memory?.getItem(topKey))
    return { ...shown.output, topSeq: typeof top === 'number' ? top : null }
  }
}

export function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}

export function pageMemory(): Memory | null {
  return typeof sessionStorage === 'undefined' ? null : sessionStorage
}
