/** Deck: puts connections of saved profiles on the pool under names that tell them apart, and remembers them for the next start. */
import { isDeepStrictEqual } from 'node:util'
import type { ConnectionId } from '../../shared/connection'
import { AppError } from '../../shared/errors'
import { tidyOverrides } from '../../shared/inherit'
import { limits } from '../../shared/limits'
import type { Overrides } from '../../shared/options'
import { planOf, type Plan } from '../../shared/plan'
import type { Profile, ProfileBook } from '../../shared/profile'
import type { RemovedConnection } from '../../shared/saved-deck'
import { t } from '../../shared/words/words'
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

/** What a connection on the deck was made of. */
interface Seat {
  plan: Plan
  opening: Overrides
  /** Its place in an "open ×N", from 1. */
  index: number
}

const noOpening: Overrides = {}

export class Deck {
  readonly #options: DeckOptions
  /** What the plans are made of. */
  #seen: { book: ProfileBook; defaults: Overrides }
  readonly #seats = new Map<ConnectionId, Seat>()
  /** By profile, those that nothing was set for at their opening: a thousand connections share one. */
  readonly #plans = new Map<string, Plan>()
  readonly #listeners = new Set<() => void>()
  #cancel: (() => void) | null = null

  constructor(options: DeckOptions) {
    this.#options = options
    this.#seen = { book: options.profiles.book, defaults: options.settings.value.defaults }
  }

  /** All of it, first to last. */
  get order(): ConnectionId[] {
    return this.#options.pool.ids()
  }

  /** Told when connections came to other places than the last. */
  onArrange(listener: () => void): void {
    this.#listeners.add(listener)
  }

