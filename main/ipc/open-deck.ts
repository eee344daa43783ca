/** A saved deck opened again: its sockets in place of those on the deck, or beside them. */
import type { ConnectionId } from '../../shared/connection'
import type { Replies } from '../../shared/contract'
import { AppError, toWire } from '../../shared/errors'
import { limits } from '../../shared/limits'
import type { RemovedConnection } from '../../shared/saved-deck'
import type { Payload } from '../../shared/schemas'
import { t } from '../../shared/words/words'
import type { Rooms } from './handlers'

/** Answers at once: how long a peer takes to close is not waited for. */
export function takeOff({ deck, notices }: Pick<Rooms, 'deck' | 'notices'>, ids: readonly ConnectionId[]): { removed: RemovedConnection[] } {
  const { removed, gone } = deck.remove(ids)
  gone.catch((error: unknown) => notices.add({ level: 'error', title: t('decks.notClosed'), text: toWire(error).message }))
  return { removed }
}

/** All of it or nothing; profiles that were deleted since are left out. Throws AppError not-found or too-many. */
export function openDeck(rooms: Rooms, { id, replace, rampMs }: Payload<'decks.open'>): Replies['decks.open'] {
  const { deck, ramps, savedDecks, profiles } = rooms
  const { items } = savedDecks.get(id)
  const known = new Set(profiles.book.profiles.map((profile) => profile.id))
  const there = items.filter(({ profileId }) => known.has(profileId))
  const before = deck.order
  const total = there.reduce((sum, { count }) => sum + count, replace ? 0 : before.length)
  if (total > limits.connections) throw new AppError('too-many', t('errors.deck.wouldBeFull', { most: limits.connections, total }))
  if (replace) takeOff(rooms, before)
  const ids: ConnectionId[] = []
  const ticked: ConnectionId[] = []
  for (const item of there) {
    if (item.count === 0) continue
    const added = deck.add([item.profileId], item.count)
    ids.push(...added)
    ticked.push(...item.ticked.flatMap((place) => added[place] ?? []))
  }
  ramps.open(ids, rampMs)
  const missing = new Set(items.filter(({ profileId }) => !known.has(profileId)).map(({ profileId }) => profileId))
  return { ids, ticked, missing: missing.size }
}
