import { describe, expect, it } from 'vitest'
import { formatBytes, formatCount, formatRate } from '../../../renderer/format/bytes'

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1024, '1.0 KB'],
    [1229, '1.2 KB'],
    [10_240, '10 KB'],
    [1_048_064, '1.0 MB'],
    [16 * 1024 * 1024, '16 MB'],
    [5 * 1024 ** 4, '5.0 TB'],
  ])('writes %i bytes as %s', (bytes, words) => expect(formatBytes(bytes)).toBe(words))

  it('never needs more than three digits below a thousand terabytes', () => {
    for (let bytes = 1; bytes < 2 ** 49; bytes = Math.ceil(bytes * 1.01)) expect(formatBytes(bytes)).toMatch(/^(\d{1,3}|\d\.\d) [KMGT]?B$/)
  })
})

describe('formatRate', () => {
  it.each([
    [0, '0'],
    [0.4, '0.4'],
    [12.4, '12'],
    [999.4, '999'],
    [1_200, '1.2k'],
    [48_300, '48k'],
    [999_600, '1.0M'],
    [2_500_000, '2.5M'],
  ])('writes %d per second as %s', (rate, words) => expect(formatRate(rate)).toBe(words))
})

it('groups thousands', () => {
  expect(formatCount(1_204_310)).toBe('1,204,310')
})
