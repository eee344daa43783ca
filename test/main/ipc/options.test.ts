/** The commands that came with options, secrets, environments and the formats of other tools, on a real engine. */
import { createServer } from 'node:http'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { AddressInfo } from 'node:net'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import { buildEngine, stopEngine, type Engine } from '../../../main/app/engine'
import { answer } from '../../../main/ipc/answer'
import { createHandlers, type Rooms } from '../../../main/ipc/handlers'
import { CallRate } from '../../../main/ipc/rate'
import { Sends } from '../../../main/ipc/sends'
import { systemClock as clock } from '../../../main/lib/clock'
import { loggerTo } from '../../../main/lib/logger'
import type { Cipher } from '../../../main/store/encryption'
import { nothingImported } from '../../../shared/imported'
import type { Overrides } from '../../../shared/options'
import { newFolder, newProfile } from '../../../shared/profile'
import { payloads, type Command, type Payload } from '../../../shared/schemas'
import { tempDir } from '../../support/disk'
import { until } from '../../support/until'
import { workers } from '../../support/workers'

const canary = 'Canary-7f3a91'
const cipher: Cipher = {
  backend: 'test_store',
  safe: true,
  encrypt: (text) => Buffer.from(Buffer.from(text).map((byte) => byte ^ 0x5a)).toString('base64'),
  decrypt: (blob) => Buffer.from(Buffer.from(blob, 'base64').map((byte) => byte ^ 0x5a)).toString(),
}

let dir: string
let engine: Engine
let diary: string[]
let handle: ReturnType<typeof createHandlers>
let opened: { file: string; text: string } | null
let saved: { name: string; text: string }[]

const logger = () => loggerTo((line) => diary.push(line))

beforeEach(() => {
  dir = tempDir()
  diary = []
  opened = null
  saved = []
  engine = buildEngine({ dir, clock, random: () => 0, logger: logger(), workers, cipher })
  onTestFinished(() => stopEngine(engine, clock, logger()))
  const dialogs: Rooms['dialogs'] = {
    openText: () => Promise.resolve(opened),
    openConnections: () => Promise.resolve(opened),
    chooseKeyFile: () => Promise.resolve(opened?.file ?? null),
    saveText: (name, text) => (saved.push({ name, text }), Promise.resolve({ file: `/${name}` })),
    placeExport: () => Promise.resolve(null),
    saveMade: () => Promise.resolve(null),
    chooseImport: () => Promise.resolve(null),
    reveal: () => undefined,
  }
  handle = createHandlers({ ...engine, about: { version: '1', runtime: 't', dataFolder: dir, platform: 'linux', systemLanguage: 'en' }, owner: 1, openWindow: () => undefined, quit: () => undefined, restart: () => undefined, reports: { make: () => Promise.resolve({ parts: [], bytes: 0 }), save: () => Promise.resolve({ file: null }) }, dialogs, sends: new Sends({ pool: engine.pool, clock, onSettled: () => undefined }) })
})

function save(options: Overrides, about: { url?: string; folderId?: string | null } = {}): string {
  return handle['profiles.save']({ profile: newProfile('mine', { name: 'Mine', url: 'ws://127.0.0.1:9/x', options, ...about }) }).id
}
const preview = (options: Overrides, url = 'ws://host.example/x') => handle['profiles.preview']({ profile: newProfile('draft', { url, options }) })
const variable = (name: string, value: string, secret = false) => ({ name, value, enabled: true, secret })

/** Everything under the data folder, in one text. */
function filesText(folder = dir): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, 'latin1'))
    .join('\n')
}

describe('secrets', () => {
  it('are put, revealed on request and named in the state', () => {
    const { id } = handle['secrets.put']({ text: canary })
    expect(handle['secrets.reveal']({ ref: id })).toEqual({ text: canary })
    expect(() => handle['secrets.reveal']({ ref: 'sec_none' })).toThrow(expect.objectContaining({ code: 'secret-unavailable' }))
    expect(handle['app.start']().secrets).toEqual({ backend: 'test_store', safe: true, agreed: false, unreadable: [] })
    expect(handle['secrets.agree']({ agreed: true }).agreed).toBe(true)
    expect(handle['secrets.agree']({ agreed: false }).agreed).toBe(false)
    expect(filesText()).not.toContain(canary)
  })
})

