import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { count } from '../../support/counts'
import { bundled, fillDisk, smallDisk, tempDir } from '../../support/disk'
import { endured } from '../../support/endured'
import { bookOf, openBook, turnOf } from './book-store'

const run = promisify(execFile)
/** A saver that never meets its limit must not outlive the test. */
const stopped = { timeout: 20_000, killSignal: 'SIGKILL' } as const

function failure(action: () => void): AppError {
  try {
    action()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('It did not fail')
}

describe.skipIf(process.platform === 'win32')('a file size limit, where the first write is cut short without an error', () => {
  it('refuses the save that does not fit and keeps the one before it', { timeout: 30_000 }, async () => {
    const dir = tempDir()
    const child = await bundled('test/main/store/saving-child.ts')
    // In blocks of 512 or 1024 bytes, as the shell has it; each turn adds two profiles.
    const { stdout } = await run('/bin/sh', ['-c', 'ulimit -f 64; exec "$@"', 'sh', process.execPath, child, dir, '1', '2'], stopped)
    const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { failed: string; message: string; count: number }
    expect(last.failed).toBe('store-write')
    expect(last.message).toContain('The last saved version is intact')
    const store = openBook(dir)
    expect(store.recovered).toBeNull()
    expect(store.value.profiles).toHaveLength(last.count)
    expect(last.count).toBeGreaterThan(10)
    expect(readdirSync(dir).filter((file) => /tmp|\.new|\.interim/.test(file))).toEqual([])
  })
})

/** With room for none to all of what a save writes, over and over. */
const shortages = count(16, 1_000)

describe('a full disk', () => {
  it('loses nothing, whatever room is left for the save', { timeout: count(20_000, 3_600_000) }, async (context) => {
    const dir = smallDisk(256)
    if (dir === null) return context.skip('this user may not mount a disk')
    const store = openBook(dir)
    store.save(bookOf(1, 30))
    const outcomes = new Set<string>()
    await endured('profiles: write cut short by a full disk', shortages, () => {
      for (let round = 0; round < shortages; round += 1) {
        const before = turnOf(store.value)
        const free = fillDisk(dir, round % 16)
        try {
          store.save(bookOf(round + 2, 30))
          outcomes.add('saved')
          expect(turnOf(openBook(dir).value)).toBe(round + 2)
        } catch (error) {
          expect(error).toMatchObject({ code: 'store-write' })
          outcomes.add('refused')
          expect(turnOf(store.value)).toBe(before)
          expect(turnOf(openBook(dir).value)).toBe(before)
        }
        expect(readdirSync(dir).filter((file) => /tmp|\.new|\.interim/.test(file))).toEqual([])
        free()
      }
    })
    expect([...outcomes].sort()).toEqual(['refused', 'saved'])
  })

  it('says what to do, and saves as soon as there is room again', (context) => {
    const dir = smallDisk(256)
    if (dir === null) return context.skip('this user may not mount a disk')
    const store = openBook(dir)
    store.save(bookOf(1, 30))
    const bytes = readFileSync(join(dir, 'profiles.json'))
    const free = fillDisk(dir, 0)
    const { code, message } = failure(() => store.save(bookOf(2, 30)))
    expect(code).toBe('store-write')
    expect(message).toBe('Profiles were not saved: the disk is full. Free some space and try again. The last saved version is intact.')
    expect(readFileSync(join(dir, 'profiles.json'))).toEqual(bytes)
    free()
    store.save(bookOf(3, 30))
    expect(turnOf(openBook(dir).value)).toBe(3)
  })

  it('needs room for one new file only: the generation is a link', (context) => {
    const dir = smallDisk(256)
    if (dir === null) return context.skip('this user may not mount a disk')
    const store = openBook(dir)
    store.save(bookOf(1, 30))
    const { size } = statSync(join(dir, 'profiles.json'))
    fillDisk(dir, Math.ceil(size / 4096) + 1)
    store.save(bookOf(2, 30))
    expect(readdirSync(dir).sort()).toEqual(['filler', 'profiles.1.json', 'profiles.json'])
    expect(turnOf(openBook(dir).value)).toBe(2)
  })

  it('still starts from a copy when the current file is damaged and nothing can be written', (context) => {
    const dir = smallDisk(256)
    if (dir === null) return context.skip('this user may not mount a disk')
    const first = openBook(dir)
    first.save(bookOf(1, 30))
    first.save(bookOf(2, 30))
    truncateSync(join(dir, 'profiles.json'), 100)
    fillDisk(dir, 0)
    const store = openBook(dir)
    expect(turnOf(store.value)).toBe(1)
    expect(store.recovered?.title).toBe('Profiles were restored')
    expect(turnOf(openBook(dir).value)).toBe(1)
  })
})
