import { expect, test } from 'vitest'
import { makeQuery } from '../../../../main/log/scan/query'
import { Scanner } from '../../../../main/log/scan/scanner'
import { everything, type LogFilter, type TextCondition } from '../../../../shared/entry'
import { inLanguage } from '../../../../shared/words/words'
import { madeCause } from '../../../support/attempts'
import { chunkOf, written } from '../../../support/written-capture'

const entries = [
  written('Hello', { at: 1_000 }),
  written('hello', { direction: 'out', at: 2_000 }),
  written(Uint8Array.of(1, 2, 3), { direction: 'out', kind: 'binary', at: 3_000 }),
  written('{"event":"open","words":"hello"}', { direction: 'none', kind: 'lifecycle', at: 4_000 }),
  written('{"type":"trade","price":101}', { at: 5_000 }),
  written('before the deploy', { connectionId: '', direction: 'none', kind: 'mark', at: 6_000.5 }),
]

function matching(filter: Partial<LogFilter>, find: TextCondition | null = null, slots: Uint8Array | null = null): number[] {
  const scanner = new Scanner(makeQuery({ ...everything, ...filter }, find))
  const slotOf = (connectionId: string) => (connectionId === '' ? 0 : 1)
  const matches = scanner.scan(chunkOf(entries, slotOf), 0, entries.length, slots)
  return entries.flatMap((_, index) => (matches[index] === 1 ? [index] : []))
}

test.each<[string, Partial<LogFilter>, number[]]>([
  ['nothing', {}, [0, 1, 2, 3, 4, 5]],
  ['a direction', { directions: ['out'] }, [1, 2]],
  ['no direction', { directions: [] }, []],
  ['kinds', { kinds: ['binary', 'lifecycle', 'mark'] }, [2, 3, 5]],
  ['no kind', { kinds: [] }, []],
  ['the largest size', { size: { min: null, max: 5 } }, [0, 1, 2]],
  ['the smallest size', { size: { min: 28, max: null } }, [3, 4]],
  ['a size', { size: { min: 3, max: 3 } }, [2]],
  ['a time with both its ends', { time: { min: 2_000, max: 4_000 } }, [1, 2, 3]],
  ['a time to the fraction', { time: { min: 6_000.25, max: null } }, [5]],
  ['text in any case', { text: 'HELLO' }, [0, 1, 3]],
  ['text in its case', { text: 'hello', caseSensitive: true }, [1, 3]],
  ['bytes that are no text', { text: '\u0002\u0003' }, [2]],
  ['an expression in any case', { text: '^H.L+O$', regex: true }, [0, 1, 3]],
  ['an expression in its case', { text: '^h', regex: true, caseSensitive: true }, [1, 3]],
  ['what only looks like an expression', { text: '^h' }, []],
  ['an expression over words of a life-cycle note', { text: 'open|deploy', regex: true }, [3, 5]],
  ['a field of text messages, not of notes', { field: '$.*' }, [4]],
  ['all together', { directions: ['in', 'none'], kinds: ['text'], text: 'ell', size: { min: 1, max: 9 }, time: { min: null, max: 1_500 } }, [0]],
])('filters by %s', (_, filter, expected) => {
  expect(matching(filter)).toEqual(expected)
})

test('narrows a filter by what is found in it', () => {
  const find = (text: string, regex = false) => ({ text, regex, caseSensitive: false })
  expect(matching({ text: 'o' }, find('h'))).toEqual([0, 1, 3, 5])
  expect(matching({ text: 'l+', regex: true }, find('^.{5}$', true))).toEqual([0, 1, 3])
  expect(matching({ kinds: ['text'] }, find(''))).toEqual([0, 1, 4])
})

test('finds the words that a row shows, in the language of the screen, beside what the payload holds', () => {
  const note = { event: 'waiting', words: 'Retry 1 in 0.0 s: Connection refused', retry: 1, delayMs: 40, ceilingMs: 40, held: 0, cause: madeCause({ code: 'ECONNREFUSED' }) }
  const shown = chunkOf([
    written(JSON.stringify(note), { direction: 'none', kind: 'lifecycle' }),
    written(Uint8Array.of(0x03, 0xe8), { direction: 'in', kind: 'close' }),
    written(Uint8Array.of(0x03, 0xe8)),
  ])
  const found = (text: string, regex = false) => [...new Scanner(makeQuery({ ...everything, text, regex }, null)).scan(shown, 0, 3, null).subarray(0, 3)]
  for (const language of ['en', 'zh-CN'] as const) {
    inLanguage(language, () => {
      const zh = language === 'zh-CN' ? 1 : 0
      expect(found('连接被拒绝')).toEqual([zh, 0, 0])
      expect(found('^40 毫秒后.*重试', true)).toEqual([zh, 0, 0])
      expect(found('RETRY 1 IN 40 ms')).toEqual([1 - zh, 0, 0])
      expect(found('econnrefused')).toEqual([1, 0, 0])
      expect(found('normal closure')).toEqual([0, 1, 0])
      expect(found('^1000 ', true)).toEqual([0, 1, 0])
    })
  }
})

test('goes by the slots it is given, and by none that it was not told of', () => {
  expect(matching({}, null, Uint8Array.of(1))).toEqual([5])
  expect(matching({}, null, Uint8Array.of(0, 1))).toEqual([0, 1, 2, 3, 4])
})

test('looks only at the part of a chunk that is asked for, in chunks of any size', () => {
  const scanner = new Scanner(makeQuery({ ...everything, text: 'x' }, null))
  for (const size of [3, 10, 2]) {
    const matches = scanner.scan(chunkOf(Array.from({ length: size }, () => 'x')), 1, size, null)
    expect([...matches.subarray(1, size)]).toEqual(new Array(size - 1).fill(1))
  }
})

test('reads what is not UTF-8 as replacement characters', () => {
  const scanner = new Scanner(makeQuery({ ...everything, text: '^a\ufffdb$', regex: true }, null))
  expect(scanner.scan(chunkOf([written(Uint8Array.of(0x61, 0xff, 0x62), { kind: 'binary' })]), 0, 1, null)[0]).toBe(1)
})

test('takes time in proportion to the text for an expression that a backtracking engine never ends', () => {
  const scanner = new Scanner(makeQuery({ ...everything, text: '^(a+)+$', regex: true }, null))
  const matches = scanner.scan(chunkOf([`${'a'.repeat(100_000)}!`, 'a'.repeat(100_000)]), 0, 2, null)
  expect([...matches.subarray(0, 2)]).toEqual([0, 1])
})