describe('environments', () => {
  it('are saved whole and part of the picture at start', () => {
    const environments = { global: [variable('host', 'h')], environments: [], chosenId: null }
    expect(handle['environments.save']({ environments })).toEqual(environments)
    expect(handle['app.start']().environments).toEqual(environments)
  })

  it('fill the handshake of a connection: global, then its folder, then the chosen one', async () => {
    const asked: string[] = []
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    server.on('connection', (_socket, request) => asked.push(`${request.url} ${String(request.headers['x-a'])} ${String(request.headers.authorization)}`))
    await new Promise((resolve) => server.once('listening', resolve))
    onTestFinished(() => server.close())
    const { port } = server.address() as AddressInfo
    const { id: token } = handle['secrets.put']({ text: canary })
    handle['environments.save']({ environments: { global: [variable('a', 'global'), variable('port', String(port))], environments: [{ id: 'e', name: 'E', variables: [variable('room', 'chosen')] }], chosenId: 'e' } })
    handle['folders.save']({ folder: newFolder('f', { variables: [variable('room', 'folder'), variable('a', 'folder')] }) })
    const profileId = save({ request: { headers: [{ name: 'X-A', value: '{{a}}', enabled: true, secret: false }] }, auth: { kind: 'bearer', token } }, { url: 'ws://127.0.0.1:{{port}}/{{room}}', folderId: 'f' })
    handle['connections.add']({ profileIds: [profileId], count: 1, open: true, overrides: {}, rampMs: 0 })
    await until(() => asked.length > 0, 'the server was asked')
    expect(asked).toEqual([`/chosen folder Bearer ${canary}`])
    const [id = ''] = engine.pool.ids()
    await until(() => engine.pool.snapshot(id)?.state.kind === 'open', 'it is open')
    const [attempt] = handle['attempts.list']({ id })
    expect(attempt?.hops[0]?.requestHeaders.map(({ name }) => name.toLowerCase())).toContain('authorization')
    expect(JSON.stringify(attempt)).not.toContain(canary)
    await stopEngine(engine, clock, logger())
    expect(filesText()).not.toContain(canary)
    expect(diary.join('\n')).not.toContain(canary)
  })
})

describe('a preview', () => {
  it('is the request as it would be sent, with secrets masked', async () => {
    const { id: token } = handle['secrets.put']({ text: canary })
    const reply = await preview({ auth: { kind: 'bearer', token }, request: { headers: [{ name: 'X-A', value: 'b', enabled: true, secret: false }], protocols: [{ name: 'mqtt', enabled: true }] } })
    expect(reply.problems).toEqual([])
    expect(reply.lines[0]).toBe('GET /x HTTP/1.1')
    expect(reply.lines).toEqual(expect.arrayContaining(['Host: host.example', 'X-A: b', 'Sec-WebSocket-Protocol: mqtt']))
    expect(reply.lines.join('\n')).toMatch(/Authorization: .*\*\*\*/)
    expect(reply.route.length).toBeGreaterThan(0)
    expect(JSON.stringify(reply)).not.toContain(canary)
  })

  it('says in words why the request can not be made', async () => {
    expect(await preview({}, 'ws://{{nowhere}}/')).toEqual({ lines: [], route: [], problems: [expect.stringMatching(/Unknown variable.*nowhere/)] })
  })

  it('asks no token endpoint and dials nothing', async () => {
    let asked = 0
    const server = createServer((_request, response) => {
      asked += 1
      response.end('{}')
    })
    server.on('connection', () => (asked += 1))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const base = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const { id } = handle['secrets.put']({ text: canary })
    const reply = await preview({ auth: { kind: 'oauth2', grant: 'client-credentials', tokenUrl: `http://${base}/token`, clientId: 'me', clientSecret: id, refreshToken: '', scope: '', audience: '', clientAuth: 'body' } }, `ws://${base}/`)
    expect(reply.problems).toEqual([])
    expect(reply.lines.join('\n')).toMatch(/Authorization: .*\*\*\*/)
    expect(asked).toBe(0)
  })
})

