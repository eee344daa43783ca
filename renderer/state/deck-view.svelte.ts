import { untrack } from 'svelte'
import type { ConnectionId, ConnectionSnapshot, StateKind } from '../../shared/connection'
import type { DeckColumn, DeckView as View } from '../../shared/deck-view'
import { fits, grouped, mostFirst, sameGroups, sorted, type DeckFacts, type DeckGroup } from '../format/deck'
import { linesOf } from '../format/deck-lines'
import type { Connections } from './connections.svelte'
import type { Profiles } from './profiles.svelte'
import type { Rates } from './rates.svelte'
import type { Settings } from './settings.svelte'

interface Rooms {
  settings: Settings
  connections: Connections
  profiles: Profiles
  rates: Rates
}

/**
 * Which sockets the deck shows, in which order and groups. It follows at once what a person does and what joins or leaves the deck;
 * what changes by itself, such as rates and states, moves rows only when it is told to `settle`.
 */
export class DeckView {
  query = $state('')
  /** None: all. */
  states = $state.raw<ReadonlySet<StateKind>>(new Set())
  collapsed = $state.raw<ReadonlySet<string>>(new Set())
  /** Cards beside each other. */
  perLine = $state(1)
  #beat = $state(0)
  #before: readonly DeckGroup[] = []
  readonly #rooms: Rooms
  readonly view: View = $derived.by(() => this.#rooms.settings.deckView)
  readonly cards = $derived(this.view.mode === 'cards')
  readonly filtered = $derived(this.query.trim() !== '' || this.states.size > 0)
  readonly groups: readonly DeckGroup[] = $derived.by(() => {
    const { connections, profiles } = this.#rooms
    const follow = [this.view, this.query, this.states, this.#beat, connections.ids, profiles.book]
    return untrack(() => (follow.length === 0 ? [] : this.#arranged()))
  })
  readonly headed = $derived(this.view.group !== 'none')
  readonly lines = $derived(linesOf(this.groups, { headed: this.headed, collapsed: this.collapsed, perLine: this.cards ? this.perLine : 1 }))
  /** All that pass the filter, in their order; in folded groups, too. */
  readonly ids: readonly ConnectionId[] = $derived(this.groups.flatMap(({ ids }) => ids))
  readonly #shown = $derived(new Set(this.ids))
  /** Those that can be seen by scrolling. */
  readonly unfolded: readonly ConnectionId[] = $derived(this.lines.flatMap((line) => (line.kind === 'sockets' ? line.ids : [])))

  constructor(rooms: Rooms) {
    this.#rooms = rooms
  }

  /** Passes the filter. */
  shows(id: ConnectionId): boolean {
    return this.#shown.has(id)
  }

  /** Puts everything where it belongs by now. */
  settle(): void {
    this.#beat += 1
  }

  async set(patch: Partial<View>): Promise<void> {
    await this.#rooms.settings.set({ deckView: { ...this.view, ...patch } })
  }

  /** By this column, then the other way round, then the deck's own order. */
  async sortBy(column: DeckColumn): Promise<void> {
    const { sort } = this.view
    const descending = mostFirst.has(column)
    if (sort?.column !== column) await this.set({ sort: { column, descending } })
    else await this.set({ sort: sort.descending === descending ? { column, descending: !descending } : null })
  }

  async toggleColumn(column: DeckColumn): Promise<void> {
    const { hiddenColumns } = this.view
    await this.set({ hiddenColumns: hiddenColumns.includes(column) ? hiddenColumns.filter((each) => each !== column) : [...hiddenColumns, column] })
  }

  async toggleCards(): Promise<void> {
    await this.set({ mode: this.cards ? 'table' : 'cards' })
  }

  toggleState(kind: StateKind): void {
    const next = new Set(this.states)
    if (!next.delete(kind)) next.add(kind)
    this.states = next
  }

  fold(key: string, folded: boolean): void {
    const next = new Set(this.collapsed)
    if (folded) next.add(key)
    else next.delete(key)
    this.collapsed = next
  }

  clearFilter(): void {
    this.query = ''
    this.states = new Set()
  }

  /** Folders and tags of a socket by its profile. */
  facts(snapshot: ConnectionSnapshot): DeckFacts {
    const { profiles, rates } = this.#rooms
    const profile = profiles.byId.get(snapshot.profileId)
    const { in: rateIn, out: rateOut } = rates.of(snapshot.id)
    return {
      snapshot,
      profile: profile?.name ?? '',
      folder: profiles.folderName(snapshot.folderId),
      tags: profile?.tags ?? [],
      rateIn: rateIn.at(-1) ?? 0,
      rateOut: rateOut.at(-1) ?? 0,
    }
  }

  /** The same object while nothing has moved. */
  #arranged(): readonly DeckGroup[] {
    const { connections, profiles } = this.#rooms
    const { sort, group } = this.view
    const plain = sort === null && group === 'none' && !this.filtered
    const next = plain ? [{ key: '', name: '', ids: connections.ids }] : this.#grouped(group === 'folder' ? profiles.book.folders : profiles.book.profiles)
    if (!sameGroups(this.#before, next)) this.#before = next
    return this.#before
  }

  #grouped(order: readonly { id: string }[]): DeckGroup[] {
    const query = this.query.trim()
    const found = this.#rooms.connections.list.map((snapshot) => this.facts(snapshot)).filter((facts) => fits(facts, query, this.states))
    return grouped(sorted(found, this.view.sort), this.view.group, order.map(({ id }) => id))
  }
}
