import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { limits } from '../../../shared/limits'
import { tempDir } from '../../support/disk'
import { StoreFiles, type Aside } from '../../../main/store/files'

const minute = 60
const spacing = limits.generationSpacingMs / 1000
const good = () => null

/** A store whose saves are one letter each, written at a second of one's choice. */
function lettersIn(dir: string) {
  const files = new StoreFiles(dir, 'letters')
  const read = (path: string) => readFileSync(path, 'utf8')
  return {
    files,
    save(letter: string, second: number, judge: (path: string) => Aside | null = good) {
      writeFileSync(files.staged, letter)
      if (readdirSync(dir).includes('letters.json')) files.keepGeneration(judge, second * 1000)
      files.commit()
      utimesSync(files.current, second, second)
    },
    get all() {
      return [files.current, ...files.generations].filter((path) => readdirSync(dir).some((file) => path.endsWith(`/${file}`) || path.endsWith(`\\${file}`))).map(read).join('')
    },
  }
}

describe('generations', () => {
  it('keeps the save before the last one, and older ones below it', () => {
    const letters = lettersIn(tempDir())
    for (const [index, letter] of 'abcdef'.split('').entries()) letters.save(letter, index * 2 * spacing)
    expect(letters.all).toBe('fedc')
  })

  it('does not let a burst of saves flush the older copies out', () => {
    const letters = lettersIn(tempDir())
    for (const [index, letter] of 'abcd'.split('').entries()) letters.save(letter, index * 2 * spacing)
    const start = 8 * spacing
    for (const [index, letter] of 'vwxyz'.split('').entries()) letters.save(letter, start + index * minute)
    // d, the last before the burst, outlives it: w, x and y are too young to push v and d further down.
    expect(letters.all).toBe('zyvd')
  })

  it('fills all three at once from the first saves', () => {
    const letters = lettersIn(tempDir())
    for (const [index, letter] of 'abc'.split('').entries()) letters.save(letter, index)
    expect(letters.all).toBe('cba')
  })

  it('does not keep the same content twice after a kill between two steps', () => {
    const letters = lettersIn(tempDir())
    letters.save('a', 0)
    letters.save('b', 2 * spacing)
    letters.files.keepGeneration(good, 0)
    letters.save('c', 4 * spacing)
    expect(letters.all).toBe('cba')
  })

  it('puts a rotten copy aside and never over a good one', () => {
    const dir = tempDir()
    const letters = lettersIn(dir)
    for (const [index, letter] of 'abcd'.split('').entries()) letters.save(letter, index * 2 * spacing)
    letters.save('e', 10 * spacing, (path) => (readFileSync(path, 'utf8') === 'b' ? 'corrupt' : null))
    expect(letters.all).toBe('edca')
    expect(readdirSync(dir).filter((file) => file.includes('corrupt'))).toHaveLength(1)
  })

  it('moves nothing down to fill no place', () => {
    const letters = lettersIn(tempDir())
    for (const [index, letter] of 'abcd'.split('').entries()) letters.save(letter, index * 2 * spacing)
    rmSync(letters.files.generations[0] ?? '')
    letters.save('e', 10 * spacing)
    expect(letters.all).toBe('edba')
  })

  it('stays whole when the clock has jumped back', () => {
    const letters = lettersIn(tempDir())
    for (const [index, letter] of 'abcd'.split('').entries()) letters.save(letter, 100 * spacing - index * 2 * spacing)
    expect(letters.all).toBe('dcba')
  })
})

describe('restore', () => {
  it('keeps the copy and its date, and shares no bytes with it', () => {
    const letters = lettersIn(tempDir())
    letters.save('a', 1000)
    letters.save('b', 2000)
    const [first = ''] = letters.files.generations
    letters.files.restore(first)
    expect(letters.all).toBe('aa')
    expect(statSync(letters.files.current).mtimeMs).toBe(1_000_000)
    expect(statSync(letters.files.current).ino).not.toBe(statSync(first).ino)
  })
})

describe('setAside', () => {
  it('never puts one file over another, even in the same millisecond', () => {
    const dir = tempDir()
    const files = new StoreFiles(dir, 'letters')
    const names = ['a', 'b', 'c'].map((letter) => {
      writeFileSync(files.current, letter)
      return files.setAside(files.current, 'corrupt', 0)
    })
    expect(names).toEqual(['letters.corrupt-1970-01-01T00-00-00-000.json', 'letters.corrupt-1970-01-01T00-00-00-001.json', 'letters.corrupt-1970-01-01T00-00-00-002.json'])
    expect(names.map((name) => readFileSync(join(dir, name), 'utf8'))).toEqual(['a', 'b', 'c'])
  })
})

describe('sweep', () => {
  it("removes only this store's leftovers", () => {
    const dir = tempDir()
    const kept = ['letters.json', 'letters.1.json', 'letters.corrupt-x.json', 'letters.newer-x.json', 'numbers.new.json', 'letters-new.json']
    for (const file of [...kept, 'letters.new.json', 'letters.new.json.tmp-1763748000a1b2c3', 'letters.interim.json']) writeFileSync(join(dir, file), '')
    new StoreFiles(dir, 'letters').sweep()
    expect(readdirSync(dir).sort()).toEqual(kept.sort())
  })
})
