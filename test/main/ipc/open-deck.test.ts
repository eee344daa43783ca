import { beforeEach, describe, expect, it } from 'vitest'
import { Pool } from '../../../main/connection/pool'
import { Deck } from '../../../main/ipc/deck'
import { Notices } from '../../../main/ipc/notices'
import { openDeck, takeOff } from '../../../main/ipc/open-deck'
import { Ramps } from '../../../main/ipc/ramps'
import type { Rooms } from '../../../main/ipc/handlers'
import { silentLogger as logger } from '../../../main/lib/logger'
import { SavedDecks } from '../../../main/store/decks'
import { Profiles } from '../../../main/store/profiles'
import { Settings } from '../../../main/store/settings'
import { plainDeckView } from '../../../shared/deck-view'
import { limits } from '../../../shared/limits'
import { newProfile } from '../../../shared/profile'
import type { SavedDeck } from '../../../shared/saved-deck'
import { FakeClock } from '../../support/clock'
import { tempDir } from '../../support/disk'
import { MemoryLog } from '../../support/memory-log'

let rooms: Rooms
let pool: Pool
let deck: Deck

beforeEach(() => {
  const dir = tempDir()
  const clock = new FakeClock()
  const seed = { folders: [], profiles: [newProfile('p1', { name: 'Echo', url: 'ws://h/1' }), newProfile('p2', { name: 'Room', url: 'ws://h/2' })] }
  const settings = Settings.open({ dir, clock, logger })
  const profiles = Profiles.open({ dir, clock, logger, seed })
  pool = new Pool({ log: new MemoryLog(clock), clock, random: () => 0, logger, dial: () => new Promise(() => undefined) })
  deck = new Deck({ pool, profiles, settings, clock, onUnsaved: () => undefined })
  const savedDecks = SavedDecks.open({ dir, clock, logger })
  rooms = { deck, profiles, savedDecks, notices: new Notices(logger), ramps: new Ramps({ pool, clock }) } as unknown as Rooms
})

const names = () => pool.snapshots().map(({ name }) => name)

function saved(items: SavedDeck['items']): string {
  rooms.savedDecks.save({ id: 'd', name: 'Shift', items, view: plainDeckView, panes: {}, hidden: [] })
  return 'd'
}

const item = (profileId: string, count: number, ticked: number[] = []) => ({ profileId, count, ticked })

describe('a saved deck', () => {
  it('takes the place of what is there, in its own order, and says which of it are ticked', () => {
    deck.add(['p1'], 3)
    const id = saved([item('p2', 1), item('p1', 2, [1]), item('p2', 1, [0])])
    const { ids, ticked, missing } = openDeck(rooms, { id, replace: true, rampMs: 0 })
    expect(names()).toEqual(['Room', 'Echo', 'Echo #2', 'Room #2'])
    expect(pool.ids()).toEqual(ids)
    expect(ticked).toEqual([ids[2], ids[3]])
    expect(missing).toBe(0)
    expect(pool.snapshots().every(({ state }) => state.kind === 'connecting')).toBe(true)
  })

  it('comes beside what is there when it is added', () => {
    deck.add(['p1'], 1)
    openDeck(rooms, { id: saved([item('p1', 2)]), replace: false, rampMs: 0 })
    expect(names()).toEqual(['Echo', 'Echo #2', 'Echo #3'])
  })

  it('leaves out profiles that were deleted, and counts each once', () => {
    const id = saved([item('gone', 2), item('p1', 1), item('gone', 1)])
    expect(openDeck(rooms, { id, replace: true, rampMs: 0 })).toMatchObject({ missing: 1 })
    expect(names()).toEqual(['Echo'])
  })

  it('changes nothing when it would be too many', () => {
    deck.add(['p2'], 2)
    const id = saved([item('p1', limits.connections - 1)])
    expect(() => openDeck(rooms, { id, replace: false, rampMs: 0 })).toThrow(expect.objectContaining({ code: 'too-many' }))
    expect(names()).toEqual(['Room', 'Room #2'])
  })

  it('opens one after another when it is asked to', () => {
    openDeck(rooms, { id: saved([item('p1', 5)]), replace: true, rampMs: 100 })
    expect(rooms.ramps.list).toEqual([{ id: 1, total: 5, begun: 1 }])
  })
})

describe('sockets that were taken off', () => {
  it('come back to their places under their names, idle', () => {
    const ids = deck.add(['p1', 'p2'], 3)
    let arranged = 0
    deck.onArrange(() => (arranged += 1))
    const before = names()
    const { removed } = takeOff(rooms, [ids[4] ?? '', ids[1] ?? '', 'gone', ids[2] ?? ''])
    expect(names()).toEqual(['Echo', 'Room', 'Room #3'])
    expect(deck.putBack(removed)).toHaveLength(3)
    expect(names()).toEqual(before)
    expect(deck.order).toEqual(pool.ids())
    expect(arranged).toBe(1)
    expect(pool.snapshots().every(({ state }) => state.kind === 'idle')).toBe(true)
  })

  it('keep what was set for them at their opening, and their number', () => {
    const seen: { index: number | undefined; deadlineMs: number }[] = []
    const add = pool.add.bind(pool)
    const ids = deck.add(['p1'], 2, { limits: { deadlineMs: 1_234 } })
    pool.add = (plan, name, index) => (seen.push({ index, deadlineMs: plan.limits.deadlineMs }), add(plan, name, index))
    deck.putBack(takeOff(rooms, ids.slice(1)).removed)
    expect(seen).toEqual([{ index: 2, deadlineMs: 1_234 }])
  })

  it('get another name where theirs was given away, and stay away where their profile is gone', () => {
    const ids = deck.add(['p1', 'p2'], 1)
    const { removed } = takeOff(rooms, ids)
    deck.add(['p1'], 1)
    rooms.profiles.remove(['p2'])
    expect(deck.putBack(removed)).toHaveLength(1)
    expect(names()).toEqual(['Echo #2', 'Echo'])
  })
})
