import { describe, expect, it } from 'vitest'
import { completed, completionAt, fitting } from '../../../renderer/ui/completion'

describe('what is being written', () => {
  it.each([
    ['{{', 2, { from: 2, to: 2, typed: '' }],
    ['a {{ho', 6, { from: 4, to: 6, typed: 'ho' }],
    ['{{ $uu', 6, { from: 3, to: 6, typed: '$uu' }],
    ['{{host}} {{a-b.c', 16, { from: 11, to: 16, typed: 'a-b.c' }],
  ])('is the name before the caret in %j', (text, caret, expected) => expect(completionAt(text, caret)).toEqual(expected))

  it.each([
    ['{host', 5],
    ['{{host}}', 8],
    ['{{a b', 5],
    ['\\{{ho', 5],
    ['{{\nho', 5],
    ['{{host', 1],
  ])('is no name in %j at %i', (text, caret) => expect(completionAt(text, caret)).toBeNull())

  it('is looked for near the caret only, however long the text is', () => {
    expect(completionAt(`{{${'a'.repeat(1_000_000)}`, 1_000_002)).toBeNull()
  })
})

describe('what is offered', () => {
  const all = ['apiHost', 'host', 'Hostname', 'token'].map((name) => ({ name }))

  it('begins with what is typed, then holds it, in either case', () => {
    expect(fitting(all, 'HOST').map(({ name }) => name)).toEqual(['host', 'Hostname', 'apiHost'])
  })

  it('is everything before the first letter', () => expect(fitting(all, '')).toEqual(all))
})

it('ends the place with braces, unless they are there', () => {
  expect(completed('host', ' and more')).toBe('host}}')
  expect(completed('host', ' }} and more')).toBe('host')
})
