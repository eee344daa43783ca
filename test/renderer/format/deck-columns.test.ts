import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsFor } from '../../../renderer/format/deck-columns'
import { deckColumns, plainDeckView, type DeckColumn } from '../../../shared/deck-view'

describe('columnsFor', () => {
  it('shows all that are chosen where there is room, with a track for each and one for the tick', () => {
    const { columns, template } = columnsFor(1_400, [])
    expect(columns).toEqual(deckColumns)
    expect(template.match(/minmax\([^)]*\)|\d+px/g)).toHaveLength(deckColumns.length + 1)
  })

  it('leaves out activity and retries first', () => {
    expect(columnsFor(861, plainDeckView.hiddenColumns).columns).toContain('retries')
    expect(columnsFor(600, plainDeckView.hiddenColumns).columns).toEqual(['name', 'state', 'rtt', 'in', 'out', 'queue', 'last'])
  })

  it('always keeps name and state, in the same order, and nothing that is hidden', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 2_000 }), fc.subarray(deckColumns.filter((column) => column !== 'name' && column !== 'state')), (width, hidden) => {
        const { columns } = columnsFor(width, hidden)
        expect(columns).toEqual(expect.arrayContaining(['name', 'state']))
        expect(columns).toEqual(deckColumns.filter((column) => columns.includes(column)))
        expect(columns.some((column) => (hidden as readonly DeckColumn[]).includes(column))).toBe(false)
      }),
    )
  })
})
