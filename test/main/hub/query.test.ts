import { expect, it } from 'vitest'
import { wholeNumber } from '../../../main/hub/query'

const rule = { name: 'ms', min: 10, max: 60_000, fallback: 1000 }
const read = (query: string) => wholeNumber(new URLSearchParams(query), rule)

it('reads a whole number within its bounds', () => {
  expect(read('?ms=10')).toBe(10)
  expect(read('?a=b&ms=60000')).toBe(60_000)
})

it('falls back where the query does not say', () => {
  expect(read('')).toBe(1000)
})

it.each(['9', '60001', '', '1e3', '0x20', '-20', '+20', '20.5', ' 20', '20ms', 'NaN', 'Infinity', '9'.repeat(400)])('says what is wrong with "%s"', (text) => {
  expect(read(`?ms=${encodeURIComponent(text)}`)).toBe('ms must be a whole number from 10 to 60000, such as ms=100')
})
