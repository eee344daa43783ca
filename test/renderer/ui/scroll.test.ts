import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawn, isScaled, lastOffset, revealing, tallestPx, toOffset, toScrollTop, trackPx, type Geometry } from '../../../renderer/ui/scroll'

const few: Geometry = { rows: 1_000, rowPx: 22, viewPx: 400 }
const many: Geometry = { rows: 10_000_000, rowPx: 22, viewPx: 400 }
const any = fc.record({ rows: fc.integer({ min: 0, max: 20_000_000 }), rowPx: fc.constantFrom(18, 22, 30), viewPx: fc.integer({ min: 0, max: 3_000 }) })

describe('a list that fits below the tallest element', () => {
  it('scrolls pixel by pixel', () => {
    expect(isScaled(few)).toBe(false)
    expect(toOffset(1_234, few)).toBeCloseTo(1_234)
    expect(trackPx(few)).toBe(22_000)
  })
})

describe('ten million rows', () => {
  it('have a track no browser cuts off', () => {
    expect(isScaled(many)).toBe(true)
    expect(trackPx(many)).toBe(tallestPx)
  })

  it('reach from the first row to the last', () => {
    expect(toOffset(0, many)).toBe(0)
    expect(toOffset(tallestPx - many.viewPx, many)).toBe(lastOffset(many))
    expect(drawn(lastOffset(many), many, 0).to).toBe(10_000_000)
  })
})

it('goes from offset to scroll bar and back without losing a row', () => {
  fc.assert(
    fc.property(any, fc.double({ min: 0, max: 1, noNaN: true }), (geometry, share) => {
      const offset = lastOffset(geometry) * share
      expect(Math.abs(toOffset(toScrollTop(offset, geometry), geometry) - offset)).toBeLessThan(1)
    }),
  )
})

it('draws every row in view, none that does not exist, and never many', () => {
  fc.assert(
    fc.property(any, fc.double({ min: 0, max: 1, noNaN: true }), (geometry, share) => {
      const offset = lastOffset(geometry) * share
      const { from, to } = drawn(offset, geometry, 5)
      expect(from).toBeGreaterThanOrEqual(0)
      expect(to).toBeLessThanOrEqual(geometry.rows)
      expect(from * geometry.rowPx).toBeLessThanOrEqual(offset)
      expect(to * geometry.rowPx).toBeGreaterThanOrEqual(Math.min(offset + geometry.viewPx, geometry.rows * geometry.rowPx))
      expect(to - from).toBeLessThanOrEqual(geometry.viewPx / geometry.rowPx + 12)
    }),
  )
})

describe('revealing', () => {
  it('does not move when the row is in view', () => expect(revealing(10, 100, few)).toBe(100))
  it('moves up to a row above', () => expect(revealing(2, 100, few)).toBe(44))
  it('moves down until the row below is whole', () => expect(revealing(30, 0, few)).toBe(31 * 22 - 400))
  it('keeps inside the list', () => expect(revealing(999, 0, few)).toBe(lastOffset(few)))
})
