import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { silentLogger as logger } from '../../../main/lib/logger'
import { SavedDecks } from '../../../main/store/decks'
import { plainDeckView } from '../../../shared/deck-view'
import { limits } from '../../../shared/limits'
import type { SavedDeck } from '../../../shared/saved-deck'
import { FakeClock } from '../../support/clock'
import { tempDir } from '../../support/disk'

let dir: string
let decks: SavedDecks

const open = () => SavedDecks.open({ dir, clock: new FakeClock(), logger })
const deck = (id: string, about: Partial<SavedDeck> = {}): SavedDeck => ({
  id,
  name: `Deck ${id}`,
  items: [{ profileId: 'p1', count: 3, ticked: [0, 2] }],
  view: { ...plainDeckView, mode: 'cards', sort: { column: 'rtt', descending: true } },
  panes: { sidebar: [20] },
  hidden: ['messages'],
  ...about,
})

beforeEach(() => {
  dir = tempDir()
  decks = open()
})

describe('SavedDecks', () => {
  it('has what was saved after a restart, as it was', () => {
    decks.save(deck('a'))
    decks.save(deck('b'))
    expect(open().list).toEqual([deck('a'), deck('b')])
  })

  it('puts a deck of the same id in the place of the one that was there', () => {
    decks.save(deck('a'))
    decks.save(deck('b'))
    decks.save(deck('a', { name: 'Renamed' }))
    expect(decks.list.map(({ name }) => name)).toEqual(['Renamed', 'Deck b'])
  })

  it('removes one, and does not mind if it is gone', () => {
    decks.save(deck('a'))
    expect(decks.remove('a')).toEqual([])
    expect(decks.remove('a')).toEqual([])
    expect(open().list).toEqual([])
  })

  it('takes those of a shared file that it has not, for the profiles that theirs are here, and only once', () => {
    decks.save(deck('a'))
    const ids = new Map([['p1', 'p1'], ['p2', 'mine']])
    const shared = [deck('a'), deck('a', { name: 'Other' }), deck('b', { items: [{ profileId: 'p2', count: 1, ticked: [] }, { profileId: 'not-in-the-file', count: 1, ticked: [] }] })]
    const fresh = decks.fresh(shared, ids)
    expect(fresh.map(({ name, items }) => [name, items.map(({ profileId }) => profileId)])).toEqual([['Other', ['p1']], ['Deck b', ['mine']]])
    expect(new Set([...decks.list, ...fresh].map(({ id }) => id)).size).toBe(3)
    expect(decks.list).toEqual([deck('a')])
    decks.add(fresh)
    expect(open().list.map(({ name }) => name)).toEqual(['Deck a', 'Other', 'Deck b'])
    expect(decks.fresh(shared, ids)).toEqual([])
  })

  it('tells of each change once', () => {
    let told = 0
    decks.onChange(() => (told += 1))
    decks.save(deck('a'))
    decks.remove('b')
    decks.remove('a')
    expect(told).toBe(2)
  })

  it('refuses one more than it may hold, but not a change of one it has', () => {
    const full = { list: Array.from({ length: limits.savedDecks }, (_, at) => deck(`d${at}`)) }
    Object.defineProperty(decks, 'list', { get: () => full.list })
    expect(() => decks.save(deck('more'))).toThrow(expect.objectContaining({ code: 'too-many' }))
    expect(() => decks.save(deck('d1', { name: 'Same' }))).not.toThrow()
  })

  it('knows a deck by its id, and says when it is gone', () => {
    decks.save(deck('a'))
    expect(decks.get('a').name).toBe('Deck a')
    expect(() => decks.get('b')).toThrow(expect.objectContaining({ code: 'not-found' }))
  })

  it('starts empty from a damaged file, sets it aside and says so', () => {
    writeFileSync(path.join(dir, 'decks.json'), '{"half": ')
    const next = open()
    expect(next.list).toEqual([])
    expect(next.recovered).toMatchObject({ level: 'error', title: expect.stringContaining('Saved decks') as string })
  })
})
