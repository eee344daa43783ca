import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withLock } from '../../scripts/setup/lock.mjs'

let folder
let lock

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'sockdeck-lock-'))
  lock = path.join(folder, 'setup.lock')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('lets the second set-up wait until the first has ended', async () => {
  const seen = []
  let finish
  const first = withLock(lock, () => new Promise((resolve) => (finish = resolve)).then(() => seen.push('first ends')))
  await expect.poll(() => existsSync(lock)).toBe(true)
  const second = withLock(lock, async () => seen.push('second begins'))
  finish()
  await Promise.all([first, second])
  expect(seen).toEqual(['first ends', 'second begins'])
  expect(existsSync(lock)).toBe(false)
})

test('takes over a lock that a killed set-up left behind', async () => {
  writeFileSync(lock, '1')
  const longAgo = new Date(Date.now() - 60_000)
  utimesSync(lock, longAgo, longAgo)
  await expect(withLock(lock, async () => 'done')).resolves.toBe('done')
})

test('gives the lock back when the work fails, and leaves no listener', async () => {
  const before = process.listenerCount('exit')
  await expect(withLock(lock, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network')
  expect(existsSync(lock)).toBe(false)
  expect(process.listenerCount('exit')).toBe(before)
})