describe('an export', () => {
  it('of a folder has it with its profiles and variables, and says how many secrets it left out', async () => {
    const { id } = handle['secrets.put']({ text: canary })
    handle['folders.save']({ folder: newFolder('f', { name: 'Team: A/B', variables: [variable('a', 'b'), variable('t', id, true)] }) })
    save({ auth: { kind: 'bearer', token: id } }, { folderId: 'f' })
    expect(await handle['folders.export']({ id: 'f' })).toEqual({ file: '/Team- A-B.sockdeck', count: 1, secretsLeft: 2 })
    expect(saved[0]?.text).not.toContain(id)
    expect(JSON.parse(saved[0]?.text ?? '')).toMatchObject({ folders: [{ id: 'f', variables: [{ name: 'a', value: 'b' }, { name: 't', value: '', secret: true }] }], profiles: [{ id: 'mine', options: { auth: { kind: 'bearer', token: '' } } }] })
    expect(() => handle['folders.export']({ id: 'gone' })).toThrow(expect.objectContaining({ code: 'not-found' }))
  })
})

describe('connections of another tool', () => {
  const lines = `curl -H 'Authorization: Bearer ${canary}' -H 'X-A: b' wss://host.example/one\nwscat -c ws://host.example/two --auth bob:${canary}-2`

  it('are shown without their secrets, and taken in with them sealed', async () => {
    const report = await handle['exchange.read']({ text: lines })
    expect(report.connections).toHaveLength(2)
    expect(JSON.stringify(report)).not.toContain(canary)
    const { profileIds, skipped } = await handle['exchange.take']({ text: lines, places: [0, 1, 9], folderId: 'local-hub' })
    expect(skipped).toBe(1)
    const [one, two] = profileIds.map((id) => engine.profiles.find(id))
    expect(one).toMatchObject({ url: 'wss://host.example/one', folderId: 'local-hub', options: { request: { headers: [{ name: 'X-A', value: 'b' }] }, auth: { kind: 'bearer', token: expect.stringMatching(/^sec_/) as string } } })
    expect(one?.options.auth?.kind === 'bearer' && engine.secrets.get(one.options.auth.token)).toBe(canary)
    expect(two?.options.auth?.kind === 'basic' && engine.secrets.get(two.options.auth.password)).toBe(`${canary}-2`)
    expect(filesText()).not.toContain(canary)
  })

  it('change nothing when they can not be read or their folder is gone', async () => {
    const before = engine.profiles.book
    await expect(handle['exchange.take']({ text: `no tool says ${canary}`, places: [0], folderId: null })).rejects.toThrow(expect.objectContaining({ code: expect.stringMatching(/^exchange-/) as string }))
    await expect(handle['exchange.take']({ text: lines, places: [0], folderId: 'gone' })).rejects.toThrow(expect.objectContaining({ code: 'not-found' }))
    expect(await handle['exchange.take']({ text: lines, places: [7], folderId: null })).toEqual({ profileIds: [], skipped: 1, imported: nothingImported })
    expect(engine.profiles.book).toEqual(before)
  })

  it('bring their variables into the folder, or among the global ones', async () => {
    const text = JSON.stringify({ asyncapi: '2.6.0', info: { title: 'T', version: '1' }, servers: { s: { url: '{region}.example', protocol: 'wss', variables: { region: { default: 'eu' } } } }, channels: { '/a': {} } })
    const before = engine.profiles.book
    const inFolder = await handle['exchange.take']({ text, places: [0], folderId: 'local-hub' })
    expect(engine.profiles.book.folders[0]?.variables).toMatchObject([{ name: 'region', value: 'eu' }])
    const known = await handle['exchange.take']({ text, places: [0], folderId: 'local-hub' })
    const global = await handle['exchange.take']({ text, places: [0], folderId: null })
    expect(engine.environments.value.global).toMatchObject([{ name: 'region', value: 'eu' }])

    // Undone, it leaves what an earlier one has brought.
    handle['imports.takeBack'](known)
    expect(engine.profiles.book.folders[0]?.variables).toMatchObject([{ name: 'region', value: 'eu' }])
    for (const imported of [inFolder, global]) handle['imports.takeBack'](imported)
    expect([engine.profiles.book, engine.environments.value.global]).toEqual([before, []])
  })

  it('are read from a file that the person chooses', async () => {
    expect(await handle['exchange.openFile']()).toBeNull()
    expect(await handle['files.choose']()).toEqual({ path: null })
    opened = { file: '/x.txt', text: 'wscat -c ws://host.example/' }
    expect(await handle['exchange.openFile']()).toMatchObject({ file: '/x.txt', text: opened.text, report: { format: 'wscat', connections: [{ url: 'ws://host.example/' }] } })
    expect(await handle['files.choose']()).toEqual({ path: '/x.txt' })
  })

  it('get a profile back as a line without its secrets', async () => {
    const { id } = handle['secrets.put']({ text: canary })
    const profileId = save({ auth: { kind: 'basic', user: 'bob', password: id } })
    const { line } = await handle['exchange.line']({ profileId, format: 'wscat' })
    expect(line).toContain('ws://127.0.0.1:9/x')
    expect(line).not.toMatch(/Canary|sec_/)
    await expect(handle['exchange.line']({ profileId: 'gone', format: 'wscat' })).rejects.toThrow(expect.objectContaining({ code: 'not-found' }))
  })
})

