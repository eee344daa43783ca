/** Grouped numbers: what Intl writes, without Intl. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grouped } from '../../shared/grouped'

test('numbers are written as Intl writes them', () => {
  const intl = new Intl.NumberFormat('en-US')
  const any = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double(), fc.constantFrom(0, 999, 1_000, -1_000, 999_999, 1_000_000, 0.5, NaN, Infinity))
  fc.assert(
    fc.property(any, (count) => {
      expect(grouped(count)).toBe(intl.format(Object.is(count, -0) ? 0 : count))
    }),
  )
})
