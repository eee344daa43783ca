import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ensureModules } from '../../scripts/setup/modules.mjs'

let folder
let installs

/** What `npm ci` does to the folder. */
async function install() {
  installs += 1
  rmSync(path.join(folder, 'node_modules'), { recursive: true, force: true })
  mkdirSync(path.join(folder, 'node_modules'))
}
const writeLock = (text) => writeFileSync(path.join(folder, 'package-lock.json'), text)

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'sockdeck-modules-'))
  installs = 0
  writeLock('{}')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('installs once for one lock file', async () => {
  await ensureModules(folder, install)
  await ensureModules(folder, install)
  expect(installs).toBe(1)
})

test('installs anew when the lock file has changed', async () => {
  await ensureModules(folder, install)
  writeLock('{ "lockfileVersion": 3 }')
  await ensureModules(folder, install)
  expect(installs).toBe(2)
})

test('installs anew after an installation that did not come to its end', async () => {
  const interrupted = async () => {
    await install()
    throw new Error('interrupted')
  }
  await expect(ensureModules(folder, interrupted)).rejects.toThrow('interrupted')
  await ensureModules(folder, install)
  expect(installs).toBe(2)
})