  /** `count` idle connections of each profile, all or none; `overrides` are for these alone. Throws AppError not-found or too-many. */
  add(profileIds: readonly string[], count: number, overrides: Overrides = noOpening): ConnectionId[] {
    const { pool } = this.#options
    const profiles = this.#profiles(profileIds)
    const total = pool.ids().length + profiles.length * count
    if (total > limits.connections) throw new AppError('too-many', t('errors.deck.wouldBeFull', { most: limits.connections, total }))
    const opening = openingOf(overrides)
    const taken = this.#names()
    const ids = profiles.flatMap((profile) => {
      const plan = this.#plan(profile, opening)
      return deckNames(profile.name, count, taken.get(profile.id)).map((name, at) => this.#seat({ plan, opening, index: at + 1 }, name))
    })
    this.#remember()
    return ids
  }

  /** Takes them off at once; `gone` resolves when the last of them is closed. One that is not there any more is no error. */
  remove(ids: readonly ConnectionId[]): { removed: RemovedConnection[]; gone: Promise<void> } {
    const { pool } = this.#options
    const doomed = new Set(ids)
    const removed: RemovedConnection[] = []
    const removals: Promise<void>[] = []
    for (const [place, { id, name, profileId }] of pool.snapshots().entries()) {
      const seat = this.#seats.get(id)
      if (!doomed.has(id) || seat === undefined) continue
      removed.push({ place, profileId, name, index: seat.index, overrides: seat.opening })
      this.#seats.delete(id)
      removals.push(pool.remove(id))
    }
    // Before they are closed: who quits meanwhile must not find them on the deck again.
    this.#remember()
    return { removed, gone: Promise.all(removals).then(() => undefined) }
  }

  /** Puts them back at their places, idle and counting from zero; those whose profile is gone stay away. Throws AppError too-many. */
  putBack(removed: readonly RemovedConnection[]): ConnectionId[] {
    const { pool, profiles } = this.#options
    const known = byId(profiles.book)
    const order = pool.ids()
    const total = order.length + removed.length
    if (total > limits.connections) throw new AppError('too-many', t('errors.deck.wouldBeFull', { most: limits.connections, total }))
    const names = this.#names()
    const ids: ConnectionId[] = []
    for (const { place, profileId, name, index, overrides } of removed.toSorted((a, b) => a.place - b.place)) {
      const profile = known.get(profileId)
      if (profile === undefined) continue
      const taken = names.get(profileId) ?? new Set()
      const opening = openingOf(overrides)
      const own = taken.has(name) ? (deckNames(profile.name, 1, taken)[0] ?? name) : name
      names.set(profileId, taken.add(own))
      const id = this.#seat({ plan: this.#plan(profile, opening), opening, index }, own)
      order.splice(place, 0, id)
      ids.push(id)
    }
    pool.arrange(order)
    for (const listener of this.#listeners) listener()
    this.#remember()
    return ids
  }

  /** Puts back what was on the deck when the app was last closed, as idle connections; profiles deleted since are left out. */
  restore(): void {
    const { profiles, settings } = this.#options
    const known = byId(profiles.book)
    const saved = settings.value.deck.flatMap((id) => known.get(id) ?? [])
    const counts = new Map<Profile, number>()
    for (const profile of saved) counts.set(profile, (counts.get(profile) ?? 0) + 1)
    const names = new Map([...counts].map(([profile, count]) => [profile, { plan: this.#plan(profile), left: deckNames(profile.name, count), next: 0 }]))
    for (const seats of saved.flatMap((profile) => names.get(profile) ?? [])) {
      const name = seats.left[seats.next] ?? seats.plan.name
      seats.next += 1
      this.#seat({ plan: seats.plan, opening: noOpening, index: seats.next }, name)
    }
  }

  /** Hands edits to the connections that they change; to be called when profiles, folders or the defaults have changed. */
  refresh(): void {
    const { pool, profiles, settings } = this.#options
    const [book, { defaults }] = [profiles.book, settings.value]
    if (book === this.#seen.book && isDeepStrictEqual(defaults, this.#seen.defaults)) return
    this.#seen = { book, defaults }
    const known = byId(book)
    this.#plans.clear()
    const renewed = new Map<Plan, Plan>()
    for (const [id, { plan, opening, index }] of this.#seats) {
      const profile = known.get(plan.profileId)
      if (profile === undefined) continue
      const next = renewed.get(plan) ?? this.#renewed(plan, profile, opening)
      renewed.set(plan, next)
      if (next === plan) continue
      this.#seats.set(id, { plan: next, opening, index })
      pool.update(id, next)
    }
  }

  /** Writes down what is still to be written; for quitting. */
  flush(): void {
    if (this.#cancel === null) return
    this.#cancel()
    this.#save()
  }

  #seat(seat: Seat, name: string): ConnectionId {
    const id = this.#options.pool.add(seat.plan, name, seat.index)
    this.#seats.set(id, seat)
    return id
  }

  /** The same object if nothing of it changed. */
  #renewed(plan: Plan, profile: Profile, opening: Overrides): Plan {
    const next = this.#plan(profile, opening)
    if (!isDeepStrictEqual(next, plan)) return next
    if (opening === noOpening) this.#plans.set(profile.id, plan)
    return plan
  }

  #plan(profile: Profile, opening: Overrides = noOpening): Plan {
    const { profiles, settings } = this.#options
    const known = opening === noOpening ? this.#plans.get(profile.id) : undefined
    if (known !== undefined) return known
    const plan = planOf(profile, { defaults: settings.value.defaults, folders: profiles.book.folders }, opening)
    if (opening === noOpening) this.#plans.set(profile.id, plan)
    return plan
  }

  #profiles(ids: readonly string[]): Profile[] {
    const known = byId(this.#options.profiles.book)
    return ids.map((id) => {
      const profile = known.get(id)
      if (profile === undefined) throw new AppError('not-found', t('errors.gone.profile'))
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

/** One and the same object where nothing is set: see `#plans`. */
function openingOf(overrides: Overrides): Overrides {
  const tidy = tidyOverrides(overrides)
  return Object.keys(tidy).length === 0 ? noOpening : tidy
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
