import type { Api } from '../api'
import type { ExportReport, StartReply } from '../../shared/contract'
import type { SavedDeck } from '../../shared/saved-deck'
import { isResting, type Connections } from './connections.svelte'
import type { Selection } from './selection.svelte'
import type { Settings } from './settings.svelte'

interface Rooms {
  connections: Connections
  selection: Selection
  settings: Settings
}

/** From this many sockets on they are opened one after another, this far apart: it shows how far it is, and can be stopped. */
const many = 100
const rampMs = 10

/** Decks kept under a name. */
export class Decks {
  #all = $state.raw<SavedDeck[]>([])
  /** By name: where one comes back by undo, it comes to its own place. */
  readonly list = $derived(this.#all.toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true })))
  readonly #api: Api
  readonly #rooms: Rooms

  constructor(api: Api, rooms: Rooms) {
    this.#api = api
    this.#rooms = rooms
    this.#api.on('decks.changed', (list) => {
      this.#all = list
    })
  }

  start(reply: StartReply): void {
    this.#all = reply.decks
  }

  /** What opening another deck in place of this one would end. */
  get live(): number {
    return this.#rooms.connections.list.filter((connection) => !isResting(connection)).length
  }

  isTaken(name: string, butFor: string | null): boolean {
    return this.#all.some((deck) => deck.id !== butFor && deck.name.toLowerCase() === name.trim().toLowerCase())
  }

  /** The deck as it is now, under a new name. */
  async save(name: string): Promise<void> {
    await this.#put({ id: crypto.randomUUID(), name: name.trim(), ...this.#now() })
  }

  async update(deck: SavedDeck): Promise<void> {
    await this.#put({ ...deck, ...this.#now() })
  }

  async rename(deck: SavedDeck, name: string): Promise<void> {
    await this.#put({ ...deck, name: name.trim() })
  }

  /** Into one file with its profiles, without secrets. */
  async share({ id }: SavedDeck): Promise<ExportReport> {
    return this.#api.call('decks.export', { id })
  }

  /** The answer brings it back. */
  async remove(deck: SavedDeck): Promise<() => Promise<void>> {
    this.#all = await this.#api.call('decks.remove', { id: deck.id })
    return () => this.putBack(deck)
  }

  /** As it was. */
  async putBack(deck: SavedDeck): Promise<void> {
    await this.#put(deck)
  }

  /** In place of the deck, with its ticks and its look; or beside it, which leaves those as they are. Answers how many of its profiles are gone. */
  async open(deck: SavedDeck, replace: boolean): Promise<number> {
    const { connections, selection, settings } = this.#rooms
    const total = deck.items.reduce((sum, { count }) => sum + count, 0)
    const { ticked, missing } = await this.#api.call('decks.open', { id: deck.id, replace, rampMs: total >= many ? rampMs : 0 })
    if (replace || connections.list.length === 0) {
      selection.only(ticked)
      await settings.set({ deckView: deck.view, panes: deck.panes, hidden: deck.hidden })
    } else selection.tick(ticked, true)
    return missing
  }

  #now(): Omit<SavedDeck, 'id' | 'name'> {
    const { connections, selection, settings } = this.#rooms
    const items: SavedDeck['items'] = []
    for (const { id, profileId } of connections.list) {
      const run = items.at(-1)
      const item = run?.profileId === profileId ? run : { profileId, count: 0, ticked: [] }
      if (item !== run) items.push(item)
      if (selection.has(id)) item.ticked.push(item.count)
      item.count += 1
    }
    return { items, view: settings.deckView, panes: settings.panes, hidden: settings.hidden }
  }

  async #put(deck: SavedDeck): Promise<void> {
    this.#all = await this.#api.call('decks.save', { deck })
  }
}
