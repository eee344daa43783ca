import type { Api } from '../api'
import type { AttemptRecord } from '../../shared/attempt'
import type { ConnectionId, ConnectionSnapshot } from '../../shared/connection'
import { inherited } from '../../shared/inherit'
import type { Overrides } from '../../shared/options'
import { layersOf } from '../../shared/plan'
import { AppError } from '../../shared/errors'
import { t } from '../../shared/words/words'
import type { Connections } from './connections.svelte'
import type { Profiles } from './profiles.svelte'

/** How the certificate of a server is taken up into a profile. */
export type Trust = 'accepted' | 'pins'

/** What of the window they need. */
export interface AttemptsAround {
  connections: Connections
  profiles: Profiles
  /** The person's own defaults, below folders and profiles. */
  defaults: () => Overrides
}

/** The attempts of the one connection that is looked at. */
export class Attempts {
  connectionId = $state.raw<ConnectionId | null>(null)
  /** Newest first. */
  list = $state.raw<readonly AttemptRecord[]>([])
  /** Why the list could not be read; null while all is well. */
  problem = $state.raw<unknown>(null)
  onlyDifferences = $state(true)
  #chosenId = $state.raw<number | null>(null)
  #comparedId = $state.raw<number | null>(null)
  readonly #api: Api
  readonly #around: AttemptsAround
  /** A reply for a connection that is no longer looked at is thrown away. */
  #turn = 0
  #reading = false
  #stale = false
  #seen = ''
  /** The newest attempt when a retry was asked for by hand. */
  #before = Infinity
  /** The attempt that was asked about once more because its first message came. */
  #awaited = 0

  readonly connection = $derived.by(() => (this.connectionId === null ? null : this.#around.connections.get(this.connectionId)))
  /** Stays while new ones are made, so that it can be read; the one that a retry by hand makes is shown. */
  readonly chosen = $derived(this.list.find(({ id }) => id === this.#chosenId) ?? this.list[0] ?? null)
  readonly compared = $derived(this.list.find(({ id }) => id === this.#comparedId && id !== this.chosen?.id) ?? null)
  /** Their profile is there: certificates can be taken up into it. */
  readonly profile = $derived.by(() => this.#around.profiles.byId.get(this.connection?.profileId ?? '') ?? null)

  constructor(api: Api, around: AttemptsAround) {
    this.#api = api
    this.#around = around
    api.on('connections.changed', ({ changed, removed }) => {
      const { connectionId } = this
      if (connectionId === null) return
      if (removed.includes(connectionId)) this.close()
      // Counters change all the time; attempts only when the life does.
      else if (changed.some((snapshot) => snapshot.id === connectionId && this.#isNews(snapshot))) void this.refresh()
    })
  }

  /** Shown when they were read, so that there is something to see and to focus at once. */
  async open(connectionId: ConnectionId): Promise<void> {
    this.#turn += 1
    const turn = this.#turn
    this.list = []
    this.problem = null
    this.#chosenId = null
    this.#comparedId = null
    this.#before = Infinity
    this.onlyDifferences = true
    await this.#read(connectionId)
    if (turn !== this.#turn) return
    this.connectionId = connectionId
    // It may have gone on meanwhile, unheard.
    const snapshot = this.connection
    if (snapshot !== null && this.#isNews(snapshot)) await this.refresh()
  }

  close(): void {
    this.#turn += 1
    this.connectionId = null
  }

  choose(id: number): void {
    this.#chosenId = id
  }

  /** Beside the chosen one; null: no comparison. */
  compareWith(id: number | null): void {
    this.#comparedId = id
  }

  /** Reads the list again; what changes meanwhile makes one more reading. */
  async refresh(): Promise<void> {
    this.#stale = true
    if (this.#reading) return
    this.#reading = true
    try {
      while (this.#stale && this.connectionId !== null) {
        this.#stale = false
        await this.#read(this.connectionId)
      }
    } finally {
      this.#reading = false
    }
  }

  async retry(): Promise<void> {
    if (this.connectionId === null) return
    this.#before = this.list[0]?.id ?? 0
    await this.#around.connections.open([this.connectionId])
  }

  /** Fingerprints that its profile accepts or pins, with those it inherits. */
  trusted(as: Trust): readonly string[] {
    const { profile } = this
    if (profile === null) return []
    return inherited(layersOf(profile, { defaults: this.#around.defaults(), folders: this.#around.profiles.book.folders })).tls[as]
  }

  /** Takes a certificate up into the connection's profile, with those it inherits, and tries again. Throws AppError not-found. */
  async trust(fingerprint: string, as: Trust): Promise<void> {
    const { profile } = this
    if (profile === null) throw new AppError('not-found', t('attempts.profileGone'))
    const listed = [...this.trusted(as).filter((one) => one !== fingerprint), fingerprint]
    await this.#around.profiles.save({ ...profile, options: { ...profile.options, tls: { ...profile.options.tls, [as]: listed } } })
    await this.retry()
  }

  #take(list: readonly AttemptRecord[]): void {
    this.list = list
    this.problem = null
    const newest = list[0]?.id ?? 0
    if (newest > this.#before) this.#comparedId = null
    if (this.#chosenId === null || newest > this.#before) [this.#chosenId, this.#before] = [list[0]?.id ?? null, Infinity]
  }

  #isNews({ state, last }: ConnectionSnapshot): boolean {
    if (lifeOf(state) !== this.#seen) return true
    const [newest] = this.list
    if (newest === undefined || newest.id === this.#awaited || newest.openMs === null || newest.firstMessageMs !== null) return false
    if (last?.direction !== 'in' || last.at < newest.at) return false
    this.#awaited = newest.id
    return true
  }

  async #read(connectionId: ConnectionId): Promise<void> {
    const turn = this.#turn
    const state = this.#around.connections.get(connectionId)?.state
    this.#seen = state === undefined ? '' : lifeOf(state)
    try {
      const list = await this.#api.call('attempts.list', { id: connectionId })
      if (turn === this.#turn) this.#take(list)
    } catch (error) {
      if (turn === this.#turn) this.problem = error
    }
  }
}

/** Changes with each step of a connection's life, not with its counters or its round-trip time. */
function lifeOf(state: { kind: string; since?: number; at?: number; retryAt?: number }): string {
  return `${state.kind} ${state.since ?? state.at ?? state.retryAt ?? ''}`
}
