import { expect, test } from 'vitest'
import { takesAll, makeQuery, readsPayload } from '../../../../main/log/scan/query'
import { everything, type LogFilter } from '../../../../shared/entry'

const find = { text: 'x', regex: false, caseSensitive: false }

test('knows a filter that takes all entries, and one that rows alone answer', () => {
  const kinds = (filter: Partial<LogFilter>, text: typeof find | null = null) => {
    const query = makeQuery({ ...everything, ...filter }, text)
    return [takesAll(query), readsPayload(query)]
  }
  expect(kinds({})).toEqual([true, false])
  expect(kinds({ regex: true, caseSensitive: true, field: ' ' }, { ...find, text: '' })).toEqual([true, false])
  expect(kinds({ kinds: ['text'] })).toEqual([false, false])
  expect(kinds({ size: { min: null, max: null } })).toEqual([false, false])
  expect(kinds({ field: '$' })).toEqual([false, true])
  expect(kinds({}, find)).toEqual([false, true])
})

test('is plain data that can be posted', () => {
  const query = makeQuery({ ...everything, directions: ['in'], size: { min: 1, max: null }, text: 'a', field: '$.a' }, find)
  expect(structuredClone(query)).toEqual(query)
})

test.each<[string, string]>([
  ['(a', 'Not a regular expression: missing closing )'],
  ['ab[z-a]', 'Not a regular expression: invalid character class range (“z-a” at character 4)'],
  ['*', 'there is nothing to repeat'],
  ['a{2000}', 'repeated too often: at most 1000 times in all (“{2000}” at character 2)'],
  ['((a{100}){100}){100}', 'repeated too often'],
  ['a(?=b)', 'there is no look-around'],
  ['a(?<=b)', 'there is no look-around'],
  ['(a)\\1', 'there are no back-references (“\\1” at character 4)'],
  ['a\\', 'a backslash at the end escapes nothing'],
])('says what is wrong with the expression %s', (text, words) => {
  for (const [filter, condition] of [[{ ...everything, text, regex: true }, null], [everything, { ...find, text, regex: true }]] as const) {
    expect(() => makeQuery(filter, condition)).toThrow(expect.objectContaining({ code: 'bad-regex', message: expect.stringContaining(words) as string }) as Error)
  }
})

test('takes as literal text what is no expression', () => {
  expect(makeQuery({ ...everything, text: '(a' }, null).texts).toEqual([{ text: '(a', regex: false, caseSensitive: false }])
})

test('says what is wrong with a field', () => {
  expect(() => makeQuery({ ...everything, field: 'price > 1' }, null)).toThrow(expect.objectContaining({ code: 'bad-field' }) as Error)
})
