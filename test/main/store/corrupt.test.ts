import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { count } from '../../support/counts'
import { tempDir } from '../../support/disk'
import { endured } from '../../support/endured'
import { seeded } from '../../support/random'
import { bookOf, openBook, turnOf } from './book-store'

const files = ['profiles.json', 'profiles.1.json', 'profiles.2.json', 'profiles.3.json']

/** A folder whose current file and three generations hold turns 4, 3, 2 and 1. */
function storeOfFourTurns(): string {
  const dir = tempDir()
  for (let turn = 1; turn <= 4; turn += 1) {
    openBook(dir).save(bookOf(turn))
    // As if an hour lay between two saves: only then older generations move down.
    utimesSync(join(dir, 'profiles.json'), turn * 3600, turn * 3600)
  }
  expect(readdirSync(dir).sort()).toEqual([...files].sort())
  return dir
}

type Mutation = (bytes: Buffer, random: () => number) => Buffer

const pick = (random: () => number, below: number) => Math.floor(random() * below)
const edit = (change: (text: string) => string): Mutation => (bytes) => Buffer.from(change(bytes.toString('utf8')))
const inject = (start: string, end = ''): Mutation => (bytes, random) => {
  const text = bytes.toString('utf8')
  const at = pick(random, text.length)
  return Buffer.from(text.slice(0, at) + start + end + text.slice(at))
}

