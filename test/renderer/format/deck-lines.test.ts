import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findSpot, linesOf, moved, type DeckMove, type DeckSpot } from '../../../renderer/format/deck-lines'

const groups = [
  { key: 'one', name: 'One', ids: ['a', 'b', 'c', 'd', 'e'] },
  { key: 'two', name: 'Two', ids: ['f', 'g'] },
]
const at = (id: string): DeckSpot => ({ kind: 'socket', id })
const head = (key: string): DeckSpot => ({ kind: 'group', key })
const cards = (collapsed: string[] = []) => linesOf(groups, { headed: true, collapsed: new Set(collapsed), perLine: 3 })

describe('the lines of the deck', () => {
  it('are one for each socket in a table, and as many cards as fit', () => {
    expect(linesOf(groups, { headed: false, collapsed: new Set(), perLine: 1 })).toHaveLength(7)
    expect(cards().map((line) => (line.kind === 'group' ? line.group.key : line.ids.join('')))).toEqual(['one', 'abc', 'de', 'two', 'fg'])
  })

  it('leave out what is in folded groups, but not their heads', () => {
    expect(cards(['one']).map((line) => (line.kind === 'group' ? line.group.key : line.ids.join('')))).toEqual(['one', 'two', 'fg'])
  })

  it('fold nothing where there are no heads to unfold it', () => {
    expect(linesOf(groups, { headed: false, collapsed: new Set(['one']), perLine: 1 })).toHaveLength(7)
  })
})

describe('the arrow keys', () => {
  it.each<[DeckSpot, DeckMove, DeckSpot]>([
    [at('b'), 'down', at('e')],
    [at('c'), 'down', at('e')],
    [at('e'), 'down', head('two')],
    [head('two'), 'down', at('f')],
    [at('e'), 'up', at('b')],
    [at('c'), 'right', at('d')],
    [at('d'), 'left', at('c')],
    [at('a'), 'left', head('one')],
    [at('g'), 'right', at('g')],
    [head('one'), 'up', head('one')],
    [at('g'), 'first', head('one')],
    [at('a'), 'last', at('g')],
    [at('a'), 'page-down', head('two')],
    [at('g'), 'page-up', at('b')],
  ])('lead from %j %s to %j', (from, move, to) => {
    expect(moved(cards(), from, move, move === 'page-up' ? 3 : 2)).toEqual(to)
  })

  it('begin at an end when they stand nowhere', () => {
    expect(moved(cards(), null, 'down', 2)).toEqual(head('one'))
    expect(moved(cards(), at('gone'), 'up', 2)).toEqual(at('f'))
    expect(moved([], null, 'down', 2)).toBeNull()
  })

  it('reach every line, and stay on the deck', () => {
    const moves = fc.array(fc.constantFrom<DeckMove>('up', 'down', 'left', 'right', 'page-up', 'page-down', 'first', 'last'), { maxLength: 30 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), moves, (perLine, all) => {
        const lines = linesOf(groups, { headed: true, collapsed: new Set(), perLine })
        let spot: DeckSpot | null = null
        for (const move of all) {
          spot = moved(lines, spot, move, 3)
          expect(findSpot(lines, spot)).not.toBeNull()
        }
        let reached = 1
        for (spot = moved(lines, null, 'first', 1); findSpot(lines, spot)?.line !== lines.length - 1; spot = moved(lines, spot, 'down', 1)) reached += 1
        expect(reached).toBe(lines.length)
      }),
    )
  })
})
