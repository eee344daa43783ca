import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { silentLogger as logger } from '../../../main/lib/logger'
import { Profiles } from '../../../main/store/profiles'
import { readExport } from '../../../main/store/transfer'
import { bookFrom1 } from '../../../main/store/version-1'
import { inherited } from '../../../shared/inherit'
import { defaultOptions, overflowPolicies } from '../../../shared/options'
import { bookSchema, type Profile } from '../../../shared/profile'
import { fillTemplate } from '../../../shared/template'
import { FakeClock } from '../../support/clock'
import { readJson, tempDir } from '../../support/disk'

/** A profile as version 1 made it. */
const plain = {
  id: 'p1',
  name: 'Echo',
  color: 'blue',
  folderId: null as string | null,
  tags: ['a'],
  url: 'ws://127.0.0.1:7625/echo',
  protocols: [] as string[],
  headers: [] as { name: string; value: string; enabled: boolean }[],
  compression: false,
  deadlineMs: 10_000,
  closeTimeoutMs: 3_000,
  receiveBytes: 16 * 1024 * 1024,
  heartbeat: { enabled: true, intervalMs: 5_000, timeoutMs: 5_000, misses: 2, logged: false },
  queue: { messages: 256, bytes: 8 * 1024 * 1024, overflow: 'refuse' },
  reconnect: { enabled: true, baseMs: 1_000, capMs: 30_000, attempts: null as number | null },
}

function from1(about: object): Profile {
  const [profile] = bookFrom1({ folders: [], profiles: [{ ...plain, ...about }] }).profiles
  if (profile === undefined) throw new Error('No profile')
  return profile
}

