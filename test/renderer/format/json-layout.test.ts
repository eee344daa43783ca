import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minifiedJson, prettyJson } from '../../../renderer/format/json-layout'
import { JsonTokens } from '../../../shared/json-tokens'

function tokensOf(text: string): string[] {
  const tokens = new JsonTokens(text)
  const found: string[] = []
  for (let kind = tokens.next(); kind !== null; kind = tokens.next()) found.push(`${kind} ${text.slice(tokens.from, tokens.to)}`)
  return found
}

const spaced = fc.tuple(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t')).map(([value, space]) => JSON.stringify(value, null, space))

describe('laying JSON out', () => {
  it('moves white space and nothing else', () => {
    fc.assert(fc.property(spaced, (text) => {
      const before = tokensOf(text)
      expect(tokensOf(prettyJson(text))).toEqual(before)
      expect(tokensOf(minifiedJson(text))).toEqual(before)
    }))
  })

  it('agrees with the engine on what the engine writes', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      expect(minifiedJson(JSON.stringify(value, null, 3))).toBe(JSON.stringify(value))
      expect(prettyJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
    }))
  })

  it('keeps the digits of numbers, double keys, escapes and variables', () => {
    const text = '{"n":1.10,"n":12345678901234567890,"e":1E+02,"s":"\\u0041\\/","v":{{room}},"w":"{{a}}-{{b}}"}'
    expect(minifiedJson(prettyJson(text))).toBe(text)
    expect(prettyJson('{"a":[],"b":{},"c":{{x}}}')).toBe('{\n  "a": [],\n  "b": {},\n  "c": {{x}}\n}')
  })

  it('does not lay out what is not JSON', () => {
    expect(() => prettyJson('{"a":1,}')).toThrow('a key in double quotes')
    expect(() => minifiedJson('[1 2]')).toThrow()
  })
})
