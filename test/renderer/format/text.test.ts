import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pieces, plainLine, segments } from '../../../renderer/format/text'

const line = { multiline: false, most: 100 }
const shown = (text: string, bounds = line) => segments(text, bounds).map((segment) => segment.text)

describe('segments', () => {
  it('leaves plain text whole, emoji and combining marks too', () => {
    expect(shown('naïve <img src=x onerror=alert(1)> 🙂 e\u0301')).toEqual(['naïve <img src=x onerror=alert(1)> 🙂 e\u0301'])
  })

  it('shows every C0 control by its name', () => {
    expect(shown('a\u0000b\u001b[31m\r\n\u007f')).toEqual(['a', 'NUL', 'b', 'ESC', '[31m', 'CR', 'LF', 'DEL'])
  })

  it('shows direction marks, zero-width characters and C1 controls as names', () => {
    const found = segments('a\u202eb\u200bc\u0085', line)
    expect(found.filter((segment) => segment.kind === 'hidden').map(({ text, title }) => [text, title])).toEqual([
      ['RLO', 'U+202E'],
      ['ZWSP', 'U+200B'],
      ['U+0085', 'U+0085'],
    ])
  })

  it('keeps line breaks and tabs where they are layout', () => {
    expect(shown('a\n\tb\u0007', { multiline: true, most: 100 })).toEqual(['a\n\tb', 'BEL'])
  })

  it('makes a bounded number of segments and still hides nothing', () => {
    const found = segments('x\u202e'.repeat(10_000), { multiline: false, most: 50 })
    expect(found.length).toBeLessThanOrEqual(50)
    expect(found.map((segment) => segment.text).join('')).not.toContain('\u202e')
    expect(found.at(-1)?.text).toContain('‹RLO›')
  })

  it('never lets a hidden character through, whatever the text and the bound', () => {
    const nasty = fc.string({ unit: fc.oneof(fc.constantFrom('\u202e', '\u200d', '\u0000', '\n', '\ufeff', '\u{e0041}'), fc.string({ minLength: 1, maxLength: 1 })) })
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 20 }), (text, most) => {
        expect(shown(text, { multiline: false, most }).join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      }),
    )
  })
})

describe('pieces', () => {
  const cut = (text: string, size: number) => pieces(text, size).map(({ from, to }) => text.slice(from, to))

  it('cuts behind a line break where one is near', () => {
    expect(cut('aaaa\nbbbb\ncc', 7)).toEqual(['aaaa\n', 'bbbb\ncc'])
  })

  it('cuts a long line anywhere but inside a surrogate pair', () => {
    expect(cut('ab🙂cd', 3)).toEqual(['ab🙂', 'cd'])
  })

  it('puts together again to the same text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 9 }), (text, size) => cut(text, size).join('') === text))
  })
})

it('spells hidden characters out where only plain text goes', () => {
  expect(plainLine('a\u202eb\n<b>')).toBe('a‹RLO›b‹LF›<b>')
})
