import type { Api } from '../api'
import type { ConnectionId, ConnectionSnapshot, StateKind } from '../../shared/connection'
import type { StartReply } from '../../shared/contract'
import type { Overrides } from '../../shared/options'
import type { Ramp } from '../../shared/saved-deck'

type Snapshots = ReadonlyMap<ConnectionId, ConnectionSnapshot>

/** How sockets are put on the deck: so many of each profile, with options of their own, so far apart. */
export interface Opening {
  count?: number
  overrides?: Overrides
  rampMs?: number
}

/** The deck: whole snapshots by id, in the order in which they were put on it. */
export class Connections {
  #byId = $state.raw<Snapshots>(new Map())
  /** Told by main where rows came to other places than the last; null: never. */
  #order: ReadonlyMap<ConnectionId, number> | null = null
  /** The same array while nothing joins or leaves the deck. */
  ids = $state.raw<readonly ConnectionId[]>([])
  /** Sockets that are being opened one after another. */
  ramps = $state.raw<readonly Ramp[]>([])
  /** Brought back from the last run and not opened since. */
  #restored = $state.raw<ReadonlySet<ConnectionId>>(new Set())
  readonly list = $derived([...this.#byId.values()])
  readonly counts = $derived(count(this.list))
  readonly reopenable = $derived(this.list.filter(({ id, state }) => state.kind === 'idle' && this.#restored.has(id)))
  readonly #api: Api

  constructor(api: Api) {
    this.#api = api
    api.on('connections.changed', ({ changed, removed }) => {
      const next = new Map(this.#byId)
      for (const snapshot of changed) next.set(snapshot.id, snapshot)
      for (const id of removed) next.delete(id)
      const joined = changed.some(({ id }) => !this.#byId.has(id))
      this.#take(joined ? inOrder(next, this.#order) : next, joined || removed.length > 0)
    })
    api.on('deck.changed', ({ order }) => {
      this.#order = new Map(order.map((id, place) => [id, place]))
      this.#take(inOrder(this.#byId, this.#order), true)
    })
    api.on('ramps.changed', (ramps) => {
      this.ramps = ramps
    })
  }

  start(reply: StartReply): void {
    this.#order = null
    this.ramps = reply.ramps
    this.#take(new Map(reply.connections.map((snapshot) => [snapshot.id, snapshot])), true)
    this.#restored = new Set(reply.connections.filter(({ state }) => state.kind === 'idle').map(({ id }) => id))
  }

  get(id: ConnectionId): ConnectionSnapshot | null {
    return this.#byId.get(id) ?? null
  }

  has(id: ConnectionId): boolean {
    return this.#byId.has(id)
  }

  /** Puts `count` sockets per profile on the deck and opens them, with `overrides` for these alone; returns their ids. */
  async add(profileIds: readonly string[], { count = 1, overrides = {}, rampMs = 0 }: Opening = {}): Promise<ConnectionId[]> {
    const { ids } = await this.#api.call('connections.add', { profileIds: [...profileIds], count, open: true, overrides, rampMs })
    return ids
  }

  /** Opens those that are not on their way already; a wait for a retry ends at once. */
  async open(ids: readonly ConnectionId[]): Promise<void> {
    const waiting = ids.filter((id) => this.get(id)?.state.kind === 'waiting')
    const resting = ids.filter((id) => isResting(this.get(id)))
    await Promise.all([
      waiting.length > 0 ? this.#api.call('connections.retry', { ids: waiting }) : null,
      resting.length > 0 ? this.#api.call('connections.open', { ids: resting }) : null,
    ])
  }

  async close(ids: readonly ConnectionId[]): Promise<void> {
    await this.#api.call('connections.close', { ids: [...ids] })
  }

  /** Takes sockets off the deck; the answer puts them back at their places, and says how many could not be: their profile is gone. */
  async remove(ids: readonly ConnectionId[]): Promise<() => Promise<number>> {
    const { removed } = await this.#api.call('connections.remove', { ids: [...ids] })
    return async () => {
      const { ids: back } = await this.#api.call('connections.restore', { removed })
      return removed.length - back.length
    }
  }

  async cancelRamp(id: number): Promise<void> {
    await this.#api.call('ramps.cancel', { id })
  }

  /** The one thing that Enter or the row's button does next. */
  async toggle(id: ConnectionId): Promise<void> {
    const connection = this.get(id)
    if (connection === null) return
    await (isResting(connection) || connection.state.kind === 'waiting' ? this.open([id]) : this.close([id]))
  }

  #take(next: Snapshots, moved: boolean): void {
    this.#byId = next
    if (moved) this.ids = [...next.keys()]
  }
}

/** What the order does not know of comes last, as it came. */
function inOrder(all: Snapshots, order: ReadonlyMap<ConnectionId, number> | null): Snapshots {
  if (order === null) return all
  const place = ([id]: [ConnectionId, ConnectionSnapshot]) => order.get(id) ?? Number.MAX_SAFE_INTEGER
  return new Map([...all].sort((a, b) => place(a) - place(b)))
}

/** Neither open nor on the way to it. */
export function isResting(connection: ConnectionSnapshot | null): boolean {
  const kind = connection?.state.kind
  return kind === 'idle' || kind === 'closed' || kind === 'failed'
}

function count(list: readonly ConnectionSnapshot[]): Record<StateKind, number> {
  const counts: Record<StateKind, number> = { idle: 0, connecting: 0, open: 0, closing: 0, waiting: 0, closed: 0, failed: 0 }
  for (const { state } of list) counts[state.kind] += 1
  return counts
}