const mutations: Record<string, Mutation> = {
  empty: () => Buffer.alloc(0),
  zeroes: (bytes) => Buffer.alloc(bytes.length),
  'a tail of zeroes': (bytes, random) => Buffer.concat([bytes.subarray(0, pick(random, bytes.length)), Buffer.alloc(512)]),
  'cut short': (bytes, random) => bytes.subarray(0, pick(random, bytes.length)),
  'without its start': (bytes, random) => bytes.subarray(1 + pick(random, bytes.length - 1)),
  'a flipped bit': (bytes, random) => {
    const copy = Buffer.from(bytes)
    const at = pick(random, copy.length)
    copy[at] = (copy[at] ?? 0) ^ (1 << pick(random, 8))
    return copy
  },
  'noise in the middle': (bytes, random) => {
    const copy = Buffer.from(bytes)
    for (let n = 0; n < 16; n += 1) copy[pick(random, copy.length)] = pick(random, 256)
    return copy
  },
  'a byte order mark': (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
  'UTF-16': (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
  'invalid UTF-8': inject('\u{10ffff}'),
  'text in front': edit((text) => `null ${text}`),
  'a merge conflict': inject('\n<<<<<<< HEAD\n'),
  'wrong types': edit((text) => text.replace(/"tags": \[\]/, '"tags": "none"')),
  'wrong types, no checksum': edit((text) => text.replace(/"checksum": ".*",/, '').replace(/"tags":\s*\[\]/, '"tags": "none"')),
  'another shape': () => Buffer.from('[]'),
  'only null': () => Buffer.from('null'),
  'a future version': edit((text) => text.replace(/"version": 2/, '"version": 99').replace(/"version":\t2/, '"version":\t99')),
  'a negative version': edit((text) => text.replace(/"version":\s*2/, '"version": -1')),
  'a version that is text': edit((text) => text.replace(/"version":\s*2/, '"version": "2"')),
  '__proto__ in the document': edit((text) => text.replace('{', '{"__proto__": {"polluted": true},')),
  '__proto__ as the data': edit((text) => text.replace('"data"', '"__proto__"')),
  'nested 100,000 deep': () => Buffer.from(`{"version":2,"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
}

/** What one mutant should open as: the first file of the four that is still whole. */
function check(dir: string, damagedCount: number, name: string): void {
  const before = readdirSync(dir)
  const store = openBook(dir)
  const turn = turnOf(store.value)
  // Some mutations harm nothing that counts, such as a flipped bit in white space or a byte order mark.
  if (store.recovered === null) {
    expect(turn, name).toBe(4)
    return
  }
  expect([4 - damagedCount, 3, 2, 1], name).toContain(turn)
  expect(turn, name).toBeGreaterThanOrEqual(4 - damagedCount)
  if (store.recovered.title === 'Profiles were restored') {
    const kept = readdirSync(dir).filter((file) => !before.includes(file))
    expect(kept, name).toEqual([expect.stringMatching(/^profiles\.corrupt-/)])
    expect(store.recovered.text, name).toContain(kept[0])
    expect(store.recovered.text, name).toContain('5 profiles')
  } else {
    expect(store.recovered.title, name).toBe('Profiles are from a newer Sockdeck')
  }
  // The repaired store is whole: another start finds the same, and a save works.
  const again = openBook(dir)
  expect(turnOf(again.value), name).toBe(turn)
  again.save(bookOf(5))
  expect(turnOf(openBook(dir).value), name).toBe(5)
}

/** Of each kind of damage; 1,012 files in all where there is time. */
const rounds = count(10, 46)
const damages = rounds * Object.keys(mutations).length

it(`loses no profile to ${damages} damaged files as long as one generation is good`, { timeout: count(60_000, 3_600_000) }, () => endured('profiles: file damaged', damages, () => {
  const whole = storeOfFourTurns()
  const random = seeded(35)
  let restored = 0
  for (const [name, mutate] of Object.entries(mutations)) {
    for (let round = 0; round < rounds; round += 1) {
      const dir = join(tempDir(), 'store')
      cpSync(whole, dir, { recursive: true, preserveTimestamps: true })
      const kept = readFileSync(join(dir, 'profiles.json'))
      const damagedCount = 1 + (round % 3)
      for (const file of files.slice(0, damagedCount)) writeFileSync(join(dir, file), mutate(readFileSync(join(dir, file)), random))
      if (!readFileSync(join(dir, 'profiles.json')).equals(kept)) restored += 1
      check(dir, damagedCount, `${name}, round ${round}`)
    }
  }
  expect(restored).toBeGreaterThan(damages * 0.9)
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
}))

it('starts when the file is huge, and does not read it', () => {
  const dir = storeOfFourTurns()
  truncateSync(join(dir, 'profiles.json'), 8 * 1024 ** 3)
  const store = openBook(dir)
  expect(turnOf(store.value)).toBe(3)
  expect(store.recovered?.text).toContain('far too large')
})

it('starts when a folder has the name of the file', () => {
  const dir = storeOfFourTurns()
  rmSync(join(dir, 'profiles.json'))
  mkdirSync(join(dir, 'profiles.json', 'inside'), { recursive: true })
  const store = openBook(dir)
  expect(turnOf(store.value)).toBe(3)
  expect(store.recovered?.text).toContain('it is not a file')
  expect(turnOf(openBook(dir).value)).toBe(3)
})

it('starts empty, and keeps the damaged file, when no copy is good', () => {
  const dir = storeOfFourTurns()
  for (const file of files) writeFileSync(join(dir, file), '{"version": 1, "data": ')
  const store = openBook(dir)
  expect(store.value).toEqual({ folders: [], profiles: [] })
  expect(store.fresh).toBe(false)
  expect(store.recovered?.level).toBe('error')
  const kept = readdirSync(dir).filter((file) => file.includes('corrupt'))
  expect(kept).toHaveLength(1)
  expect(store.recovered?.text).toContain(kept[0])
  expect(store.recovered?.text).toContain('it ends too early, at line 1')
  // Said once: the empty book is what the next start finds.
  expect(openBook(dir).recovered).toBeNull()
})

it('restores from a copy when the file is missing', () => {
  const dir = storeOfFourTurns()
  rmSync(join(dir, 'profiles.json'))
  const store = openBook(dir)
  expect(turnOf(store.value)).toBe(3)
  expect(store.recovered?.text).toContain('profiles.json was missing')
  expect(openBook(dir).recovered).toBeNull()
})

it('keeps at most five damaged files, the newest ones', () => {
  const dir = storeOfFourTurns()
  for (let round = 0; round < 7; round += 1) {
    writeFileSync(join(dir, 'profiles.json'), `damage ${round}`)
    expect(turnOf(openBook(dir).value)).toBe(3)
  }
  const kept = readdirSync(dir).filter((file) => file.includes('corrupt')).sort()
  expect(kept.map((file) => readFileSync(join(dir, file), 'utf8'))).toEqual([2, 3, 4, 5, 6].map((round) => `damage ${round}`))
})
