import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FakeClock } from '../../support/clock'
import { tempDir } from '../../support/disk'
import { silentLogger } from '../../../main/lib/logger'
import { limits } from '../../../shared/limits'
import { newFolder, newProfile, type ProfileBook } from '../../../shared/profile'
import { Profiles } from '../../../main/store/profiles'
import { seedBook } from '../../../main/store/seed'
import { readExport } from '../../../main/store/transfer'

const open = (dir: string, seed: ProfileBook = seedBook(7625)) => Profiles.open({ dir, clock: new FakeClock(), logger: silentLogger, seed })
const names = (profiles: Profiles) => profiles.book.profiles.map(({ name }) => name)
const echo = newProfile('e', { name: 'Mine', url: 'wss://example.org/socket', tags: ['prod'] })

describe('Profiles', () => {
  it('begins a first start with the seed, and never brings it back', () => {
    const dir = tempDir()
    const first = open(dir)
    expect(first.book).toEqual(seedBook(7625))
    expect(first.recovered).toBeNull()
    first.remove(first.book.profiles.map(({ id }) => id))
    expect(open(dir).book.profiles).toEqual([])
  })

  it('has every change on disk when the call returns', () => {
    const dir = tempDir()
    const profiles = open(dir)
    const onDisk = () => {
      expect(open(dir).book).toEqual(profiles.book)
    }
    expect(profiles.save(echo)).toEqual(echo)
    onDisk()
    expect(profiles.duplicate('e').name).toBe('Mine copy')
    onDisk()
    profiles.saveFolder(newFolder('f', { name: 'Work' }))
    onDisk()
    profiles.moveFolder('f', 'local-hub')
    onDisk()
    profiles.move(['e', 'hub-echo'], 'f', 'hub-lobby-a')
    onDisk()
    expect(names(profiles)).toEqual(['Echo', 'Mine', 'Lobby A', 'Lobby B', 'Mine copy'])
    profiles.removeFolder('f')
    onDisk()
    expect(profiles.find('e')?.folderId).toBeNull()
  })

  it('folds and unfolds without a save of its own, and loses nothing else by it', async () => {
    const dir = tempDir()
    const clock = new FakeClock()
    const profiles = Profiles.open({ dir, clock, logger: silentLogger, seed: seedBook(7625) })
    const folded = () => [profiles, open(dir)].map(({ book }) => book.folders[0]?.collapsed)
    const { ino } = statSync(join(dir, 'profiles.json'))
    const fold = (collapsed: boolean) => profiles.saveFolder(newFolder('local-hub', { name: 'Local hub', collapsed }))
    for (const collapsed of [true, false, true]) fold(collapsed)
    expect(statSync(join(dir, 'profiles.json')).ino).toBe(ino)
    expect(folded()).toEqual([true, false])
    await clock.advance(limits.foldedMs)
    expect(folded()).toEqual([true, true])
    fold(false)
    profiles.save(echo)
    expect(folded()).toEqual([false, false])
    fold(true)
    profiles.flush()
    expect(folded()).toEqual([true, true])
    profiles.saveFolder(newFolder('local-hub', { name: 'Renamed' }))
    expect(open(dir).book).toEqual(profiles.book)
    expect(clock.pending).toBe(0)
  })

  it('undoes a removal after a restart', () => {
    const dir = tempDir()
    const profiles = open(dir)
    const before = profiles.book
    const removed = profiles.remove(['hub-lobby-b', 'gone', 'hub-lobby-a'])
    expect(removed.map(({ index, profile }) => [index, profile.name])).toEqual([[0, 'Lobby A'], [1, 'Lobby B']])
    const later = open(dir)
    expect(names(later)).toEqual(['Echo'])
    later.restore(removed)
    expect(later.book).toEqual(before)
  })

  it('tells its listeners of each change', () => {
    const profiles = open(tempDir())
    const heard: number[] = []
    profiles.onChange((book) => heard.push(book.profiles.length))
    profiles.save(echo)
    profiles.remove(['e'])
    profiles.remove(['e'])
    expect(heard).toEqual([4, 3])
  })

  it('moves between machines by export and import', () => {
    const here = open(tempDir())
    here.save(echo)
    const there = open(tempDir())
    const merged = there.merged(readExport(here.exportText(null).text))
    expect(merged.report).toEqual({ added: 1, skipped: 3, folders: 0 })
    expect(there.book).not.toEqual(here.book)
    there.take(merged)
    expect(there.book).toEqual(here.book)
    expect(there.merged(readExport(here.exportText(['e']).text)).report).toEqual({ added: 0, skipped: 1, folders: 0 })
  })

  it('mends what a file edited by hand got wrong', () => {
    const dir = tempDir()
    open(dir)
    const document = JSON.parse(readFileSync(join(dir, 'profiles.json'), 'utf8')) as { data: ProfileBook; checksum?: string; version: number }
    const [first] = document.data.profiles
    if (first === undefined) throw new Error('No profile')
    const text = JSON.stringify({ version: 2, data: { folders: [], profiles: [first, first] } })
    writeFileSync(join(dir, 'profiles.json'), text)
    const profiles = open(dir)
    expect(profiles.recovered).toBeNull()
    expect(new Set(profiles.book.profiles.map(({ id }) => id)).size).toBe(2)
    expect(profiles.book.profiles.map(({ folderId }) => folderId)).toEqual([null, null])
  })
})
