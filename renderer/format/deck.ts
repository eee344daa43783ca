import type { ConnectionId, ConnectionSnapshot, StateKind } from '../../shared/connection'
import type { DeckColumn, DeckGrouping, DeckView } from '../../shared/deck-view'
import { profileColors } from '../../shared/profile'
import { stateOrder } from './state'

/** What a socket is sorted, found and grouped by. */
export interface DeckFacts {
  snapshot: ConnectionSnapshot
  /** Empty: none, or the profile is gone. */
  profile: string
  folder: string
  tags: readonly string[]
  rateIn: number
  rateOut: number
}

export interface DeckGroup {
  /** Of one grouping; empty: what has no folder, tag or profile. */
  key: string
  /** The name of a folder or profile, the tags; empty where the key says it all. */
  name: string
  ids: readonly ConnectionId[]
}

/** Sorted by these, the most comes first. */
export const mostFirst: ReadonlySet<DeckColumn> = new Set(['rtt', 'in', 'out', 'activity', 'queue', 'retries', 'last'])

type Key = number | string | null

let collator: Intl.Collator | null = null

/** Made when there is something to compare: a start has nothing, and Intl takes it 10 ms. */
function compareNames(a: string, b: string): number {
  collator ??= new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
  return collator.compare(a, b)
}

/** Sorts stably, so that equals stay in the order of the deck; where there is nothing to compare, it comes last either way. */
export function sorted(all: readonly DeckFacts[], sort: DeckView['sort']): DeckFacts[] {
  if (sort === null) return [...all]
  const keyed = all.map((facts) => ({ facts, key: keyOf(facts, sort.column) }))
  const sign = sort.descending ? -1 : 1
  const order = (a: Key, b: Key) => (a === null || b === null ? Number(a === null) - Number(b === null) : sign * compare(a, b))
  return keyed.toSorted((a, b) => order(a.key, b.key)).map(({ facts }) => facts)
}

function compare(a: number | string, b: number | string): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : compareNames(String(a), String(b))
}

function keyOf({ snapshot, folder, tags, rateIn, rateOut }: DeckFacts, column: DeckColumn): Key {
  const { state, counters, last } = snapshot
  const keys: Record<DeckColumn, () => Key> = {
    name: () => snapshot.name,
    state: () => stateOrder.indexOf(state.kind),
    rtt: () => (state.kind === 'open' ? state.rttMs : null),
    in: () => rateIn,
    out: () => rateOut,
    activity: () => rateIn + rateOut,
    queue: () => counters.queuedMessages,
    retries: () => counters.retries,
    last: () => last?.at ?? null,
    folder: () => folder || null,
    tags: () => tags.join(', ') || null,
    url: () => snapshot.url,
  }
  return keys[column]()
}

/** Each word of `query` is in its name, URL, profile, folder or one of its tags; no states: all of them. */
export function fits({ snapshot, profile, folder, tags }: DeckFacts, query: string, states: ReadonlySet<StateKind>): boolean {
  if (states.size > 0 && !states.has(snapshot.state.kind)) return false
  const text = [snapshot.name, snapshot.url, profile, folder, ...tags].join('\n').toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** Each socket is in one group: several tags together are a group of their own. `order` has the keys of folders and profiles as they are listed. */
export function grouped(all: readonly DeckFacts[], grouping: DeckGrouping, order: readonly string[]): DeckGroup[] {
  if (grouping === 'none') return [{ key: '', name: '', ids: all.map(({ snapshot }) => snapshot.id) }]
  const groups = new Map<string, { key: string; name: string; ids: ConnectionId[] }>()
  for (const facts of all) {
    const { key, name } = groupOf(facts, grouping)
    const group = groups.get(key) ?? { key, name, ids: [] }
    groups.set(key, group)
    group.ids.push(facts.snapshot.id)
  }
  const places: readonly string[] = grouping === 'state' ? stateOrder : grouping === 'color' ? profileColors : order
  const place = new Map(places.map((key, at) => [key, at]))
  const rank = ({ key }: DeckGroup) => (key === '' ? Infinity : (place.get(key) ?? places.length))
  return [...groups.values()].sort((a, b) => {
    const [one, other] = [rank(a), rank(b)]
    return one === other ? compareNames(a.name, b.name) : one - other
  })
}

function groupOf({ snapshot, profile, folder, tags }: DeckFacts, grouping: Exclude<DeckGrouping, 'none'>): { key: string; name: string } {
  switch (grouping) {
    case 'folder':
      return { key: folder === '' ? '' : (snapshot.folderId ?? ''), name: folder }
    case 'tag': {
      const name = tags.toSorted(compareNames).join(' · ')
      return { key: name, name }
    }
    case 'profile':
      return { key: profile === '' ? '' : snapshot.profileId, name: profile }
    case 'color':
      return { key: snapshot.color, name: '' }
    case 'state':
      return { key: snapshot.state.kind, name: '' }
  }
}

/** Whether nothing would move if the second took the place of the first. */
export function sameGroups(a: readonly DeckGroup[], b: readonly DeckGroup[]): boolean {
  return a.length === b.length && a.every((group, at) => sameGroup(group, b[at]))
}

function sameGroup(a: DeckGroup, b: DeckGroup | undefined): boolean {
  return b !== undefined && a.key === b.key && a.name === b.name && a.ids.length === b.ids.length && a.ids.every((id, at) => id === b.ids[at])
}
