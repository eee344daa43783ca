import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { buildEngine, stopEngine, type Engine } from '../../../main/app/engine'
import { systemClock as clock } from '../../../main/lib/clock'
import { silentLogger as logger } from '../../../main/lib/logger'
import type { Cipher } from '../../../main/store/encryption'
import { plainCipher } from '../../../main/store/encryption'
import { newFolder, newProfile } from '../../../shared/profile'
import { readJson, tempDir } from '../../support/disk'
import { workers } from '../../support/workers'

const turned = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x5a))
const safe: Cipher = {
  backend: 'test_store',
  safe: true,
  encrypt: (text) => turned(Buffer.from(text)).toString('base64'),
  decrypt: (blob) => turned(Buffer.from(blob, 'base64')).toString(),
}
const canary = 'Bearer Canary-7f3a91'

function build(dir: string, cipher: Cipher): Engine {
  const engine = buildEngine({ dir, clock, random: () => 0, logger, workers, cipher })
  onTestFinished(() => stopEngine(engine, clock, logger))
  return engine
}

/** A data folder of the version before secrets, with a copy of its profiles. */
function oldDir(): string {
  const dir = tempDir()
  const profile = {
    id: 'p1', name: 'Old', color: 'blue', folderId: null, tags: [], url: 'ws://127.0.0.1:1/', protocols: [],
    headers: [{ name: 'Authorization', value: canary, enabled: true }, { name: 'X-Trace', value: 'abc', enabled: true }],
    compression: false, deadlineMs: 10_000, closeTimeoutMs: 3_000, receiveBytes: 1_000_000,
    heartbeat: { enabled: true, intervalMs: 5_000, timeoutMs: 5_000, misses: 2, logged: false },
    queue: { messages: 256, bytes: 8 * 1024 * 1024, overflow: 'refuse' },
    reconnect: { enabled: true, baseMs: 1_000, capMs: 30_000, attempts: null },
  }
  for (const file of ['profiles.json', 'profiles.1.json']) writeFileSync(path.join(dir, file), JSON.stringify({ version: 1, data: { folders: [], profiles: [profile] } }))
  return dir
}

const headers = (engine: Engine) => engine.profiles.book.profiles[0]?.options.request?.headers ?? []
const filesText = (dir: string) => readdirSync(dir).filter((file) => file.endsWith('.json')).map((file) => readFileSync(path.join(dir, file), 'utf8')).join('\n')

describe('the first start after secrets came', () => {
  it('puts tokens of plain headers under protection, and leaves none behind in an older copy', () => {
    const dir = oldDir()
    const engine = build(dir, safe)
    const [authorization, trace] = headers(engine)
    expect(authorization).toMatchObject({ name: 'Authorization', secret: true })
    expect(engine.surroundings.secret(authorization?.value ?? '')).toBe(canary)
    expect(trace).toEqual({ name: 'X-Trace', value: 'abc', enabled: true, secret: false })
    expect(filesText(dir)).not.toContain('Canary')
    expect(readJson(dir, 'profiles.json')).toMatchObject({ version: 2 })
    expect(engine.notices.list).toEqual([])
    expect(engine.secrets.state.unreadable).toEqual([])
  })

  it('leaves them as they are where no key is safe', () => {
    const dir = oldDir()
    expect(headers(build(dir, plainCipher))[0]).toEqual({ name: 'Authorization', value: canary, enabled: true, secret: false })
    expect(readJson(dir, 'profiles.json')).toMatchObject({ version: 1 })
  })

  it('does not touch what a person made plain later', () => {
    const dir = tempDir()
    const row = { name: 'Authorization', value: canary, enabled: true, secret: false }
    build(dir, safe).profiles.save(newProfile('mine', { url: 'ws://h/', options: { request: { headers: [row] } } }))
    expect(build(dir, safe).profiles.find('mine')?.options.request?.headers).toEqual([row])
  })
})

