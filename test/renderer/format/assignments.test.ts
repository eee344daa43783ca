import { expect, it } from 'vitest'
import { readAssignments } from '../../../renderer/format/assignments'
import { limits } from '../../../shared/limits'

it('reads lines as an .env file has them', () => {
  const text = ['# staging', 'HOST=example.com', 'export TOKEN = "a b\\"c\\n"', "PLAIN='x # y' # comment", 'EMPTY=', 'URL=wss://h/?a=b#c', 'NOTE=some words # said', '', 'not a line'].join('\r\n')
  expect(readAssignments(text)).toEqual([
    { name: 'HOST', value: 'example.com' },
    { name: 'TOKEN', value: 'a b"c\n' },
    { name: 'PLAIN', value: 'x # y' },
    { name: 'EMPTY', value: '' },
    { name: 'URL', value: 'wss://h/?a=b#c' },
    { name: 'NOTE', value: 'some words' },
  ])
})

it.each(['', 'just words', '1A=x', 'a b=c', '=x', 'wss://host/?a=b'])('takes nothing from %j', (text) => expect(readAssignments(text)).toEqual([]))

it('takes no more than a scope may hold', () => {
  expect(readAssignments('A=1\n'.repeat(limits.variables + 1))).toHaveLength(limits.variables)
})
