import { describe, expect, it } from 'vitest'
import { limits } from '../../../shared/limits'
import { parseJson } from '../../../main/store/json'

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

describe('parseJson', () => {
  it('reads JSON, with a byte order mark too', () => {
    expect(parseJson('\uFEFF{"a": [1, "[{\\"", {}]}')).toEqual({ a: [1, '[{"', {}] })
  })

  it.each([
    ['', 'it is empty'],
    [' \n', 'it is empty'],
    ['{"a": 1,\n "b" 2}', 'it is not JSON, the mistake is at line 2, column 6'],
    ['{"a":', 'it is not JSON, it ends too early, at line 1, column 6'],
    ['<html>', 'it is not JSON, the mistake is in “<html>”'],
    [`[1, oops${', 2'.repeat(20)}]`, 'it is not JSON, the mistake is at line 1, column 5'],
    [`[${'0,\n'.repeat(40)}  oops ]`, 'it is not JSON, the mistake is at line 41, column 3'],
    [`[${'0,\n'.repeat(40)}  oops${', 2'.repeat(20)}]`, 'it is not JSON, the mistake is at line 41, column 3'],
    [`[${`${'1'.repeat(20)}, oops, `.repeat(3)}]`, 'it is not JSON, the mistake is in “11111111, oops, 1111”'],
  ])('says where %j is wrong', (text, message) => {
    expect(() => parseJson(text)).toThrow(new SyntaxError(message))
  })

  it('reads the deepest nesting allowed and refuses one level more', () => {
    expect(parseJson(nested(limits.jsonDepth))).toBeInstanceOf(Array)
    expect(() => parseJson(nested(limits.jsonDepth + 1))).toThrow('nested deeper than 32 levels')
  })

  it('does not count brackets in strings, nor after escaped quotes', () => {
    expect(parseJson(JSON.stringify(`"\\"${'['.repeat(1000)}\\`))).toHaveLength(1004)
  })

  it.each([
    ['nesting', '['.repeat(10_000_000)],
    ['a string without an end', `"${'\\'.repeat(10_000_000)}`],
    ['a long string without an end', `"${'['.repeat(10_000_000)}`],
  ])('refuses 10 MB of %s without exhausting the stack', (_, text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError)
  })
})
