import { describe, expect, it } from 'vitest'
import { Analyst } from '../../../renderer/worker/analyst'
import { compare } from '../../../renderer/worker/compare'

const utf8 = (text: string) => new TextEncoder().encode(text)

function reading(text: string, cut = Infinity): Analyst {
  const analyst = new Analyst()
  const bytes = utf8(text)
  const parts = Number.isFinite(cut) ? [bytes.slice(0, cut), bytes.slice(cut)] : [bytes]
  analyst.answer('open', { parts })
  return analyst
}

describe('Analyst', () => {
  it('reads a payload that comes in parts, cut through a character', () => {
    const text = '{"é":"😀"}'
    for (let cut = 1; cut < utf8(text).length; cut += 1) expect(reading(text, cut).answer('source', { most: 100 })).toBe('{\n  "é": "😀"\n}')
  })

  it('says what it found', () => {
    expect(new Analyst().answer('open', { parts: [utf8('{"a":[1,2]}')] })).toEqual({ kind: 'json', values: 4, lines: 6, rows: 4 })
    expect(new Analyst().answer('open', { parts: [utf8('{"a":\n[1,]}')] })).toMatchObject({ kind: 'invalid', line: 2, column: 4, offset: 9, before: '{"a":\n[1,' })
    expect(new Analyst().answer('open', { parts: [] })).toMatchObject({ kind: 'invalid', offset: 0 })
  })

  it('tells about the value on a row as it is after opening and closing', () => {
    const analyst = reading('{"a":{"b":1},"c":2.50}')
    expect(analyst.answer('set', { node: 1, open: false, deep: false })).toEqual({ rows: 3, row: 1 })
    expect(analyst.answer('story', { by: 'row', number: 2, most: 3 })).toMatchObject({ node: 3, row: 2, parentRow: 0, path: '$.c', condition: '$.c == 2.50', text: '2.5', length: 4 })
    expect(analyst.answer('story', { by: 'node', number: 2, most: 9 })).toMatchObject({ row: 1, path: '$.a.b' })
  })

  it('refuses to lay out a source that is longer than asked for', () => {
    expect(reading('[1,2,3]').answer('source', { most: 10 })).toBeNull()
  })
})

describe('compare', () => {
  const outcome = (a: string | Uint8Array, b: string | Uint8Array) => compare(typeof a === 'string' ? utf8(a) : a, typeof b === 'string' ? utf8(b) : b).outcome

  it('compares JSON by its formatted lines, and keeps the order of keys', () => {
    expect(outcome('{"a":1,"b":2}', '{"a":1,"b":3}')).toMatchObject({ kind: 'changes', form: 'json', added: 1, removed: 1, changes: { unified: [2], split: [2] } })
    expect(outcome('{"a":1,"b":2}', '{"b":2,"a":1}')).toMatchObject({ kind: 'changes', form: 'json' })
  })

  it('knows what is the same', () => {
    expect(outcome('{"a":1}', '{"a":1}')).toEqual({ kind: 'identical' })
    expect(outcome('{"a":1}', '{ "a": 1 }')).toEqual({ kind: 'respaced' })
    expect(outcome('', '')).toEqual({ kind: 'identical' })
  })

  it('compares text by lines', () => {
    expect(outcome('one\ntwo', 'one\n{"a":1}')).toMatchObject({ kind: 'changes', form: 'text', added: 1, removed: 1 })
  })

  it('compares all else by lines of a hex dump', () => {
    const bytes = (seed: number) => Uint8Array.from({ length: 64 }, (_, i) => (i === 20 ? seed : i))
    expect(outcome(bytes(1), bytes(2))).toMatchObject({ kind: 'changes', form: 'hex', added: 1, removed: 1, rows: { unified: 5, split: 4 } })
    expect(outcome(Uint8Array.of(0xff, 0xfe), 'text')).toMatchObject({ form: 'hex' })
  })
})
