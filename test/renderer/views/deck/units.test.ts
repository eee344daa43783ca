import { expect, it } from 'vitest'
import { linesOf } from '../../../../renderer/format/deck-lines'
import { cardsPerLine, cardUnits, unitsOf } from '../../../../renderer/views/deck/units'

const lines = linesOf([{ key: 'g', name: 'G', ids: ['a', 'b', 'c'] }], { headed: true, collapsed: new Set(), perLine: 2 })

it('gives a table one row of the list for each line', () => {
  expect(unitsOf(lines, false)).toEqual([0, 1, 2])
})

it('gives a line of cards as many rows of the list as it is high', () => {
  const units = unitsOf(lines, true)
  expect(units).toEqual([0, 1, -1, -1, -1, 2, -1, -1, -1])
  expect(units).toHaveLength(1 + 2 * cardUnits)
})

it('puts as many cards beside each other as fit, and never none', () => {
  expect(cardsPerLine(0)).toBe(1)
  expect(cardsPerLine(640)).toBe(2)
  expect(cardsPerLine(1_040)).toBe(3)
})
