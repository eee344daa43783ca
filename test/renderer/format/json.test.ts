import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonBounds, looksLikeJson, prettyJson } from '../../../renderer/format/json'

function pretty(raw: string, bounds = {}): string {
  const result = prettyJson(raw, { ...jsonBounds, ...bounds })
  if (result.kind === 'invalid') throw new Error(`${result.problem} at ${result.offset}`)
  return result.text
}

/** Everything but the white space between tokens. */
const essence = (json: string) => json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1')

function isValid(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('prettyJson', () => {
  it('lays out like JSON.stringify', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(pretty(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
      }),
    )
  })

  it('changes no number, escape, duplicate key or order', () => {
    const raw = '{"b":1.0,"a":12345678901234567890,"b":-0,"e":1E+2,"u":"\\u00e9\\/","":1e400}'
    expect(essence(pretty(raw))).toBe(raw)
  })

  it('moves white space only, whatever white space there was', () => {
    const gaps = fc.array(fc.constantFrom(' ', '\n', '\t', '\r'), { maxLength: 3 }).map((all) => all.join(''))
    fc.assert(
      fc.property(fc.jsonValue(), gaps, (value, space) => {
        const raw = JSON.stringify(value, null, 3).replaceAll('\n', `\n${space}`)
        expect(essence(pretty(raw))).toBe(essence(raw))
      }),
    )
  })

  it('agrees with JSON.parse on what is JSON', () => {
    const parts = fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"\\u12"', '"\\x"', '1', '-', '01', '1.', '1e5', 'true', 'nul', ' ', '\u0001', '"', '\ufeff'), { maxLength: 9 })
    fc.assert(
      fc.property(parts, (all) => {
        const raw = all.join('')
        expect(prettyJson(raw).kind === 'json').toBe(isValid(raw))
      }),
      { numRuns: 5_000 },
    )
  })

  it.each([
    ['{"a":1,}', 7, '“}” stands where a key in double quotes should come'],
    ['[1 2]', 3, '“2” stands where a comma or ] should come'],
    ['{"a" 1}', 5, '“1” stands where a colon should come'],
    ['[1', 2, 'it ends where a comma or ] should come'],
    ['', 0, 'it ends where a value should come'],
    ['{} x', 3, '“x” comes after the value has ended'],
    ['["a', 1, 'this string never ends'],
    ['["\\q"]', 2, 'this escape does not exist'],
    ['["\n"]', 2, 'a control character inside a string has to be escaped'],
    ['01', 0, 'this is not a JSON number'],
  ])('says what is wrong with %j and where', (raw, offset, problem) => {
    expect(prettyJson(raw)).toEqual({ kind: 'invalid', offset, problem })
  })

  it('reads 100,000 levels without throwing and without an endless indent', () => {
    const raw = '['.repeat(100_000) + ']'.repeat(100_000)
    const text = pretty(raw, { characters: 100_000_000 })
    expect(essence(text)).toBe(raw)
    expect(text.length).toBeLessThan(100_000 * 2 * 82)
  })

  it('stops its output at the bound and says so, but still finds a problem beyond it', () => {
    const raw = `[${'1,'.repeat(1_000)}1]`
    const result = prettyJson(raw, { complete: true, characters: 100, spans: 10 })
    expect(result).toMatchObject({ kind: 'json', cut: true })
    expect(result.kind === 'json' && result.text.length <= 100 && result.spans.length === 10).toBe(true)
    expect(prettyJson(`${raw}}`, { complete: true, characters: 100, spans: 10 }).kind).toBe('invalid')
  })

  it('takes any beginning of a valid text when told that it is only a beginning', () => {
    const raw = '{"key": [1.5e-3, true, "a\\u00e9b"], "n": null}'
    for (let end = 0; end <= raw.length; end += 1) expect(prettyJson(raw.slice(0, end), { ...jsonBounds, complete: false }).kind).toBe('json')
  })

  it('marks keys, strings, numbers and literals where they stand in the new text', () => {
    const result = prettyJson('{"a":["b",1,null]}')
    const marked = result.kind === 'json' ? result.spans.map(({ from, to, kind }) => [kind, result.text.slice(from, to)]) : []
    expect(marked).toEqual([['key', '"a"'], ['string', '"b"'], ['number', '1'], ['literal', 'null']])
  })
})

it('guesses JSON by its first bracket', () => {
  expect([' {"a":1}', '[1]', '12', 'text {'].map(looksLikeJson)).toEqual([true, true, false, false])
})
