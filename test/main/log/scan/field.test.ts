import type { JsonValue } from 'jsonpath-rfc9535'
import { query } from 'jsonpath-rfc9535'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileField } from '../../../../main/log/scan/field'
import { Scanner } from '../../../../main/log/scan/scanner'
import { makeQuery } from '../../../../main/log/scan/query'
import { everything } from '../../../../shared/entry'
import { chunkOf } from '../../../support/written-capture'

function meets(json: string, expression: string): boolean {
  return compileField(expression)(JSON.parse(json) as JsonValue)
}

test.each<[string, string, boolean]>([
  ['{"type":"trade"}', '$.type', true],
  ['{"type":null}', '$.type', true],
  ['{"kind":"trade"}', '$.type', false],
  ['{"type":"trade"}', '$.type == "trade"', true],
  ['{"type":"trade"}', "$.type=='trade'", true],
  ['{"type":"trade"}', '  $.type  ==  "trade"  ', true],
  ['{"type":"quote"}', '$.type == "trade"', false],
  ['{"type":"quote"}', '$.type != "trade"', true],
  ['{}', '$.type != "trade"', false],
  ['{"price":100.5}', '$.price > 100', true],
  ['{"price":100}', '$.price > 100', false],
  ['{"price":100}', '$.price >= 100', true],
  ['{"price":-1e3}', '$.price < -999.5', true],
  ['{"price":"101"}', '$.price > 100', false],
  ['{"price":"101"}', '$.price == 101', false],
  ['{"price":"101"}', '$.price != 101', true],
  ['{"price":1.0}', '$.price == 1', true],
  ['{"name":"bob"}', '$.name > "alice"', true],
  ['{"name":"bob"}', '$.name <= "bob"', true],
  ['{"ok":true}', '$.ok == true', true],
  ['{"ok":true}', '$.ok >= true', true],
  ['{"ok":true}', '$.ok > false', false],
  ['{"ok":null}', '$.ok == null', true],
  ['{}', '$.ok == null', false],
  ['{"a":{"b":[1,2,3]}}', '$.a.b[1] == 2', true],
  ['{"a":{"b":[1,2,3]}}', '$.a.b[-1] == 3', true],
  ['{"a":{"b":[1,2,3]}}', '$.a.b[3]', false],
  ['{"a":{"b":[1,2,3]}}', '$.a.b[*] > 2', true],
  ['{"a":{"b":[1,2,3]}}', '$..b[?@ == 2]', true],
  ['{"a":{"b":[1,2,3]}}', '$..b[?@ == 4]', false],
  ['{"a":{"b":[1,2,3]}}', '$.a[?length(@) == 3]', true],
  ['{"a == b":1}', '$["a == b"] == 1', true],
  ['{"a\\"b]":1}', '$["a\\"b]"] == 1', true],
  ['{"0":1}', '$[0]', false],
  ['[1]', '$["0"]', false],
  ['"abc"', '$.length', false],
  ['[1]', '$.length', false],
  ['{}', '$.constructor', false],
  ['{"__proto__":1}', '$.__proto__ == 1', true],
  ['7', '$ == 7', true],
  ['{"a":1,"a":2}', '$.a == 2', true],
  // Beyond 2^53 two integers may be one double.
  ['{"id":9007199254740993}', '$.id == 9007199254740992', true],
])('%s %s: %s', (json, expression, expected) => {
  expect(meets(json, expression)).toBe(expected)
})

test.each<[string, string]>([
  ['price', 'At character 1: a path begins with $, as in $.type'],
  ['', 'At character 1: a path begins with $'],
  ['  price > 1', 'At character 3: a path begins with $'],
  ['$.', 'At character 3: the path is not finished'],
  ['$.a[', 'At character 5: the path is not finished'],
  ['$.a b', 'At character 5: “b” does not belong there'],
  ['$[01]', 'At character 4: “1” does not belong there'],
  ['$.a = 1', 'At character 5: a comparison was expected: ==, !=, <, <=, > or >='],
  ['$.a ! 1', 'At character 5: a comparison was expected'],
  ['$.a ==', 'At character 7: a value was expected after the comparison'],
  ['$.a == trade', 'At character 7: a value was expected after the comparison: a text in quotes, a number, true, false or null'],
  ['$.a == "tra', 'At character 7: a value was expected'],
  ['$.a == {}', 'At character 7: a value was expected'],
  ['$.a == 1 || $.b', 'At character 7: a value was expected'],
  ['$.a == 1 ] [?@', 'At character 7: a value was expected'],
  ['$.a == $.b', 'At character 7: a value was expected'],
  ['$[?match(@.a, "(a+)+$")]', 'match() is not known here: there are count(), length() and value()'],
  ['$.x[?@.b && !search(@.a, "x")]', 'search() is not known here'],
  ['$[?soundex(@)]', 'soundex() is not known here'],
])('says what is wrong with %s', (expression, words) => {
  expect(() => compileField(expression)).toThrow(expect.objectContaining({ code: 'bad-field', message: expect.stringContaining(words) as string }) as Error)
})

test('selects by a plain path what the library selects', () => {
  const key = fc.constantFrom('a', 'b', 'length', '__proto__', '0')
  const step = fc.oneof(key.map((name) => `['${name}']`), fc.integer({ min: -3, max: 3 }).map((index) => `[${index}]`), fc.constant('.a'))
  const path = fc.array(step, { maxLength: 4 }).map((steps) => `$${steps.join('')}`)
  const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
    tree: fc.oneof({ depthSize: 'small' }, fc.constantFrom(null, 'text', 3, false), fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(key, tie('tree'), { maxKeys: 3 })),
  }))
  fc.assert(
    fc.property(tree, path, (message, expression) => {
      expect(compileField(expression)(message)).toBe(query(message, expression).length > 0)
    }),
    { numRuns: 1_000 },
  )
})

test('matches no message that is not JSON, and fails at none', () => {
  const scanner = new Scanner(makeQuery({ ...everything, field: '$..x' }, null))
  const messages = ['', 'hello', '{"x":1', '42["x"]', '\ufeff{"x":1}', 'true love', '"x', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, ' {"x":1}']
  expect([...scanner.scan(chunkOf(messages), 0, messages.length, null)]).toEqual(messages.map((message) => (message === ' {"x":1}' ? 1 : 0)))
})
