import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultOf, looksLikeJson, prettyJson } from '../../../renderer/format/json'
import { JsonProblem } from '../../../shared/json-tokens'

function pretty(raw: string): string {
  const result = prettyJson(raw)
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
    const words = ['{', '}', '[', ']', ',', ':', '"a"', '"\\u12"', '"\\u00e9"', '"\\x"', '"\\"', '1', '-', '-0', '01', '1.', '.5', '1.5', '1e5', '1E-', '+1', '0x1']
    const parts = fc.array(fc.constantFrom(...words, 'true', 'false', 'null', 'nul', 'True', 'NaN', ' ', '\n', '\u0001', '"', '\ufeff', '\u00a0', '//', "'a'", '"\u2028"', '\u0000'), {
      maxLength: 9,
    })
    fc.assert(
      fc.property(parts, (all) => {
        const raw = all.join('')
        expect(prettyJson(raw).kind === 'json').toBe(isValid(raw))
      }),
      { numRuns: 20_000 },
    )
  })

  it('agrees with JSON.parse on every JSON text with one character changed', () => {
    const spoiled = fc.tuple(fc.jsonValue({ maxDepth: 3 }), fc.nat(), fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', ' ', '0', '-', '.', 'e', '+', 't', 'u', '\n', '\u0000', 'é', ''))
    fc.assert(
      fc.property(spoiled, ([value, at, char]) => {
        const raw = JSON.stringify(value)
        const place = at % raw.length
        const changed = raw.slice(0, place) + char + raw.slice(place + 1)
        expect(prettyJson(changed).kind === 'json').toBe(isValid(changed))
      }),
      { numRuns: 5_000 },
    )
  })

  it.each([
    ['{"a":1,}', 7, '“}” stands where a key in double quotes should come'],
    ['[1 2]', 3, '“2” stands where a comma or ] should come'],
    ['{"a" 1}', 5, '“1” stands where a colon should come'],
    ['[1', 2, 'it ends where a comma or ] should come'],
    ['[1}', 2, '“}” stands where a comma or ] should come'],
    ['', 0, 'it ends where a value should come'],
    [' \n', 2, 'it ends where a value should come'],
    ['{} x', 3, '“x” comes after the value has ended'],
    ['["a', 1, 'this string never ends'],
    ['["\\q"]', 2, 'this escape does not exist'],
    ['["\n"]', 2, 'a control character inside a string has to be escaped'],
    ['01', 0, 'this is not a JSON number'],
    ['[1.e5]', 1, 'this is not a JSON number'],
    ['[1-2]', 1, 'this is not a JSON number'],
  ])('says what is wrong with %j and where', (raw, offset, problem) => {
    expect(prettyJson(raw)).toEqual({ kind: 'invalid', offset, problem })
  })

  it('reads 100,000 levels without throwing and without an endless indent', () => {
    const raw = '[{"a":'.repeat(50_000) + '1' + '}]'.repeat(50_000)
    const text = pretty(raw)
    expect(essence(text)).toBe(raw)
    expect(text.length).toBeLessThan(100_000 * 2 * 88)
    expect(prettyJson('['.repeat(100_000))).toMatchObject({ kind: 'invalid', offset: 100_000 })
  })

  it('marks keys, strings, numbers and literals where they stand in the new text', () => {
    const result = prettyJson('{"a":["b",1,null]}')
    const marked = result.kind === 'json' ? result.spans.map(({ from, to, kind }) => [kind, result.text.slice(from, to)]) : []
    expect(marked).toEqual([['key', '"a"'], ['string', '"b"'], ['number', '1'], ['literal', 'null']])
  })
})

describe('faultOf', () => {
  it('finds the line and the column of a problem, and what stands around it', () => {
    const text = '{\n  "a": 1,\n  oops\n}'
    expect(faultOf(text, new JsonProblem(14, 'no'))).toEqual({
      kind: 'invalid', problem: 'no', offset: 14, line: 3, column: 3, before: '{\n  "a": 1,\n  ', after: 'oops\n}', beforeCut: false,
    })
  })

  it('shows no more than a screen of a large text', () => {
    const fault = faultOf('x'.repeat(10_000), new JsonProblem(5_000, 'no'))
    expect([fault.before.length, fault.after.length, fault.beforeCut]).toEqual([2_000, 2_000, true])
  })
})

it('guesses JSON by its first bracket', () => {
  expect([' {"a":1}', '[1]', '12', 'text {'].map(looksLikeJson)).toEqual([true, true, false, false])
})
