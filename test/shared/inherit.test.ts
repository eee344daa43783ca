import fc from 'fast-check'
import { expect, test } from 'vitest'
import { enabledProtocols, enabledRows, inherited, sourceOf, tidyOverrides } from '../../shared/inherit'
import { defaultOptions, type OptionGroup, type Overrides, type Row } from '../../shared/options'
import { layersOf, planOf } from '../../shared/plan'
import { newFolder, newProfile } from '../../shared/profile'

const rowOf = fc.record<Row>({ name: fc.constantFrom('A', 'a', 'B', 'c'), value: fc.string(), enabled: fc.boolean(), secret: fc.constant(false) })
const rows = fc.array(rowOf, { maxLength: 4 })
const protocols = fc.array(fc.record({ name: fc.string(), enabled: fc.boolean() }), { maxLength: 2 })
/** A few keys of each shape: scalar, null, rows, list, object, and a group that is taken whole. */
const layer: fc.Arbitrary<Overrides> = fc
  .record(
    {
      request: fc.record({ query: rows, headers: rows, cookies: rows, origin: fc.string(), protocols }, { requiredKeys: [] }),
      auth: fc.constantFrom<NonNullable<Overrides['auth']>>({ kind: 'none' }, { kind: 'bearer', token: 'sec_a' }, { kind: 'basic', user: 'u', password: '' }),
      limits: fc.record({ deadlineMs: fc.nat(), idleAlarmMs: fc.option(fc.nat()) }, { requiredKeys: [] }),
      tls: fc.record({ serverName: fc.string(), key: fc.record({ file: fc.string(), secret: fc.constant('') }), pins: fc.array(fc.string(), { maxLength: 2 }) }, { requiredKeys: [] }),
      heartbeat: fc.record({ enabled: fc.boolean(), misses: fc.nat() }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  )
  .map((made) => made as Overrides)
const layers = fc.array(layer, { maxLength: 4 })

const adding: readonly string[] = ['query', 'headers', 'cookies']
const groupsOf = Object.keys(defaultOptions) as OptionGroup[]
const at = (options: Overrides, group: OptionGroup, key: string) => (options[group] as Record<string, unknown> | undefined)?.[key]

test('each option comes from the highest layer that sets it, else from the defaults; sourceOf says which', () => {
  fc.assert(
    fc.property(layers, (given) => {
      const result = inherited(given)
      for (const group of groupsOf) {
        if (group === 'auth') {
          const source = sourceOf(given, 'auth', null)
          expect(result.auth).toEqual(source === -1 ? defaultOptions.auth : given[source]?.auth)
          continue
        }
        for (const key of Object.keys(defaultOptions[group])) {
          if (adding.includes(key)) continue
          const source = sourceOf(given, group, key)
          expect(at(result, group, key)).toEqual(source === -1 ? at(defaultOptions, group, key) : at(given[source] ?? {}, group, key))
          for (const above of given.slice(source + 1)) expect(at(above, group, key)).toBeUndefined()
        }
      }
    }),
  )
})

test('rows add up; those of the same name above replace the ones below, which headers tell without regard to case', () => {
  fc.assert(
    fc.property(layers, fc.constantFrom('query' as const, 'headers' as const, 'cookies' as const), (given, key) => {
      const nameOf = ({ name }: Row) => (key === 'headers' ? name.toLowerCase() : name)
      const result = inherited(given).request[key]
      const all = given.map((one) => one.request?.[key] ?? [])
      const names = new Set(all.flat().map(nameOf))
      expect(new Set(result.map(nameOf))).toEqual(names)
      for (const name of names) {
        const winner = all.findLast((some) => some.some((one) => nameOf(one) === name)) ?? []
        expect(result.filter((one) => nameOf(one) === name)).toEqual(winner.filter((one) => nameOf(one) === name))
      }
    }),
  )
})

test('an empty layer changes nothing wherever it lies, and the layers stay as they were', () => {
  fc.assert(
    fc.property(layers, fc.nat(4), (given, place) => {
      const before = structuredClone(given)
      expect(inherited([...given.slice(0, place), {}, ...given.slice(place)])).toEqual(inherited(given))
      expect(given).toEqual(before)
    }),
  )
})

test('tidying takes away what says nothing, and changes no option', () => {
  fc.assert(
    fc.property(layer, (given) => {
      const limits = given.limits && { limits: { ...given.limits, receiveBytes: undefined } }
      const untidy = { ...given, proxy: {}, compression: undefined, ...limits } as unknown as Overrides
      const tidy = tidyOverrides(untidy)
      expect(inherited([tidy])).toEqual(inherited([given]))
      for (const set of Object.values(tidy) as object[]) {
        expect(Object.keys(set).length).toBeGreaterThan(0)
        expect(Object.values(set)).not.toContain(undefined)
      }
    }),
  )
})

test('null and false of a layer above win over a value below', () => {
  const result = inherited([{ limits: { idleAlarmMs: 5_000 }, heartbeat: { enabled: true } }, { limits: { idleAlarmMs: null }, heartbeat: { enabled: false } }])
  expect(result.limits.idleAlarmMs).toBeNull()
  expect(result.heartbeat.enabled).toBe(false)
})

test('a profile’s layers are the defaults, its folder, itself, this opening', () => {
  const folder = newFolder('f1', { options: { request: { origin: 'folder' }, limits: { deadlineMs: 2_000 } } })
  const profile = newProfile('p1', { folderId: 'f1', url: 'ws://h/', options: { request: { origin: 'profile' } } })
  const about = { defaults: { limits: { deadlineMs: 1_000, closeTimeoutMs: 1_000 } }, folders: [newFolder('f0'), folder] }
  expect(layersOf(profile, about)).toEqual([about.defaults, folder.options, profile.options, {}])
  const plan = planOf(profile, about, { request: { origin: 'opening' } })
  expect([plan.request.origin, plan.limits.deadlineMs, plan.limits.closeTimeoutMs]).toEqual(['opening', 2_000, 1_000])
  expect(planOf({ ...profile, folderId: null }, about).limits.deadlineMs).toBe(1_000)
})

test('what is switched off is not sent', () => {
  const on: Row = { name: 'a', value: '1', enabled: true, secret: false }
  expect(enabledRows([on, { ...on, enabled: false }])).toEqual([on])
  expect(enabledProtocols([{ name: 'x', enabled: true }, { name: 'y', enabled: false }, { name: '', enabled: true }])).toEqual(['x'])
})
