import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expression as re2 } from '../../../renderer/format/expression'
import { highlighted, highlighter } from '../../../renderer/format/highlight'

const literal = (text: string, caseSensitive = false) => highlighter({ text, regex: false, caseSensitive }, null)
const expression = (text: string, caseSensitive = false) => highlighter({ text, regex: true, caseSensitive }, re2)
/** With `[ ]` around what the filter marks and `< >` around what find does. */
const shown = (text: string, filter: ReturnType<typeof literal>, find: ReturnType<typeof literal> = null) =>
  highlighted(text, filter, find).map((part) => (part.by === 'filter' ? `[${part.text}]` : part.by === 'find' ? `<${part.text}>` : part.text)).join('')

describe('what is looked for', () => {
  it.each([
    ['a HELLO b hello', 'hello', 'a [HELLO] b [hello]'],
    ['1+1=2 (1+1)', '1+1', '[1+1]=2 ([1+1])'],
    ['a/b-c', '/b-', 'a[/b-]c'],
    ['10 K at 20 \u212a', 'k', '10 [K] at 20 [\u212a]'],
    ['aaaa', 'aa', '[aa][aa]'],
    ['no', '', 'no'],
  ])('%j marked by %j', (text, find, marked) => expect(shown(text, literal(find))).toBe(marked))

  it('is told apart by case when it should be', () => expect(shown('Hello hello', literal('Hello', true))).toBe('[Hello] hello'))

  it('may be an expression, in the syntax main searches with', () => {
    expect(shown('id=42 id=x', expression('ID=\\d+'))).toBe('[id=42] id=x')
    expect(shown('id=42', expression('ID', true))).toBe('id=42')
    expect(shown('ab', expression('x*'))).toBe('ab')
    expect(shown('\u{1f600}a\u{1f600}', expression('\\x{1F600}'))).toBe('[\u{1f600}]a[\u{1f600}]')
  })

  it('is nothing when the expression is none, or one that only backtracking engines know', () => {
    expect(expression('(a')).toBeNull()
    expect(expression('(a)\\1')).toBeNull()
  })

  it('does not hold the window however mean the expression is', () => {
    const text = 'a'.repeat(512) + 'b'
    expect(shown(text, expression('^(a+)+$'))).toBe(text)
  })
})

describe('find and filter', () => {
  it('are marked side by side, and find stands above', () => {
    expect(shown('order 12 of 34', literal('order 12'), literal('12 of'))).toBe('[order ]<12 of> 34')
    expect(shown('aXb', literal('aXb'), literal('x'))).toBe('[a]<X>[b]')
  })

  it('lose no character of any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (text, a, b) => highlighted(text, literal(a), literal(b)).map((part) => part.text).join('') === text),
    )
  })

  it('mark a bounded number of places', () => {
    expect(highlighted('ab'.repeat(400), literal('a'), null).filter(({ by }) => by !== null)).toHaveLength(40)
  })
})
