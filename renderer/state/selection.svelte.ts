import type { ConnectionId, ConnectionSnapshot, StateKind } from '../../shared/connection'
import type { StartReply } from '../../shared/contract'
import type { Connections } from './connections.svelte'

/** What is ticked on the deck: ids, so that a tick outlives every change of state. */
export class Selection {
  #ticked = $state.raw<ReadonlySet<ConnectionId>>(new Set())
  /** Where a Shift+click range starts. */
  #anchor: ConnectionId | null = null
  readonly #connections: Connections
  /** In deck order; what has left the deck is no longer selected. */
  readonly list: ConnectionSnapshot[] = $derived.by(() => this.#connections.list.filter(({ id }) => this.#ticked.has(id)))
  readonly ids = $derived(this.list.map(({ id }) => id))
  readonly size = $derived(this.list.length)
  readonly #profileKey: string = $derived(JSON.stringify([...new Set(this.list.map(({ profileId }) => profileId))]))
  /** Whose sockets they are; the same set while only their states and counters change. */
  readonly profileIds: ReadonlySet<string> = $derived(new Set(JSON.parse(this.#profileKey) as string[]))

  constructor(connections: Connections) {
    this.#connections = connections
  }

  start(_reply: StartReply): void {
    this.none()
  }

  /** Those that have left the deck included; the same set until the person ticks. */
  get ticked(): ReadonlySet<ConnectionId> {
    return this.#ticked
  }

  has(id: ConnectionId): boolean {
    return this.#ticked.has(id)
  }

  toggle(id: ConnectionId): void {
    this.#anchor = id
    this.#set(this.has(id) ? this.ids.filter((other) => other !== id) : [...this.ids, id])
  }

  /** Gives all rows between the last one ticked by hand and this one that one's tick; `order` as they are shown. */
  range(to: ConnectionId, order: readonly ConnectionId[] = this.#connections.ids): void {
    const from = this.#anchor === null ? -1 : order.indexOf(this.#anchor)
    if (this.#anchor === null || from < 0) return this.toggle(to)
    const end = order.indexOf(to)
    const between = order.slice(Math.min(from, end), Math.max(from, end) + 1)
    if (this.has(this.#anchor)) this.#set([...this.ids, ...between])
    else this.#set(this.ids.filter((id) => !between.includes(id)))
  }

  only(ids: readonly ConnectionId[]): void {
    this.#set(ids)
  }

  all(): void {
    this.#set(this.#connections.ids)
  }

  /** Gives these the same tick, and leaves the others as they are. */
  tick(ids: readonly ConnectionId[], on: boolean): void {
    const named = new Set(ids)
    this.#set(on ? [...this.ids, ...ids] : this.ids.filter((id) => !named.has(id)))
  }

  none(): void {
    this.#anchor = null
    this.#set([])
  }

  byState(kind: StateKind): void {
    this.#choose(({ state }) => state.kind === kind)
  }

  byFolder(folderId: string | null): void {
    this.#choose((connection) => connection.folderId === folderId)
  }

  #choose(fits: (connection: ConnectionSnapshot) => boolean): void {
    this.#set(this.#connections.list.filter(fits).map(({ id }) => id))
  }

  #set(ids: readonly ConnectionId[]): void {
    this.#ticked = new Set(ids)
  }
}