describe('a profile of version 1', () => {
  it('sets nothing where it was as the defaults are', () => {
    const { id, name, color, folderId, tags, url } = plain
    expect(from1({})).toEqual({ id, name, color, folderId, tags, url, options: {} })
  })

  it('sets what was changed, and no more', () => {
    const profile = from1({
      protocols: ['mqtt', 'v2'],
      headers: [{ name: 'X-A', value: 'b', enabled: false }],
      compression: true,
      deadlineMs: 500,
      heartbeat: { ...plain.heartbeat, enabled: false },
      queue: { ...plain.queue, overflow: 'close' },
      reconnect: { ...plain.reconnect, attempts: 3 },
    })
    expect(profile.options).toEqual({
      request: { headers: [{ name: 'X-A', value: 'b', enabled: false, secret: false }], protocols: [{ name: 'mqtt', enabled: true }, { name: 'v2', enabled: true }] },
      compression: { mode: 'offered' },
      limits: { deadlineMs: 500 },
      heartbeat: { enabled: false },
      queue: { overflow: 'close' },
      reconnect: { attempts: 3 },
    })
  })

  it('says the same as before in every option, whatever it was', () => {
    const header = fc.record({ name: fc.constantFrom('X-A', 'Authorization'), value: fc.stringMatching(/^[ -~]{0,40}$/), enabled: fc.boolean() })
    const pace = { intervalMs: fc.constantFrom(5_000, 100), timeoutMs: fc.constantFrom(5_000, 50) }
    const delays = { baseMs: fc.constantFrom(1_000, 10), capMs: fc.constantFrom(30_000, 10) }
    const old = fc.record({
      compression: fc.boolean(),
      deadlineMs: fc.integer({ min: 100, max: 300_000 }),
      closeTimeoutMs: fc.constantFrom(3_000, 100, 60_000),
      receiveBytes: fc.constantFrom(16 * 1024 * 1024, 1),
      protocols: fc.uniqueArray(fc.stringMatching(/^[a-z0-9.-]{1,30}$/), { maxLength: 5 }),
      headers: fc.array(header, { maxLength: 4 }),
      heartbeat: fc.record({ ...pace, enabled: fc.boolean(), misses: fc.integer({ min: 1, max: 20 }), logged: fc.boolean() }),
      queue: fc.record({ messages: fc.constantFrom(256, 1), bytes: fc.constantFrom(8 * 1024 * 1024, 1024), overflow: fc.constantFrom(...overflowPolicies) }),
      reconnect: fc.record({ ...delays, enabled: fc.boolean(), attempts: fc.constantFrom(null, 1, 7) }),
    })
    fc.assert(
      fc.property(old, (about) => {
        const profile = from1(about)
        const options = inherited([profile.options])
        expect(v.is(bookSchema, { folders: [], profiles: [profile] })).toBe(true)
        expect(options).toMatchObject({ heartbeat: about.heartbeat, queue: about.queue, reconnect: about.reconnect })
        const { deadlineMs, closeTimeoutMs, receiveBytes } = about
        expect(options.limits).toEqual({ ...defaultOptions.limits, deadlineMs, closeTimeoutMs, receiveBytes })
        expect(options.compression.mode).toBe(about.compression ? 'offered' : 'off')
        expect(options.request.protocols).toEqual(about.protocols.map((name) => ({ name, enabled: true })))
        expect(options.request.headers).toEqual(about.headers.map((row) => ({ ...row, value: expect.any(String) as string, secret: false })))
      }),
    )
  })

  it('goes on to mean its braces, though they would be a variable now', () => {
    const braces = fc.array(fc.constantFrom('{{', '}}', 'name', ' ', '\\', '{', '}', '$uuid', 'x'), { maxLength: 12 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(braces, (value) => {
        const made = from1({ headers: [{ name: 'X-A', value, enabled: true }] }).options.request?.headers?.[0]?.value ?? ''
        expect(fillTemplate(made, () => ({ text: 'filled', secret: false })).text).toBe(value)
      }),
    )
  })

  it('leaves out a subprotocol longer than any server takes', () => {
    expect(from1({ protocols: ['a', 'x'.repeat(9_000)] }).options.request?.protocols).toEqual([{ name: 'a', enabled: true }])
  })

  it.each([
    ['no list', { folders: [], profiles: 1 }, 'profiles'],
    ['a strange part', { folders: [], profiles: [{ ...plain, surprise: 1 }] }, 'surprise'],
    ['a foreign URL', { folders: [], profiles: [{ ...plain, url: 'http://x' }] }, 'Use ws://'],
    ['nothing', null, 'Object'],
  ])('is refused with %s', (_what, data, words) => {
    expect(() => bookFrom1(data)).toThrow(words)
  })
})

describe('a store of version 1', () => {
  const open = (dir: string) => Profiles.open({ dir, clock: new FakeClock(), logger, seed: { folders: [], profiles: [] } })
  const write = (dir: string) => writeFileSync(join(dir, 'profiles.json'), JSON.stringify({ version: 1, data: { folders: [{ id: 'f', name: 'Work', collapsed: true }], profiles: [{ ...plain, folderId: 'f', compression: true }] } }))

  it('opens as it was, and stays on disk as it is until something is saved', () => {
    const dir = tempDir()
    write(dir)
    const before = readFileSync(join(dir, 'profiles.json'), 'utf8')
    const profiles = open(dir)
    expect(profiles.recovered).toBeNull()
    expect(profiles.isOld).toBe(true)
    expect(profiles.book.folders).toEqual([{ id: 'f', name: 'Work', collapsed: true, options: {}, variables: [], cookieJar: false }])
    expect(profiles.book.profiles).toMatchObject([{ id: 'p1', folderId: 'f', options: { compression: { mode: 'offered' } } }])
    expect(readFileSync(join(dir, 'profiles.json'), 'utf8')).toBe(before)
    profiles.duplicate('p1')
    expect(profiles.isOld).toBe(false)
    expect(readJson(dir, 'profiles.json')).toMatchObject({ version: 2 })
    expect(open(dir).book).toEqual(profiles.book)
  })
})

describe('an export of format 1', () => {
  const file = (about: object) => JSON.stringify({ app: 'sockdeck', kind: 'profiles', version: 1, folders: [{ id: 'f', name: 'Work', collapsed: false }], profiles: [{ ...plain, folderId: 'f', ...about }] })

  it('can still be imported', () => {
    expect(readExport(file({ deadlineMs: 200 }))).toMatchObject({ folders: [{ id: 'f', variables: [] }], profiles: [{ id: 'p1', folderId: 'f', options: { limits: { deadlineMs: 200 } } }] })
  })

  it('is refused with the name of its field', () => {
    expect(() => readExport(file({ deadlineMs: 1 }))).toThrow('Profile 1 (“Echo”) has a mistake in deadlineMs: Handshake deadline: at least 100')
  })
})
