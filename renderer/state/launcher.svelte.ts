import type { ConnectionId } from '../../shared/connection'
import { limits } from '../../shared/limits'
import type { Overrides } from '../../shared/options'
import { isResting, type Connections, type Opening } from './connections.svelte'
import type { Selection } from './selection.svelte'

/** What the sockets of one profile are doing. */
export interface Presence {
  open: number
  /** On the way to open: connecting or waiting to retry. */
  busy: number
  failed: number
  resting: ConnectionId[]
}

const absent: Presence = { open: 0, busy: 0, failed: 0, resting: [] }

/** Opens profiles: sockets at rest on the deck first, new ones where there are none. What it opens is ticked if nothing else is. */
export class Launcher {
  /** How many sockets one `openMany` may add. */
  readonly most = limits.openAtOnce
  readonly #connections: Connections
  readonly #selection: Selection
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

  constructor(connections: Connections, selection: Selection) {
    this.#connections = connections
    this.#selection = selection
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
    if (resting.length > 0) await this.reopen(resting)
    else await this.#add([profileId])
  }

  /** Opens those profiles that have no live socket. */
  async openAll(profileIds: readonly string[]): Promise<void> {
    const idle = this.idle(profileIds)
    const resting = idle.flatMap((id) => this.presence(id).resting)
    const fresh = idle.filter((id) => this.presence(id).resting.length === 0)
    const [, added] = await Promise.all([this.#connections.open(resting), fresh.length > 0 ? this.#connections.add(fresh) : []])
    this.#tick([...resting, ...added])
  }

  /** Opens the whole deck; an empty one is filled with these profiles first. */
  async openDeck(profileIds: readonly string[]): Promise<void> {
    const { list } = this.#connections
    if (list.length > 0) await this.reopen(list.map(({ id }) => id))
    else if (profileIds.length > 0) await this.#add(profileIds)
  }

  /** Opens sockets that are on the deck. */
  async reopen(ids: readonly ConnectionId[]): Promise<void> {
    await this.#connections.open(ids)
    this.#tick(ids)
  }

  async closeDeck(): Promise<void> {
    const live = this.#connections.list.filter((connection) => !isResting(connection)).map(({ id }) => id)
    if (live.length > 0) await this.#connections.close(live)
  }

  async openMany(profileId: string, count: number, rampMs = 0): Promise<void> {
    await this.#add([profileId], { count, rampMs })
  }

  /** New sockets whose options differ from their profiles' for this opening alone. */
  async openWith(profileIds: readonly string[], count: number, overrides: Overrides): Promise<void> {
    await this.#add(profileIds, { count, overrides })
  }

  async #add(profileIds: readonly string[], opening: Opening = {}): Promise<void> {
    this.#tick(await this.#connections.add(profileIds, opening))
  }

  /** The next message is most likely for what was just opened; a choice that somebody made is never added to. */
  #tick(ids: readonly ConnectionId[]): void {
    if (this.#selection.size === 0) this.#selection.only(ids)
  }
}
