import * as v from 'valibot'
import type { LogFilter } from '../../shared/entry'
import { filterSchema } from '../../shared/filter'
import { isNew } from './new-page'

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

/** The page's storage holds up whoever touches it first until another process has answered: a start leaves it alone. */
class LateStorage implements Memory {
  /** What was written since the page began. */
  readonly #written = new Map<string, string>()
  #passing: 'not asked' | 'soon' | 'at once' = 'not asked'

  getItem(key: string): string | null {
    // A page that is new in its window finds nothing but its own.
    return this.#written.get(key) ?? (isNew() ? null : sessionStorage.getItem(key))
  }

  setItem(key: string, value: string): void {
    this.#written.set(key, value)
    if (this.#passing === 'at once') return sessionStorage.setItem(key, value)
    if (this.#passing === 'not asked') requestIdleCallback(() => this.#passOn(), { timeout: 500 })
    this.#passing = 'soon'
  }

  #passOn(): void {
    this.#passing = 'at once'
    for (const [key, value] of this.#written) sessionStorage.setItem(key, value)
  }
}

let memory: Memory | null = null

export function pageMemory(): Memory | null {
  if (typeof sessionStorage === 'undefined') return null
  return (memory ??= new LateStorage())
}
