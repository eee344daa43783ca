import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Scope } from '../../../main/prepare/scope'
import { surroundingsOf, type Around } from '../../support/prepared'

const scopeOf = (around: Around = {}, index = 1) => new Scope({ folderId: () => null, index, surroundings: surroundingsOf(around) })

test('variables are those of the moment, not of the start', () => {
  const values = new Map([['a', { name: 'a', value: '1', enabled: true, secret: false }]])
  const scope = scopeOf({ variables: () => values })
  expect(scope.fill('{{a}}').text).toBe('1')
  values.set('a', { name: 'a', value: '2', enabled: true, secret: false })
  expect(scope.fill('{{a}}').text).toBe('2')
})

test('the folder is the one the profile is in now', () => {
  let folderId: string | null = 'f1'
  const surroundings = surroundingsOf({ variables: (id) => new Map([['where', { name: 'where', value: String(id), enabled: true, secret: false }]]) })
  const scope = new Scope({ folderId: () => folderId, index: 1, surroundings })
  expect(scope.fill('{{where}}').text).toBe('f1')
  folderId = null
  expect(scope.fill('{{where}}').text).toBe('null')
})

test('a variable’s value is never filled in its turn', () => {
  fc.assert(
    fc.property(fc.constantFrom('{{b}}', '{{a}}', '{{$uuid}}', '\\{{b}}', '{{none}}', '{{{{b}}}}'), (value) => {
      const filled = scopeOf({ values: { a: value, b: 'B' } }).fill('<{{a}}>')
      expect(filled).toEqual({ text: `<${value}>`, secrets: [], unknown: [] })
    }),
  )
})

test('a secret variable is told as a secret; one that can’t be read is empty', () => {
  const scope = scopeOf({ secrets: { sec_1: 'hush' }, secretValues: { token: 'sec_1', gone: 'sec_2' } })
  expect(scope.fill('a {{token}} {{gone}}.')).toEqual({ text: 'a hush .', secrets: ['hush'], unknown: [] })
})

test('a stored secret is a template once: its names are filled, their values are not', () => {
  const scope = scopeOf({ secrets: { sec_1: 'Bearer {{a}}' }, values: { a: '{{b}}', b: 'no' } })
  const filled = scope.secret('sec_1')
  expect(filled.text).toBe('Bearer {{b}}')
  expect(filled.secrets).toEqual(['Bearer {{a}}', 'Bearer {{b}}'])
})

test('a reference that is a variable stands for its value; one that can’t be read is empty, not a fault', () => {
  const scope = scopeOf({ values: { a: 'x' } })
  expect(scope.secret('{{a}}').text).toBe('x')
  expect(scope.secret('sec_gone')).toEqual({ text: '', secrets: [], unknown: [] })
  expect(scope.secret('')).toEqual({ text: '', secrets: [], unknown: [] })
})

test('dynamic names make a new value at each use', () => {
  const scope = scopeOf({}, 7)
  const [one, other] = [scope.fill('{{$uuid}}').text, scope.fill('{{$uuid}}').text]
  expect(one).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  expect(other).not.toBe(one)
  expect(scope.fill('{{$counter}} {{$counter}}').text).toBe('1 2')
  expect(scope.fill('{{$counter}} {{$index}}').text).toBe('3 7')
  const before = Date.now()
  const [seconds, millis, iso] = ['$timestamp', '$timestampMs', '$isoTime'].map((name) => scope.fill(`{{${name}}}`).text)
  expect(Number(seconds)).toBeGreaterThanOrEqual(Math.floor(before / 1000))
  expect(Number(seconds)).toBeLessThanOrEqual(Date.now() / 1000)
  expect(Number(millis)).toBeGreaterThanOrEqual(before)
  expect(new Date(iso ?? '').toISOString()).toBe(iso)
})

test('$randomInt is a whole number from 0 to 1000', () => {
  const scope = scopeOf()
  const seen = Array.from({ length: 5_000 }, () => Number(scope.fill('{{$randomInt}}').text))
  expect(seen.every((one) => Number.isInteger(one) && one >= 0 && one <= 1000)).toBe(true)
  expect(new Set(seen).size).toBeGreaterThan(500)
})

test('a dynamic name that does not exist is unknown, even if a variable were called so', () => {
  expect(scopeOf({ values: { $nonsense: 'x' } }).fill('{{$nonsense}}').unknown).toEqual(['$nonsense'])
})
