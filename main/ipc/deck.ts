/** Deck: puts connections of saved profiles on the pool under names that tell them apart, and remembers them for the next start. */
import { isDeepStrictEqual } from 'node:util'
import type { ConnectionId } from '../../shared/connection'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import type { Profile, ProfileBook } from '../../shared/profile'
import type { Pool } from '../connection/pool'
import type { Clock } from '../lib/clock'
import type { Profiles } from '../store/profiles'
import type { Settings } from '../store/settings'

export interface DeckOptions {
  pool: Pool
  profiles: Profiles
  settings: Settings
  clock: Clock
  /** Told when the deck can't be written down: it happens later, with nobody waiting for it. */
  onUnsaved: (error: unknown) => void
}

export class Deck {
  readonly #options: DeckOptions
  /** As the connections know it. */
  #book: ProfileBook
  #cancel: (() => void) | null = null

  constructor(options: DeckOptions) {
    this.#options = options
    this.#book = options.profiles.book
  }

  /** `count` idle connections of each profile, all or none. Throws AppError not-found or too-many. */
  add(profileIds: readonly string[], count: number): ConnectionId[] {
    const { pool } = this.#options
    const profiles = this.#profiles(profileIds)
    const total = pool.ids().length + profiles.length * count
    if (total > limits.connections) throw new AppError('too-many', `The deck holds at most ${limits.connections} connections; this would make ${total}`)
    const taken = this.#names()
    const ids = profiles.flatMap((profile) => deckNames(profile.name, count, taken.get(profile.id)).map((name) => pool.add(profile, name)))
    this.#remember()
    return ids
  }

  /** Resolves when the last of them is closed and gone; one that is not there any more is no error. */
  async remove(ids: readonly ConnectionId[]): Promise<void> {
    const { pool } = this.#options
    const doomed = new Set(ids)
    const removals = pool.ids().filter((id) => doomed.has(id)).map((id) => pool.remove(id))
    // Before they are closed: who quits meanwhile must not find them on the deck again.
    this.#remember()
    await Promise.all(removals)
  }

  /** Puts back what was on the deck when the app was last closed, as idle connections; profiles deleted since are left out. */
  restore(): void {
    const { pool, profiles, settings } = this.#options
    const known = byId(profiles.book)
    const saved = settings.value.deck.flatMap((id) => known.get(id) ?? [])
    const counts = new Map<Profile, number>()
    for (const profile of saved) counts.set(profile, (counts.get(profile) ?? 0) + 1)
    const names = new Map([...counts].map(([profile, count]) => [profile, deckNames(profile.name, count).values()]))
    for (const profile of saved) pool.add(profile, names.get(profile)?.next().value ?? profile.name)
  }

  /** Hands edits of profiles to their connections; to be called when the profiles have changed. */
  refresh(): void {
    const { pool, profiles } = this.#options
    const [before, now] = [byId(this.#book), byId(profiles.book)]
    this.#book = profiles.book
    for (const id of new Set(this.#profileIds())) {
      const profile = now.get(id)
      if (profile !== undefined && !isDeepStrictEqual(profile, before.get(id))) pool.update(profile)
    }
  }

  /** Writes down what is still to be written; for quitting. */
  flush(): void {
    if (this.#cancel === null) return
    this.#cancel()
    this.#save()
  }

  #profiles(ids: readonly string[]): Profile[] {
    const known = byId(this.#options.profiles.book)
    return ids.map((id) => {
      const profile = known.get(id)
      if (profile === undefined) throw new AppError('not-found', 'This profile is not there any more')
      return profile
    })
  }

  /** Of each connection, in the order of the deck. */
  #profileIds(): string[] {
    return this.#options.pool.snapshots().map((snapshot) => snapshot.profileId)
  }

  /** The names on the deck, by profile. */
  #names(): Map<string, Set<string>> {
    const names = new Map<string, Set<string>>()
    for (const { profileId, name } of this.#options.pool.snapshots()) names.set(profileId, (names.get(profileId) ?? new Set()).add(name))
    return names
  }

  /** Opening or removing in bulk is one write, not one for each. */
  #remember(): void {
    this.#cancel?.()
    this.#cancel = this.#options.clock.after(limits.rememberMs, () => this.#save())
  }

  #save(): void {
    this.#cancel = null
    try {
      this.#options.settings.patch({ deck: this.#profileIds() })
    } catch (error) {
      this.#options.onUnsaved(error)
    }
  }
}

function byId(book: ProfileBook): Map<string, Profile> {
  return new Map(book.profiles.map((profile) => [profile.id, profile]))
}

/** `count` names that are not taken: the profile's own, then "Name #2", "Name #3" …; a number that became free is used again. */
export function deckNames(name: string, count: number, taken: ReadonlySet<string> = new Set()): string[] {
  const names: string[] = []
  for (let number = 1; names.length < count; number += 1) {
    const candidate = number === 1 ? name : `${name} #${number}`
    if (!taken.has(candidate)) names.push(candidate)
  }
  return names
}
