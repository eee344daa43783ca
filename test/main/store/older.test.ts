import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bookFrom1 } from '../../../main/store/version-1'
import { openGuarded } from '../../../main/store/guard'
import { silentLogger as logger } from '../../../main/lib/logger'
import { bookSchema, type ProfileBook } from '../../../shared/profile'
import { FakeClock } from '../../support/clock'
import { tempDir } from '../../support/disk'
import { bookOf, turnOf } from './book-store'

it('a file of an older version is known as one until something is saved, and its copies can be forgotten', () => {
  const dir = tempDir()
  const open = () =>
    openGuarded<ProfileBook>({
      dir, name: 'profiles', shape: { version: 2, schema: bookSchema, migrations: { 1: bookFrom1 } }, defaults: () => bookOf(0), noun: 'Profiles', count: () => '', clock: new FakeClock(), logger,
    })
  writeFileSync(join(dir, 'profiles.json'), JSON.stringify({ version: 1, data: { folders: [], profiles: [] } }))
  const store = open()
  expect(store.isOld).toBe(true)
  store.save(bookOf(1))
  expect(store.isOld).toBe(false)
  expect(readdirSync(dir).sort()).toEqual(['profiles.1.json', 'profiles.json'])
  store.forgetCopies()
  expect(readdirSync(dir)).toEqual(['profiles.json'])
  expect(turnOf(open().value)).toBe(1)
  expect(open().isOld).toBe(false)
})
