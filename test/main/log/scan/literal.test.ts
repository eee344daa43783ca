import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Literal } from '../../../../main/log/scan/literal'
import { chunkOf } from '../../../support/written-capture'

/** Which of the entries `from` to `to` hold the text. */
function marked(texts: readonly string[], condition: { text: string; caseSensitive: boolean }, from = 0, to = texts.length): number[] {
  const marks = new Uint8Array(texts.length)
  new Literal({ ...condition, regex: false }).mark(chunkOf(texts), marks, from, to)
  return [...marks]
}

const entries = fc.array(
  fc.array(fc.constantFrom('a', 'A', 'b', 'k', 'K', '\u212a', 'é'), { maxLength: 6 }).map((letters) => letters.join('')),
  { minLength: 1, maxLength: 40 },
)

test('marks each entry as if it stood alone, in whatever part of the chunk is asked for', () => {
  fc.assert(
    fc.property(entries, fc.constantFrom('a', 'ab', 'ka', 'kk', 'aaa', 'É', 'bkb'), fc.boolean(), fc.tuple(fc.nat(40), fc.nat(40)), (texts, text, caseSensitive, part) => {
      const [from = 0, to = 0] = part.map((index) => Math.min(index, texts.length)).toSorted((a, b) => a - b)
      const holds = (entry: string) => (caseSensitive ? entry.includes(text) : new RegExp(text, 'iu').test(entry))
      const expected = texts.map((entry, index) => (index >= from && index < to && holds(entry) ? 1 : 0))
      expect(marked(texts, { text, caseSensitive }, from, to)).toEqual(expected)
    }),
    { numRuns: 2_000 },
  )
})

test('finds no text that begins in one entry and ends in the next', () => {
  expect(marked(['hay nee', 'dle', 'needle', '', 'a needle'], { text: 'needle', caseSensitive: true })).toEqual([0, 0, 1, 0, 1])
})

test('finds an empty chunk to hold nothing', () => {
  expect(marked(['', '', ''], { text: 'x', caseSensitive: false })).toEqual([0, 0, 0])
})
