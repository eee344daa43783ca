import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fits, grouped, sameGroups, sorted, type DeckFacts } from '../../../renderer/format/deck'
import { stateOrder } from '../../../renderer/format/state'
import { deckColumns, deckGroupings } from '../../../shared/deck-view'
import { profileColors } from '../../../shared/profile'
import { snapshot, states } from '../../support/snapshots'

function facts(id: string, about: Partial<DeckFacts> = {}): DeckFacts {
  return { snapshot: snapshot(id), profile: 'Echo', folder: '', tags: [], rateIn: 0, rateOut: 0, ...about }
}

const idsOf = (all: readonly DeckFacts[]) => all.map((each) => each.snapshot.id)

const someFacts = fc
  .array(
    fc.record({
      name: fc.constantFrom('a', 'A', 'b10', 'b9', ''),
      state: fc.constantFrom({ kind: 'idle' } as const, states.open, states.failed, states.waiting),
      color: fc.constantFrom(...profileColors),
      folder: fc.constantFrom('', 'One', 'Two'),
      tags: fc.subarray(['eu', 'us', 'prod']),
      profile: fc.constantFrom('', 'Echo', 'Room'),
      rateIn: fc.nat(3),
      rateOut: fc.nat(3),
    }),
    { maxLength: 40 },
  )
  .map((all) =>
    all.map(({ name, state, color, folder, profile, ...rest }, at) => ({
      snapshot: snapshot(`c${at}`, { name, state, color, folderId: folder || null, profileId: profile || 'gone' }),
      folder,
      profile,
      ...rest,
    })),
  )
const someSort = fc.record({ column: fc.constantFrom(...deckColumns), descending: fc.boolean() })

describe('sorting the deck', () => {
  it('loses nothing, and sorts what is sorted no further', () => {
    fc.assert(
      fc.property(someFacts, someSort, (all, sort) => {
        const once = sorted(all, sort)
        expect(idsOf(once).toSorted()).toEqual(idsOf(all).toSorted())
        expect(idsOf(sorted(once, sort))).toEqual(idsOf(once))
      }),
    )
  })

  it('leaves equals in the order of the deck, whichever way it goes', () => {
    fc.assert(
      fc.property(someSort, (sort) => {
        const all = ['a', 'b', 'c'].map((id) => facts(id, { snapshot: snapshot(id, { name: 'Same' }) }))
        expect(idsOf(sorted(all, sort))).toEqual(['a', 'b', 'c'])
      }),
    )
  })

  it('reads numbers in names as numbers', () => {
    const all = ['Echo #10', 'Echo #9', 'Echo'].map((name) => facts(name, { snapshot: snapshot(name, { name }) }))
    expect(idsOf(sorted(all, { column: 'name', descending: false }))).toEqual(['Echo', 'Echo #9', 'Echo #10'])
  })

  it('puts what has no round trip last, whichever way it goes', () => {
    const open = (id: string, rttMs: number) => facts(id, { snapshot: snapshot(id, { state: { ...states.open, rttMs } }) })
    const all = [facts('idle'), open('slow', 9), open('fast', 1)]
    expect(idsOf(sorted(all, { column: 'rtt', descending: false }))).toEqual(['fast', 'slow', 'idle'])
    expect(idsOf(sorted(all, { column: 'rtt', descending: true }))).toEqual(['slow', 'fast', 'idle'])
  })

  it('puts the busiest first', () => {
    const all = [facts('calm'), facts('busy', { rateIn: 900 }), facts('some', { rateOut: 3, rateIn: 1 })]
    expect(idsOf(sorted(all, { column: 'activity', descending: true }))).toEqual(['busy', 'some', 'calm'])
  })
})

describe('filtering the deck', () => {
  it('wants each word somewhere: in name, URL, profile, folder or tag', () => {
    const one = facts('a', { snapshot: snapshot('a', { name: 'Orders', url: 'wss://feed.example/v2' }), folder: 'Staging', tags: ['EU'], profile: 'Feed' })
    for (const query of ['', 'ord', 'FEED.example', 'staging eu', ' orders  eu ']) expect(fits(one, query, new Set()), query).toBe(true)
    expect(fits(one, 'staging us', new Set())).toBe(false)
  })

  it('keeps the states that are asked for, all if none is', () => {
    const open = facts('a', { snapshot: snapshot('a', { state: states.open }) })
    expect(fits(open, '', new Set(['open', 'failed']))).toBe(true)
    expect(fits(open, '', new Set(['failed']))).toBe(false)
  })
})

describe('grouping the deck', () => {
  it('puts each socket in one group, in the order it had', () => {
    fc.assert(
      fc.property(someFacts, fc.constantFrom(...deckGroupings), (all, grouping) => {
        const groups = grouped(all, grouping, ['One', 'Two'])
        const order = idsOf(all)
        expect(groups.flatMap(({ ids }) => ids).toSorted()).toEqual(order.toSorted())
        for (const { ids } of groups) expect(ids).toEqual(order.filter((id) => ids.includes(id)))
        expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length)
      }),
    )
  })

  it('lists folders as they are listed elsewhere, and what is in none last', () => {
    const inFolder = (id: string, folder: string) => facts(id, { snapshot: snapshot(id, { folderId: folder || null }), folder })
    const groups = grouped([inFolder('a', ''), inFolder('b', 'two'), inFolder('c', 'one')], 'folder', ['one', 'two'])
    expect(groups.map(({ key }) => key)).toEqual(['one', 'two', ''])
  })

  it('takes tags together as a group of their own, in whatever order they stand', () => {
    const groups = grouped([facts('a', { tags: ['eu', 'prod'] }), facts('b', { tags: ['prod', 'eu'] }), facts('c', { tags: ['eu'] }), facts('d')], 'tag', [])
    expect(groups).toEqual([
      { key: 'eu', name: 'eu', ids: ['c'] },
      { key: 'eu · prod', name: 'eu · prod', ids: ['a', 'b'] },
      { key: '', name: '', ids: ['d'] },
    ])
  })

  it('puts the states first that need a look', () => {
    const groups = grouped([facts('a'), facts('b', { snapshot: snapshot('b', { state: states.open }) }), facts('c', { snapshot: snapshot('c', { state: states.failed }) })], 'state', [])
    expect(groups.map(({ key }) => key)).toEqual(stateOrder.filter((kind) => ['idle', 'open', 'failed'].includes(kind)))
  })

  it('knows groups in which nothing has moved', () => {
    const all = [facts('a'), facts('b')]
    const groups = grouped(all, 'profile', [])
    expect(sameGroups(groups, grouped(all, 'profile', []))).toBe(true)
    expect(sameGroups(groups, grouped(all.toReversed(), 'profile', []))).toBe(false)
    expect(sameGroups(groups, grouped(all.slice(1), 'profile', []))).toBe(false)
  })
})
