import fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { optionsSchema, overridesSchema, type Auth, type Overrides } from '../../shared/options'
import { mapSecrets, secretRefs } from '../../shared/secret-fields'
import { secretRefSchema } from '../../shared/secret'
import { defaultOptions } from '../../shared/options'

/** The parts of a schema that this walk needs to know of. */
interface Node {
  type: string
  entries?: Record<string, Node>
  options?: Node[]
  item?: Node
  wrapped?: Node
  pipe?: Node[]
}

/** Paths to each place that takes a SecretRef, as the schema has them. */
function placesIn(node: Node, path: string[] = []): string[] {
  if (node === (secretRefSchema as unknown as Node)) return [path.join('.')]
  const within = (key: string, next: Node) => placesIn(next, [...path, key])
  // A row says by a flag of its own that its value is a reference.
  const row = node.entries && 'secret' in node.entries && 'enabled' in node.entries ? [[...path, 'value'].join('.')] : []
  return [
    ...row,
    ...Object.entries(node.entries ?? {}).flatMap(([key, next]) => within(key, next)),
    ...(node.options ?? []).flatMap((next) => (typeof next === 'object' ? placesIn(next, path) : [])),
    ...(node.item ? placesIn(node.item, [...path, '*']) : []),
    ...(node.wrapped ? placesIn(node.wrapped, path) : []),
    ...(node.pipe ?? []).slice(0, 1).flatMap((next) => (next === node ? [] : placesIn(next, path))),
  ]
}

const secretRow = (value: string) => ({ name: 'n', value, enabled: true, secret: true })
const auths: Auth[] = [
  { kind: 'none' },
  { kind: 'basic', user: 'u', password: 'sec_1' },
  { kind: 'bearer', token: 'sec_2' },
  { kind: 'api-key', name: 'k', value: 'sec_3', place: 'header' },
  { kind: 'digest', user: 'u', password: 'sec_4' },
  { kind: 'oauth2', grant: 'refresh-token', tokenUrl: '', clientId: '', clientSecret: 'sec_5', refreshToken: 'sec_6', scope: '', audience: '', clientAuth: 'body' },
]
const full = (auth: Auth): Overrides => ({
  ...defaultOptions,
  auth,
  request: { ...defaultOptions.request, query: [secretRow('sec_q')], headers: [secretRow('sec_h')], cookies: [secretRow('sec_c')] },
  tls: { ...defaultOptions.tls, key: { file: '', secret: 'sec_k' }, pfx: { file: '', secret: 'sec_p' }, passphrase: 'sec_pp' },
  proxy: { ...defaultOptions.proxy, password: 'sec_px' },
})

test('the walk reaches every place of the schema that takes a reference to a secret', () => {
  const reached = new Set<string>()
  for (const auth of auths) {
    const touched = mapSecrets(full(auth), () => '{{touched}}')
    const look = (value: unknown, path: string[]): void => {
      if (value === '{{touched}}') reached.add(path.join('.'))
      else if (Array.isArray(value)) value.forEach((one) => look(one, [...path, '*']))
      else if (typeof value === 'object' && value !== null) Object.entries(value).forEach(([key, one]) => look(one, [...path, key]))
    }
    look(touched, [])
  }
  const places = new Set(placesIn(optionsSchema as unknown as Node))
  expect(places.size).toBeGreaterThan(10)
  expect(reached).toEqual(places)
})

const ref = fc.constantFrom('', 'sec_a', 'sec_b', '{{token}}')
const rows = fc.array(fc.record({ name: fc.constant('n'), value: ref, enabled: fc.boolean(), secret: fc.boolean() }), { maxLength: 3 })
const auth = fc.oneof(
  fc.constant<Auth>({ kind: 'none' }),
  fc.record({ kind: fc.constant('bearer' as const), token: ref }),
  fc.record({ kind: fc.constant('basic' as const), user: fc.string(), password: ref }),
)
const overrides = fc.record(
  {
    request: fc.record({ query: rows, headers: rows, cookies: rows, origin: fc.string() }, { requiredKeys: [] }),
    auth,
    tls: fc.record({ passphrase: ref, key: fc.record({ file: fc.string(), secret: ref }), serverName: fc.string() }, { requiredKeys: [] }),
    proxy: fc.record({ password: ref, user: fc.string() }, { requiredKeys: [] }),
    limits: fc.record({ deadlineMs: fc.nat() }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Overrides>

test('changing nothing gives the same options, and the given ones are never touched', () => {
  fc.assert(
    fc.property(overrides, (options) => {
      const before = structuredClone(options)
      expect(mapSecrets(options, (one) => one)).toEqual(options)
      mapSecrets(options, () => 'sec_other')
      expect(options).toEqual(before)
    }),
  )
})

test('what is left out holds no reference any more, and can still be saved', () => {
  fc.assert(
    fc.property(overrides, (options) => {
      const bare = mapSecrets(options, () => '')
      expect(secretRefs(bare)).toEqual([])
      expect(secretRefs(options)).not.toContain('')
      const known = (given: Overrides) => v.safeParse(overridesSchema, given).issues?.filter(({ message }) => message.includes('secret')) ?? []
      expect(known(bare)).toEqual([])
    }),
  )
})

test('a row that is not marked as a secret is not walked', () => {
  expect(secretRefs({ request: { headers: [{ name: 'x', value: 'sec_a', enabled: true, secret: false }] } })).toEqual([])
})
