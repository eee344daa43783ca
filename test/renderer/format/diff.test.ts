import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Comparison, hunksOf, type DiffRow } from '../../../renderer/format/diff'

const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'dd'), { maxLength: 30 })

function compared(a: readonly string[], b: readonly string[]): Comparison {
  const hunks = hunksOf(a, b, 10_000)
  if (hunks === null) throw new Error('it took too long')
  return new Comparison(a, b, hunks)
}

const texts = (rows: readonly DiffRow[], side: 'a' | 'b') => rows.flatMap((row) => row[side]?.text ?? [])

describe('Comparison', () => {
  it.each(['unified', 'split'] as const)('has every line of both texts in its order, %s', (layout) => {
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const comparison = compared(a, b)
        const rows = comparison.rows(layout, 0, Infinity)
        expect(rows).toHaveLength(comparison.length(layout))
        expect([texts(rows, 'a'), texts(rows, 'b')]).toEqual([a, b])
        for (const row of rows) if (row.same) expect(row.a?.text).toBe(row.b?.text)
        expect(rows.filter(({ same, b: right }) => !same && right !== null)).toHaveLength(comparison.added)
        expect(rows.filter(({ same, a: left }) => !same && left !== null)).toHaveLength(comparison.removed)
      }),
    )
  })

  it('is the same whichever rows are asked for, and knows where each place begins', () => {
    fc.assert(
      fc.property(lines, lines, fc.nat(20), fc.nat(20), (a, b, from, count) => {
        const comparison = compared(a, b)
        const rows = comparison.rows('split', 0, Infinity)
        expect(comparison.rows('split', from, from + count)).toEqual(rows.slice(from, from + count))
        const begins = rows.flatMap(({ same }, i) => (!same && (i === 0 || rows[i - 1]?.same === true) ? [i] : []))
        expect(comparison.changes('split')).toEqual(begins)
      }),
    )
  })

  it('puts what came beside what it replaced, or below it, and marks what differs', () => {
    const comparison = compared(['{', '  "price": 10,', '}'], ['{', '  "price": 12,', '}'])
    const a = { line: 1, text: '  "price": 10,', from: 12, to: 13 }
    const b = { line: 1, text: '  "price": 12,', from: 12, to: 13 }
    expect(comparison.rows('split', 1, 2)).toEqual([{ same: false, a, b }])
    expect(comparison.rows('unified', 1, 3)).toEqual([{ same: false, a, b: null }, { same: false, a: null, b }])
  })

  it('never marks half a character', () => {
    const [row] = compared(['😀'], ['😁']).rows('split', 0, 1)
    expect(row?.a).toEqual({ line: 0, text: '😀', from: 0, to: 0 })
    const [other] = compared(['x😀y'], ['x😁y']).rows('split', 0, 1)
    expect(other?.a?.text.slice(other.a.from, other.a.to)).toBe('😀')
  })

  it('cuts lines that are too long to be read', () => {
    const [row] = compared(['x'.repeat(10_000)], ['']).rows('unified', 0, 1)
    expect(row?.a?.text.length).toBeLessThan(4_200)
  })
})

it('gives up when comparing takes longer than it may', () => {
  const many = (word: string) => Array.from({ length: 20_000 }, (_, i) => `${word}${i}`)
  expect(hunksOf(many('a'), many('b'), 1)).toBeNull()
})