describe('where secrets can not be kept', () => {
  it('the person is told once, when the first one is put', () => {
    const engine = build(tempDir(), plainCipher)
    expect(engine.notices.list).toEqual([])
    engine.secrets.put('a')
    engine.notices.add({ level: 'info', title: 'another', text: '' })
    engine.secrets.put('b')
    expect(engine.notices.list.map(({ level, title }) => [level, title])).toEqual([['warning', 'Secrets are kept until Sockdeck quits'], ['info', 'another']])
    expect(engine.notices.list[0]?.text).toContain('Start a keyring')
  })

  it('the person is told at start when profiles refer to some, and those are named as unreadable', () => {
    const dir = tempDir()
    const first = build(dir, plainCipher)
    const token = first.secrets.put('a')
    first.profiles.save(newProfile('mine', { url: 'ws://h/', options: { auth: { kind: 'bearer', token } } }))
    const engine = build(dir, plainCipher)
    expect(engine.notices.list).toHaveLength(1)
    expect(engine.secrets.state.unreadable).toEqual([token])
    expect(engine.profiles.find('mine')).not.toBeNull()
  })

  it('a reference that leads nowhere is named as soon as something has it, and no longer than that', () => {
    const { profiles, environments, settings, secrets } = build(tempDir(), safe)
    const known = secrets.put('a')
    profiles.save(newProfile('mine', { url: 'ws://h/', options: { auth: { kind: 'bearer', token: 'sec_gone' } } }))
    expect(secrets.state.unreadable).toEqual(['sec_gone'])
    environments.save({ global: [{ name: 'v', value: 'sec_lost', enabled: true, secret: true }], environments: [], chosenId: null })
    settings.patch({ defaults: { proxy: { password: 'sec_off' } } })
    expect(new Set(secrets.state.unreadable)).toEqual(new Set(['sec_gone', 'sec_lost', 'sec_off']))
    let told = 0
    secrets.onChange(() => (told += 1))
    profiles.save(newProfile('mine', { url: 'ws://h/', options: { auth: { kind: 'bearer', token: known } } }))
    expect(new Set(secrets.state.unreadable)).toEqual(new Set(['sec_lost', 'sec_off']))
    profiles.save(newProfile('other', { url: 'ws://h/' }))
    expect(told).toBe(1)
  })

  it('nothing is said to a person who agreed to weaker protection', () => {
    const dir = tempDir()
    const first = build(dir, plainCipher)
    first.secrets.agree(true)
    const token = first.secrets.put('a')
    first.profiles.save(newProfile('mine', { url: 'ws://h/', options: { auth: { kind: 'bearer', token } } }))
    const engine = build(dir, plainCipher)
    expect(engine.notices.list).toEqual([])
    expect(engine.surroundings.secret(token)).toBe('a')
  })
})

describe('what surrounds a dial', () => {
  const variable = (name: string, value: string) => ({ name, value, enabled: true, secret: false })

  it('has the variables as they are now: global, the folder’s, the chosen environment’s', () => {
    const { surroundings, environments, profiles } = build(tempDir(), safe)
    const values = (folderId: string | null) => Object.fromEntries([...surroundings.variables(folderId)].map(([name, { value }]) => [name, value]))
    expect(values(null)).toEqual({})
    environments.save({ global: [variable('a', 'g'), variable('b', 'g')], environments: [{ id: 'e', name: 'E', variables: [variable('b', 'e')] }], chosenId: null })
    profiles.saveFolder(newFolder('f', { variables: [variable('a', 'f')] }))
    expect([values(null), values('f'), values('gone')]).toEqual([{ a: 'g', b: 'g' }, { a: 'f', b: 'g' }, { a: 'g', b: 'g' }])
    environments.save({ ...environments.value, chosenId: 'e' })
    profiles.saveFolder(newFolder('f', { variables: [variable('a', 'F')] }))
    expect(values('f')).toEqual({ a: 'F', b: 'e' })
  })

  it('has cookies only for folders that keep them, and no proxy by default', async () => {
    const { surroundings, profiles } = build(tempDir(), safe)
    profiles.saveFolder(newFolder('f', { cookieJar: true }))
    expect([surroundings.jar(null), surroundings.jar('gone'), surroundings.jar('local-hub')]).toEqual([null, null, null])
    expect(await surroundings.jar('f')).toBe(await surroundings.jar('f'))
    expect(await surroundings.systemProxy('wss://h/')).toBe('DIRECT')
  })

  it('lets go of the cookies of a folder that keeps none any more, and forgets a folder that is gone', async () => {
    const dir = tempDir()
    const { surroundings, profiles, jars, secrets } = build(dir, safe)
    const keep = async (id: string) => (await surroundings.jar(id))?.keep(new URL('wss://h.example/'), [`sid=${id}; Max-Age=1000`])
    for (const id of ['f', 'g']) {
      profiles.saveFolder(newFolder(id, { cookieJar: true }))
      await keep(id)
    }
    secrets.flush()
    const old = await surroundings.jar('g')
    profiles.saveFolder(newFolder('f', { cookieJar: false }))
    profiles.removeFolder('g')
    secrets.flush()
    expect(await jars.list('f')).toEqual([])
    profiles.saveFolder(newFolder('f', { cookieJar: true }))
    profiles.saveFolder(newFolder('g', { cookieJar: true }))
    old?.keep(new URL('wss://h.example/'), ['late=1; Max-Age=1000'])
    secrets.flush()
    const again = build(dir, safe)
    expect([await again.jars.list('f'), (await again.jars.list('g')).map(({ name }) => name)]).toEqual([[], ['sid']])
  })

  it('keeps a refresh token that took the place of another', () => {
    const dir = tempDir()
    const engine = build(dir, safe)
    const ref = engine.secrets.put('old')
    engine.surroundings.keepRefreshToken?.(ref, 'new')
    engine.surroundings.keepRefreshToken?.('{{token}}', 'new')
    expect(engine.surroundings.secret(ref)).toBe('new')
    engine.secrets.flush()
    expect(build(dir, safe).surroundings.secret(ref)).toBe('new')
  })
})