describe('cookies', () => {
  it('of a folder are listed without their values, kept over a restart and cleared', async () => {
    const keep = async (jar: string) => (await engine.surroundings.jar(jar))?.keep(new URL('ws://h.example/'), [`sid=${canary}; Path=/; Max-Age=1000`])
    expect(await keep('local-hub')).toBeUndefined()
    expect(await handle['cookies.list']({ folderId: 'local-hub' })).toEqual([])
    handle['folders.save']({ folder: newFolder('f', { cookieJar: true }) })
    await keep('f')
    expect(await handle['cookies.list']({ folderId: 'f' })).toMatchObject([{ name: 'sid', domain: 'h.example', path: '/', secure: false }])
    await stopEngine(engine, clock, logger())
    expect(filesText()).not.toContain(canary)
    const next = buildEngine({ dir, clock, random: () => 0, logger: logger(), workers, cipher })
    onTestFinished(() => stopEngine(next, clock, logger()))
    expect((await next.surroundings.jar('f'))?.header(new URL('ws://h.example/'))).toBe(`sid=${canary}`)
    handle['cookies.clear']({ folderId: 'f' })
    expect(await handle['cookies.list']({ folderId: 'f' })).toEqual([])
    expect(() => handle['cookies.list']({ folderId: 'gone' })).toThrow(expect.objectContaining({ code: 'not-found' }))
  })
})

describe('the diary', () => {
  it('never holds a secret, whichever command brings one and however it fails', async () => {
    const own = { url: 'app://bundle/index.html', isMainFrame: true, hasParent: false }
    const context = { handlers: handle, page: own.url, rate: new CallRate(clock), logger: logger() }
    const ask = <C extends Command>(command: C, payload: Payload<C>) => answer({ sender: own, request: { command, payload } }, context)
    const secretRow = { name: 'Authorization', value: canary, enabled: true, secret: true }
    await ask('secrets.put', { text: canary })
    await ask('secrets.put', { text: canary.repeat(100_000) })
    await ask('secrets.reveal', { ref: canary })
    await ask('profiles.save', { profile: newProfile('p', { url: `ws://h/${canary}`, options: { request: { headers: [secretRow] } } }) })
    await ask('profiles.preview', { profile: newProfile('p', { url: `http://${canary}` }) })
    await ask('profiles.preview', { profile: newProfile('p', { url: `ws://h:{{${canary.replace('-', '_')}}}/`, options: { tls: { key: { file: `/no/${canary}`, secret: '' } } } }) })
    await ask('environments.save', { environments: { global: [{ name: 'a', value: canary, enabled: true, secret: true }], environments: [], chosenId: null } })
    for (const text of [canary, `{"a": "${canary}`, `curl -H 'Authorization: Bearer ${canary}`, `openapi: ${canary}\n\t- x`]) {
      await ask('exchange.read', { text })
      await ask('exchange.take', { text, places: [0], folderId: 'gone' })
      opened = { file: '/x', text }
      await ask('exchange.openFile', {})
      await ask('profiles.import', {})
    }
    await ask('settings.save', { defaults: { auth: { kind: 'bearer', token: canary } } })
    const broken = createHandlers({ ...engine, secrets: { put: () => { throw new Error(canary) } } } as unknown as Rooms)
    await answer({ sender: own, request: { command: 'secrets.put', payload: { text: canary } } }, { ...context, handlers: broken })
    expect(diary.length).toBeGreaterThan(10)
    expect(diary.filter((line) => line.includes('Canary'))).toEqual([])
    expect(Object.keys(payloads).filter((command) => /secret|environment|exchange/.test(command))).toHaveLength(8)
  })
})
