/** Payloads for fuzzing, made from the schemas themselves: a new command is fuzzed from the day it has a schema. */
import fc from 'fast-check'
import * as v from 'valibot'

/** What of a schema is looked at; which parts there are depends on its type. */
interface Shape {
  type: string
  pipe?: readonly { type: string; requirement?: unknown }[]
  entries?: Record<string, Shape>
  item?: Shape
  wrapped?: Shape
  key?: string | Shape
  value?: Shape
  options?: readonly unknown[]
  literal?: unknown
}

/** Values for the fields of a name, in place of what the schema alone would give. */
export type Named = Readonly<Record<string, fc.Arbitrary<unknown>>>

const inherited = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf']

/** Text that has broken something somewhere: never the name of a host that could be looked up. */
const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }).map((said) => said.replace(/[./:@]/g, '_')) },
  { weight: 2, arbitrary: fc.constantFrom('', ' ', '\0', '\u202E', '\uD800', '\r\nX: 1', '<img src=x onerror=alert(1)>', '{{a}}', '{{', '$.a[?(@.b)]', '(a+)+$', '[]', '{}', 'null', ...inherited) },
  // What the stricter fields take: names, tokens, codes, keys, fingerprints.
  { weight: 4, arbitrary: fc.constantFrom('a', 'X-A', 'sec_a', '4000-4999', 'Mod+Shift+7', '* * * * *', '00ff', 'YQ==', '{"a": 1}', Array(32).fill('AB').join(':'), 'wscat -c ws://127.0.0.1:1/') },
  { weight: 1, arbitrary: fc.constantFrom(127, 8_193, 70_000).map((length) => 'x'.repeat(length)) },
)

/** Meets its schema nearly always: what almost does is made of it by `broken`. */
export function payloadArbitrary(schema: v.GenericSchema, named: Named): fc.Arbitrary<unknown> {
  return shaped(schema, named)
}

function shaped(schema: Shape, named: Named): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case 'strict_object':
      return schema.pipe === undefined ? record(schema.entries ?? {}, named) : likely(schema, record(schema.entries ?? {}, named), 3)
    case 'record':
      return fc.dictionary(text, shaped(schema.value as Shape, named), { maxKeys: 2 })
    case 'array':
      return fc.array(shaped(schema.item as Shape, named), { maxLength: 3 })
    case 'optional':
      return shaped(schema.wrapped as Shape, named)
    case 'nullable':
      return fc.option(shaped(schema.wrapped as Shape, named), { freq: 3 })
    case 'variant':
      return fc.oneof(...(schema.options as readonly Shape[]).map((option) => shaped(option, named)))
    case 'picklist':
      return fc.constantFrom(...(schema.options as readonly unknown[]))
    case 'literal':
      return fc.constant(schema.literal)
    case 'boolean':
      return fc.boolean()
    case 'number':
      return number(schema)
    case 'string':
      return likely(schema, text, 12)
    default:
      throw new Error(`Nothing makes values of the schema type "${schema.type}" yet: add it here`)
  }
}

/** The first of some that meets the schema. */
function likely(schema: Shape, arbitrary: fc.Arbitrary<unknown>, tries: number): fc.Arbitrary<unknown> {
  const meets = (value: unknown) => v.is(schema as unknown as v.GenericSchema, value)
  return fc.array(arbitrary, { minLength: tries, maxLength: tries, size: 'max' }).map((values) => values.find(meets) ?? values[0])
}

const absent = Symbol('absent')

function record(entries: Record<string, Shape>, named: Named): fc.Arbitrary<unknown> {
  const parts = Object.entries(entries).map(([key, part]) => {
    const made = (Object.hasOwn(named, key) && named[key]) || shaped(part, named)
    // Most of what may be left out is: a profile with every option there is would be refused for one of them.
    return [key, part.type === 'optional' ? fc.oneof({ weight: 4, arbitrary: fc.constant<unknown>(absent) }, { weight: 1, arbitrary: made }) : made] as const
  })
  return fc.record(Object.fromEntries(parts)).map((made) => Object.fromEntries(Object.entries(made).filter(([, value]) => value !== absent)))
}

/** Within its bounds, and on them. */
function number({ pipe = [] }: Shape): fc.Arbitrary<number> {
  const bound = (type: string, otherwise: number) => Number(pipe.find((action) => action.type === type)?.requirement ?? otherwise)
  const [min, max] = [bound('min_value', -1_000), bound('max_value', 1_000)]
  const between = fc.integer({ min: Math.ceil(min), max: Math.min(Math.floor(max), min + 1_000) })
  return fc.oneof({ weight: 8, arbitrary: between }, { weight: 1, arbitrary: fc.constantFrom(min, max) })
}

const exotic = { withNullPrototype: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withBigInt: true, withSparseArray: true }

/** Everything that the structured clone of IPC can carry and no command asks for. */
export const wild: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.anything(exotic) },
  { weight: 4, arbitrary: fc.constantFrom(...inherited).map((key) => JSON.parse(`{"${key}": {"polluted": true}}`) as unknown) },
  { weight: 2, arbitrary: fc.constantFrom(Number.NaN, Infinity, -1, 1.5, 2 ** 53, '', null, undefined) },
  { weight: 2, arbitrary: fc.constantFrom(10, 100, 20_000).map(nested) },
  { weight: 1, arbitrary: fc.constantFrom('a string', 'an array', 'a cycle', 'a hole', 'an error').map(monster) },
)

function nested(depth: number): unknown {
  let value: unknown = {}
  for (let i = 0; i < depth; i += 1) value = i % 2 === 0 ? { value } : [value]
  return { value }
}

function monster(kind: string): unknown {
  const cycle: Record<string, unknown> = {}
  cycle['again'] = cycle
  const monsters: Record<string, unknown> = {
    'a string': { text: 'x'.repeat(30_000_000) },
    'an array': { ids: Array(500_000).fill('c1') },
    'a cycle': cycle,
    'a hole': { ids: new Array(2 ** 32 - 1) },
    'an error': { profile: new RangeError('no'), at: /(a+)+$/, bytes: new Uint8Array(16) },
  }
  return monsters[kind]
}

/** The same payload, with one value of it put in the place of another, or a key too many. */
export function broken(payload: unknown, place: number, value: unknown): unknown {
  const copy: unknown = structuredClone(payload)
  const places = objectsIn(copy)
  const target = places[place % Math.max(1, places.length)]
  if (target === undefined) return value
  const keys = Object.keys(target)
  const key = place % 3 === 0 ? inherited[place % inherited.length] : keys[place % Math.max(1, keys.length)]
  Object.defineProperty(target, key ?? 'stranger', { value, enumerable: true, configurable: true, writable: true })
  return copy
}

function objectsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return []
  return [value, ...Object.values(value).flatMap(objectsIn)]
}
