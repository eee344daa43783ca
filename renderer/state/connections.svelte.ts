import type { Api } from '../api'
import type { ConnectionId, ConnectionSnapshot, StateKind } from '../../shared/connection'
import type { StartReply } from '../../shared/contract'
import type { Overrides } from '../../shared/options'

type Snapshots = ReadonlyMap<ConnectionId, ConnectionSnapshot>

/** The deck: whole snapshots by id, in the order in which they were put on it. */
export class Connections {
  #byId = $state.raw<Snapshots>(new Map())
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
      this.#byId = next
    })
  }

  start(reply: StartReply): void {
    this.#byId = new Map(reply.connections.map((snapshot) => [snapshot.id, snapshot]))
    this.#restored = new Set(reply.connections.filter(({ state }) => state.kind === 'idle').map(({ id }) => id))
  }

  get(id: ConnectionId): ConnectionSnapshot | null {
    return this.#byId.get(id) ?? null
  }

  has(id: ConnectionId): boolean {
    return this.#byId.has(id)
  }

  /** Puts `count` sockets per profile on the deck and opens them, with `overrides` for these alone; returns their ids. */
  async add(profileIds: readonly string[], count = 1, overrides: Overrides = {}): Promise<ConnectionId[]> {
    const { ids } = await this.#api.call('connections.add', { profileIds: [...profileIds], count, open: true, overrides })
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

  async remove(ids: readonly ConnectionId[]): Promise<void> {
    await this.#api.call('connections.remove', { ids: [...ids] })
  }

  /** The one thing that Enter or the row's button does next. */
  async toggle(id: ConnectionId): Promise<void> {
    const connection = this.get(id)
    if (connection === null) return
    await (isResting(connection) || connection.state.kind === 'waiting' ? this.open([id]) : this.close([id]))
  }
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
