import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { billOf, bundledIn, narrowed } from '../../scripts/release/sbom.mjs'

const root = path.join(import.meta.dirname, '../..')
let folder
let bill

/** A build whose main program holds these files. */
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'sockdeck-sbom-'))
  mkdirSync(path.join(folder, 'main/shared'), { recursive: true })
  const from = (file) => path.relative(path.join(folder, 'main/shared'), path.join(root, file))
  const sources = ['node_modules/ws/lib/websocket.js', 'node_modules/ws/lib/sender.js', 'node_modules/@lezer/highlight/dist/index.js', 'main/main.ts'].map(from)
  const astray = '../node_modules/valibot/dist/index.mjs'
  writeFileSync(path.join(folder, 'main/shared/a.js.map'), JSON.stringify({ sources: [...sources, astray, '\0rolldown/runtime.js'] }))
  bill = billOf(folder)
}, 30_000)
afterAll(() => rmSync(folder, { recursive: true }))

const names = () => bill.components.map(({ name }) => name)

test('finds each package that has a line in the build once', () => {
  expect([...bundledIn(folder)].map((each) => each.replace(/@[^@]+$/, '')).sort()).toEqual(['@lezer/highlight', 'valibot', 'ws'])
})

test('is valid CycloneDX about the app', () => {
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: expect.stringMatching(/^1\.[5-9]$/), serialNumber: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/), version: 1 })
  expect(bill.metadata.component).toMatchObject({ type: 'application', name: 'sockdeck' })
  const refs = bill.components.map((component) => component['bom-ref'])
  expect(new Set(refs).size).toBe(refs.length)
  for (const component of bill.components) expect(component).toMatchObject({ type: 'library', name: expect.any(String), version: expect.stringMatching(/^\d/), purl: expect.stringMatching(/^pkg:npm\//), hashes: [{ alg: 'SHA-512' }] })
})

test('names what is shipped, and nothing that only builds or tests it', () => {
  expect(names()).toEqual(expect.arrayContaining(['ws', '@lezer/highlight', 'electron', '@fontsource-variable/inter']))
  for (const tool of ['vitest', 'eslint', 'electron-builder', 'typescript']) expect(names()).not.toContain(tool)
  expect(JSON.stringify(bill)).not.toContain('cdx:npm:package:development')
})

test('knows what depends on what, among what is shipped', () => {
  const refs = new Set([...bill.components.map((component) => component['bom-ref']), bill.metadata.component['bom-ref']])
  for (const { ref, dependsOn } of bill.dependencies) for (const each of [ref, ...dependsOn]) expect(refs).toContain(each)
  expect(bill.dependencies.find(({ ref }) => ref === bill.metadata.component['bom-ref']).dependsOn).toHaveLength(bill.components.length)
})

test('refuses a build that holds what npm does not know', () => {
  expect(() => narrowed({ components: [] }, new Set(['left-pad@1.0.0']))).toThrow('npm does not know left-pad@1.0.0')
})
