import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { folded, fuzzy, fuzzyScore, parts } from '../../../renderer/format/fuzzy'

const found = (query: string, text: string) => {
  const match = fuzzy(folded(query), folded(text))
  return match === null ? null : parts(text, match.at).map((part) => (part.matched ? `[${part.text}]` : part.text)).join('')
}
const score = (query: string, text: string) => fuzzy(folded(query), folded(text))?.score ?? -1
const isSubsequence = (query: string, text: string) => {
  let at = -1
  return Array.from(query).every((letter) => (at = text.indexOf(letter, at + 1)) !== -1)
}
/** Short words of few letters, so that they often match. */
const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', '-', ' ', 'é', '语', '😀'), maxLength: 12 })

describe('fuzzy', () => {
  it('marks what fits where it stands best', () => {
    expect(found('lob', 'Lobby A')).toBe('[Lob]by A')
    expect(found('a', 'Lobby A')).toBe('Lobby [A]')
    expect(found('bby', 'Lobby A')).toBe('Lo[bby] A')
    expect(found('lba', 'Lobby A')).toBe('[L]ob[b]y [A]')
    expect(found('dark theme', 'Theme: Dark')).toBe('[Theme]: [Dark]')
    expect(found('xyz', 'Lobby A')).toBeNull()
    expect(found('', 'Lobby A')).toBe('Lobby A')
  })

  it('ranks the whole text, a beginning, a word, any place, all words and letters apart in this order', () => {
    const ranked = ['cap new', 'cap new one', 'the cap new', 'acap new', 'new cap', 'c-a-p-n-e-w'].map((text) => score('cap new', text))
    expect(ranked).toEqual([...ranked].sort((a, b) => b - a))
    expect(new Set(ranked).size).toBe(ranked.length)
    expect(Math.min(...ranked)).toBeGreaterThanOrEqual(0)
  })

  it('never loses a text that has the letters in their order, and never finds one that has not', () => {
    fc.assert(
      fc.property(words, words, (query, text) => {
        const [asked, where] = [folded(query), folded(text)]
        const letters = asked.replace(/\s/g, '')
        const fits = fuzzy(asked, where) !== null
        const inWords = asked.split(/\s+/).filter(Boolean)
        expect(fits).toBe(asked === '' || isSubsequence(letters, where) || where.includes(asked) || (inWords.length > 1 && inWords.every((word) => where.includes(word))))
      }),
      { numRuns: 2_000 },
    )
  })

  it('puts a text that begins so before one that does not', () => {
    fc.assert(
      fc.property(words, words, words, (query, rest, other) => {
        const [asked, without] = [folded(query), folded(other)]
        fc.pre(asked !== '' && !without.startsWith(asked))
        expect(score(asked, asked + rest)).toBeGreaterThan(score(asked, without))
      }),
      { numRuns: 2_000 },
    )
  })

  it('marks the very letters of the query, and the parts are the text again', () => {
    fc.assert(
      fc.property(words, words, (query, text) => {
        const asked = folded(query)
        const match = fuzzy(asked, folded(text))
        fc.pre(match !== null)
        const cut = parts(text, match?.at ?? [])
        expect(cut.map((part) => part.text).join('')).toBe(text)
        const marked = (match?.at ?? []).map((at) => folded(text).charAt(at)).join('')
        for (const letter of asked.replace(/\s/g, '')) expect(marked).toContain(letter.charAt(0))
        expect([...(match?.at ?? [])].sort((a, b) => a - b)).toEqual(match?.at)
      }),
      { numRuns: 1_000 },
    )
  })

  it('scores the same whether the places are asked for or not', () => {
    fc.assert(fc.property(words, words, (query, text) => fuzzyScore(folded(query), folded(text)) === (fuzzy(folded(query), folded(text))?.score ?? null)))
  })

  it('folds without moving a letter', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('İ', 'a', 'ẞ', 'ǅ', '😀', 'K', 'Σ'), maxLength: 20 }), (text) => folded(text).length === text.length))
    expect(folded('İstanbul')).toBe('İstanbul')
    expect(folded('ÄB')).toBe('äb')
  })
})
