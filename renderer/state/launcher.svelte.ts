import type { ConnectionId } from '../../shared/connection'
import { limits } from '../../shared/limits'
import { isResting, type Connections } from './connections.svelte'

/** What the sockets of one profile are doing. */
export interface Presence {
  open: number
  /** On the way to open: connecting or waiting to retry. */
  busy: number
  failed: number
  resting: ConnectionId[]
}

const absent: Presence = { open: 0, busy: 0, failed: 0, resting: [] }

/** Opens profiles: sockets at rest on the deck first, new ones where there are none. */
export class Launcher {
  /** How many sockets one `openMany` may add. */
  readonly most = limits.openAtOnce
  readonly #connections: Connections
  readonly #presence: ReadonlyMap<string, Presence> = $derived.by(() => {
    const found = new Map<string, Presence>()
    for (const connection of this.#connections.list) {
      const presence = found.get(connection.profileId) ?? { ...absent, resting: [] }
      found.set(connection.profileId, presence)
      const { kind } = connection.state
      if (kind === 'open') presence.open += 1
      else if (kind === 'connecting' || kind === 'waiting') presence.busy += 1
      else if (kind === 'failed') presence.failed += 1
      if (isResting(connection)) presence.resting.push(connection.id)
    }
    return found
  })

  constructor(connections: Connections) {
    this.#connections = connections
  }

  presence(profileId: string): Presence {
    return this.#presence.get(profileId) ?? absent
  }

  /** How many of these profiles `openAll` would bring to life. */
  idle(profileIds: readonly string[]): string[] {
    return profileIds.filter((id) => {
      const { open, busy } = this.presence(id)
      return open + busy === 0
    })
  }

  /** One more socket: the one at rest if there is one, else a new one. */
  async connect(profileId: string): Promise<void> {
    const { resting } = this.presence(profileId)
    if (resting.length > 0) await this.#connections.open(resting)
    else await this.#connections.add([profileId])
  }

  /** Opens those profiles that have no live socket. */
  async openAll(profileIds: readonly string[]): Promise<void> {
    const idle = this.idle(profileIds)
    const resting = idle.flatMap((id) => this.presence(id).resting)
    const fresh = idle.filter((id) => this.presence(id).resting.length === 0)
    if (resting.length > 0) await this.#connections.open(resting)
    if (fresh.length > 0) await this.#connections.add(fresh)
  }

  /** Opens the whole deck; an empty one is filled with these profiles first. */
  async openDeck(profileIds: readonly string[]): Promise<void> {
    const { list } = this.#connections
    if (list.length > 0) await this.#connections.open(list.map(({ id }) => id))
    else if (profileIds.length > 0) await this.#connections.add(profileIds)
  }

  async closeDeck(): Promise<void> {
    const live = this.#connections.list.filter((connection) => !isResting(connection)).map(({ id }) => id)
    if (live.length > 0) await this.#connections.close(live)
  }

  async openMany(profileId: string, count: number): Promise<void> {
    await this.#connections.add([profileId], count)
  }
}
