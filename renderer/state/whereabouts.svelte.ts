import { untrack } from 'svelte'
import * as v from 'valibot'
import type { Api } from '../api'
import type { StartReply } from '../../shared/contract'
import { composedSchema } from '../../shared/sent'
import type { Composer } from './composer.svelte'
import type { Connections } from './connections.svelte'
import type { DeckView } from './deck-view.svelte'
import type { Desk } from './desk.svelte'
import type { LogReader } from './log.svelte'
import { pageMemory, parsed, type Memory } from './place'
import type { Selection } from './selection.svelte'

interface Rooms {
  desk: Desk
  connections: Connections
  selection: Selection
  deckView: DeckView
  composer: Composer
  log: LogReader
  fail: (error: unknown) => void
}

/** A longer draft comes back as main has it: it is written down at each key. */
const draftCharacters = 64 * 1024

const standKey = 'desk.stand'
const draftKey = 'composer.draft'

const standSchema = v.strictObject({
  stage: v.variant('kind', [v.strictObject({ kind: v.picklist(['log', 'hub']) }), v.strictObject({ kind: v.literal('socket'), id: v.string() })]),
  ticked: v.array(v.string()),
  query: v.string(),
  folded: v.array(v.string()),
  inspected: v.nullable(v.strictObject({ seq: v.number(), liveId: v.string(), captureId: v.nullable(v.string()) })),
})
type Stand = v.InferOutput<typeof standSchema>

/** Where the person stands in this window, beside the log's own place: comes back after a page that died or was reloaded. */
export class Whereabouts {
  readonly #api: Api
  readonly #rooms: Rooms
  readonly #memory: Memory | null
  readonly #kept = new Map<string, string>()

  constructor(api: Api, rooms: Rooms, memory: Memory | null = pageMemory()) {
    this.#api = api
    this.#rooms = rooms
    this.#memory = memory
  }

  /** After the rooms themselves. */
  start(_reply: StartReply): void {
    const draft = v.safeParse(composedSchema, parsed(this.#memory?.getItem(draftKey)))
    if (draft.success) this.#rooms.composer.take(draft.output)
    const stand = v.safeParse(standSchema, parsed(this.#memory?.getItem(standKey)))
    if (stand.success) this.#restore(stand.output)
  }

  /** Writes down where the person stands; what it reads is what it has to be called again for. */
  keep(): void {
    const { desk, selection, deckView } = this.#rooms
    const { query, collapsed } = deckView
    const stand: Stand = { stage: desk.stage, ticked: [...selection.ticked], query, folded: [...collapsed], inspected: this.#inspected() }
    this.#write(standKey, JSON.stringify(stand))
  }

  /** The same for what is being written. */
  keepDraft(): void {
    const { format, text } = this.#rooms.composer
    this.#write(draftKey, text.length > draftCharacters ? 'null' : JSON.stringify({ format, text }))
  }

  #inspected(): Stand['inspected'] {
    const { log } = this.#rooms
    if (log.inspected === null) return null
    // Totals change many times a second.
    return { seq: log.inspected.seq, captureId: log.captureId, liveId: untrack(() => log.totals.captureId) }
  }

  #restore({ stage, ticked, query, folded, inspected }: Stand): void {
    const { desk, connections, selection, deckView, fail } = this.#rooms
    if (stage.kind !== 'socket' || connections.has(stage.id)) desk.stage = stage
    selection.only(ticked.filter((id) => connections.has(id)))
    deckView.query = query
    deckView.collapsed = new Set(folded)
    if (inspected !== null) this.#inspect(inspected).catch(fail)
  }

  /** The row may be gone, or the filter may have been changed since it was opened: then it stays closed. */
  async #inspect({ seq, liveId, captureId }: NonNullable<Stand['inspected']>): Promise<void> {
    const { log } = this.#rooms
    await log.restored
    const { viewId } = log.rows
    if (viewId === null || captureId !== log.captureId || (captureId === null && liveId !== log.totals.captureId)) return
    const { position } = await this.#api.call('log.locate', { viewId, seq })
    const [row] = await log.rows.fetch(position, 1)
    if (row?.seq !== seq || log.inspected !== null || log.rows.viewId !== viewId) return
    log.inspected = row
    log.current = position
  }

  #write(key: string, text: string): void {
    if (this.#kept.get(key) === text) return
    this.#kept.set(key, text)
    this.#memory?.setItem(key, text)
  }
}
