import fc from 'fast-check'
import { expect, test } from 'vitest'
import { caseVariants, foldedPattern } from '../../../../main/log/scan/pattern'

/** What JavaScript's own case-insensitive matching says, on decoded text. */
function naive(text: string, needle: string): boolean {
  const source = Array.from(needle, (letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`).join('')
  return new RegExp(source, 'iu').test(text)
}

function found(text: string, needle: string): boolean {
  return foldedPattern(needle).test(Buffer.from(text).toString('latin1'))
}

test('finds every letter in all its cases, throughout Unicode', () => {
  const cased = Array.from({ length: 0x1f000 }, (_, code) => (code >= 0xd800 && code < 0xe000 ? '' : String.fromCodePoint(code))).filter((char) => char.toLowerCase() !== char || char.toUpperCase() !== char)
  const all = cased.join('')
  for (const letter of cased) {
    const same = all.match(new RegExp(`\\u{${letter.codePointAt(0)?.toString(16)}}`, 'giu')) ?? []
    if (caseVariants(letter).toSorted().join() !== same.toSorted().join()) expect.fail(`${letter}: ${caseVariants(letter).join()} instead of ${same.join()}`)
  }
  expect(cased.length).toBeGreaterThan(2_700)
})

test.each([
  ['Kelvin', '300 \u212a', 'k', true],
  ['long s', 'ſockdeck', 'SOCK', true],
  ['final sigma', 'ΟΔΟΣ', 'οδος', true],
  ['sharp s', 'STRAẞE', 'straße', true],
  ['sharp s is not two letters', 'STRASSE', 'straße', false],
  ['dotless i', 'ı', 'i', false],
  ['umlaut', 'ÄRGER', 'ärger', true],
  ['bytes are not letters: C3 A9 is not in E3 A9 80', '\u3a40', 'é', false],
  ['not its neighbour', 'è', 'É', false],
  ['outside of the basic plane', '𐐀', '𐐨', true],
  ['regex letters', 'a.b', 'a*b', false],
  ['regex letters taken literally', '(a|b)*[c]', '|B)*[', true],
])('folds case: %s', (_, text, needle, expected) => {
  expect(found(text, needle)).toBe(expected)
  expect(naive(text, needle)).toBe(expected)
})

const letters = fc.constantFrom(...Array.from('aAbkKsSﬅﬆſ\u212aßẞσςΣéÉèÈяЯ😀𐐀𐐨İıi.*[]\\^$-\n"'))
const words = fc.array(letters, { maxLength: 30 }).map((all) => all.join(''))

test('agrees with matching on decoded text', () => {
  fc.assert(
    fc.property(words, fc.array(letters, { minLength: 1, maxLength: 3 }), (text, needle) => {
      expect(found(text, needle.join(''))).toBe(naive(text, needle.join('')))
    }),
    { numRuns: 2_000 },
  )
})

test('agrees with matching on decoded text for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }), words, fc.boolean(), (needle, around, swap) => {
      const text = around + (swap ? needle.toUpperCase() : needle) + around
      expect(found(text, needle)).toBe(naive(text, needle))
    }),
    { numRuns: 2_000 },
  )
})

test('takes text that is not well formed as the replacement character', () => {
  expect(found('a\ufffdb', 'a\ud800b')).toBe(true)
})
