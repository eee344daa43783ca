/** A canary for a secret of each kind, used for all that secrets are for; then every file, export and reply is searched for it. */
import type { IncomingMessage } from 'node:http'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { exportFormats } from '../../shared/capture'
import { everything } from '../../shared/entry'
import { lineFormats } from '../../shared/exchange'
import { limits } from '../../shared/limits'
import type { Overrides } from '../../shared/options'
import { newFolder, newProfile } from '../../shared/profile'
import { tempDir } from '../support/disk'
import { filesBelow, formsOf, leaks } from '../support/security/canary'
import { openDesk, type Desk } from '../support/security/desk'
import { rawServer, requestOf } from '../support/raw-server'
import { wsServer } from '../support/servers'
import { until } from '../support/until'

const kinds = ['header', 'query', 'cookie', 'basic', 'bearer', 'apiKey', 'digest', 'clientSecret', 'refreshToken', 'proxy', 'passphrase', 'global', 'folder', 'environment'] as const
type Kind = (typeof kinds)[number]
const canaries = Object.fromEntries(kinds.map((kind) => [kind, `canary+${kind}/7f3a91==`])) as Record<Kind, string>
/** A digest of it goes out, or it opens a file. */
const neverSent: ReadonlySet<Kind> = new Set(['digest', 'passphrase'])
/** The server's own, which the app keeps for it. */
const jar = { jar: 'canary-jar-7f3a91' }

describe('formsOf', () => {
  it('finds a secret in whatever it was packed into', () => {
    const secret = 'canary+x/7f3a91=='
    const packed = ['', 'a', 'ab', 'abc'].flatMap((before) => ['', 'z', 'zz'].map((after) => Buffer.from(`${before}${secret}${after}`).toString('base64')))
    const other = [secret, `?a=${encodeURIComponent(secret)}&b`, Buffer.from(secret).toString('hex'), Buffer.from(`<${secret}>`).toString('base64url'), Buffer.from(secret, 'utf16le')]
    for (const place of [...packed, ...other]) expect(leaks(new Map([['here', place]]), { secret }), String(place)).not.toEqual([])
    expect(leaks(new Map([['here', Buffer.from('canary+y/7f3a91==').toString('base64')]]), { secret })).toEqual([])
    expect(formsOf(secret).every((form) => form.length >= 12)).toBe(true)
  })
})

describe('secrets', () => {
  it('are on the wire and in no file, no export, no line of the diary and no reply', async () => {
    const desk = openDesk()
    const replies = new Map<string, string>()
    const { asked } = await useEverySecret(desk, replies)
    // Else nothing would be found because nothing was ever there.
    expect(asked.filter((head) => head.includes(`sid=${jar.jar}`)).length).toBeGreaterThan(0)
    for (const kind of kinds) expect(leaks(new Map([['wire', asked.join('\n')]]), { [kind]: canaries[kind] }).length > 0, kind).toBe(!neverSent.has(kind))
    await exportAll(desk, replies)
    await desk.stop()
    const secrets = { ...canaries, ...jar }
    expect(leaks(new Map([['diary', desk.diary.join('\n')], ...desk.saved, ...replies]), secrets)).toEqual([])
    const files = filesBelow(desk.dir)
    expect([...files.keys()].filter((name) => /secrets\.json|profiles\.json|\.seg$/.test(name)).length).toBeGreaterThanOrEqual(3)
    expect(leaks(files, secrets)).toEqual([])
  })
})

/** One profile for each way to use a secret; both servers send all they get back, as bad ones do. */
async function useEverySecret(desk: Desk, replies: Map<string, string>): Promise<{ asked: string[] }> {
  const refs = Object.fromEntries(await Promise.all(kinds.map(async (kind) => [kind, (await desk.ask('secrets.put', { text: canaries[kind] })).id]))) as Record<Kind, string>
  const asked: string[] = []
  const echo = await wsServer((webSocket, request) => {
    asked.push(headOf(request))
    webSocket.send(`you asked ${headOf(request)}`)
    webSocket.on('message', (data: Buffer) => {
      asked.push(data.toString())
      webSocket.send(data.toString())
      webSocket.close(4000, `${request.headers.cookie} ${data.toString()}`.slice(0, 100))
    })
  })
  const refusing = await rawServer(async (socket) => {
    const head = await requestOf(socket)
    asked.push(head)
    const back = /^authorization: (.*)$/im.exec(head)?.[1] ?? 'none'
    const headers = [`X-Back: ${back}`, `Set-Cookie: sid=${jar.jar}; Path=/; Max-Age=1000`, 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"', `Content-Length: ${head.length}`]
    socket.end(['HTTP/1.1 401 No', ...headers, '', head].join('\r\n'))
  })
  await desk.ask('environments.save', {
    environments: { global: [secretVariable('sGlobal', refs.global)], environments: [{ id: 'e', name: 'E', variables: [secretVariable('sEnvironment', refs.environment)] }], chosenId: 'e' },
  })
  await desk.ask('folders.save', { folder: newFolder('f', { name: 'F', cookieJar: true, variables: [secretVariable('sFolder', refs.folder)] }) })
  for (const [name, options] of Object.entries(uses(refs, refusing.port)))
    for (const [where, url] of [['taken', echo.url], ['refused', refusing.url]] as const) await connect(desk, { id: `${name}-${where}`, url: `${url}/${name}`, options, replies })
  return { asked }
}

function uses(refs: Record<Kind, string>, port: number): Record<string, Overrides> {
  const row = (name: string, value: string, secret = true) => ({ name, value, enabled: true, secret })
  const oauth = { kind: 'oauth2' as const, tokenUrl: `http://127.0.0.1:${port}/token`, clientId: 'me', clientSecret: refs.clientSecret, refreshToken: refs.refreshToken, scope: '', audience: '', clientAuth: 'body' as const }
  return {
    rows: { request: { headers: [row('X-Key', refs.header)], query: [row('key', refs.query)], cookies: [row('key', refs.cookie)] } },
    variables: { request: { headers: [row('X-Many', '{{sGlobal}} {{sFolder}} {{sEnvironment}}', false)] }, onOpen: { messages: [{ format: 'text', text: 'hello {{sGlobal}} {{sEnvironment}}', enabled: true }] } },
    basic: { auth: { kind: 'basic', user: 'me', password: refs.basic } },
    bearer: { auth: { kind: 'bearer', token: refs.bearer } },
    apiKey: { auth: { kind: 'api-key', name: 'api_key', value: refs.apiKey, place: 'query' } },
    digest: { auth: { kind: 'digest', user: 'me', password: refs.digest } },
    oauth: { auth: { ...oauth, grant: 'client-credentials' } },
    refresh: { auth: { ...oauth, grant: 'refresh-token', clientAuth: 'header' } },
    proxy: { proxy: { kind: 'http', host: '127.0.0.1', port, user: 'me', password: refs.proxy, bypass: '' } },
    key: { tls: { passphrase: refs.passphrase, pfx: { file: '/nowhere', secret: '' } } },
  }
}

const secretVariable = (name: string, value: string) => ({ name, value, enabled: true, secret: true })
const headOf = ({ url = '', rawHeaders }: IncomingMessage) => [url, ...rawHeaders].join('\n')

interface Use {
  id: string
  url: string
  options: Overrides
  replies: Map<string, string>
}

/** Opens it, sends to it where it opens, and asks for all that the screen shows of it. */
async function connect(desk: Desk, { id, url, options, replies }: Use): Promise<void> {
  const profile = newProfile(id, { name: id, url, folderId: 'f', options: { ...options, reconnect: { enabled: false }, limits: { deadlineMs: 3_000 } } })
  await desk.ask('profiles.save', { profile })
  replies.set(`preview of ${id}`, JSON.stringify(await desk.ask('profiles.preview', { profile })))
  for (const format of lineFormats) replies.set(`${format} line of ${id}`, JSON.stringify(await desk.call('exchange.line', { profileId: id, format })))
  const { ids } = await desk.ask('connections.add', { profileIds: [id], count: 1, open: true, overrides: {}, rampMs: 0 })
  const [connection = ''] = ids
  const state = () => desk.engine.pool.snapshot(connection)?.state.kind ?? 'gone'
  await until(() => /^(open|closed|failed)$/.test(state()), () => `${id} has opened or failed: ${state()}`)
  if (state() === 'open') {
    await desk.ask('connections.send', { ids, message: { format: 'text', text: 'take {{sGlobal}} {{sFolder}} {{sEnvironment}}' } })
    await until(() => state() === 'closed', `${id} was closed by its server`)
  }
  replies.set(`state of ${id}`, JSON.stringify(desk.engine.pool.snapshot(connection)))
  replies.set(`attempts of ${id}`, JSON.stringify(await desk.ask('attempts.list', { id: connection })))
}

/** All that leaves the engine: the picture at start, rows and payloads of the log, its exports in every format, profiles. */
async function exportAll(desk: Desk, replies: Map<string, string>): Promise<void> {
  const { viewId } = await desk.ask('log.view', { captureId: null, filter: everything, find: null })
  const { rows } = await desk.ask('log.rows', { viewId, from: 0, count: limits.rowsPerCall })
  replies.set('rows', JSON.stringify(rows))
  for (const { seq } of rows) replies.set(`payload of row ${seq}`, JSON.stringify(await desk.call('log.payload', { captureId: null, seq, offset: 0, length: 65_536 })))
  expect(rows.length).toBeGreaterThan(20)
  for (const redact of [true, false]) {
    const dir = tempDir()
    desk.choice.file = path.join(dir, 'chosen')
    for (const format of exportFormats) {
      await desk.ask('log.export', { scope: { kind: 'capture', captureId: desk.engine.log.totals.captureId }, format, redact })
      await until(() => desk.engine.log.jobs.list.every(({ state }) => state !== 'running'), 'the export is done')
    }
    expect(desk.engine.log.jobs.list.filter(({ state }) => state !== 'done')).toEqual([])
    for (const [name, bytes] of filesBelow(dir)) desk.saved.set(`${redact ? 'redacted ' : ''}${name}`, bytes.toString('latin1'))
  }
  expect([...desk.saved.keys()].filter((name) => name.includes('export.'))).toHaveLength(2 * exportFormats.length)
  await desk.ask('profiles.export', { ids: null })
  await desk.ask('folders.export', { id: 'f' })
  for (const command of ['app.start', 'history.list', 'captures.list', 'cookies.list'] as const)
    replies.set(command, JSON.stringify(await desk.call(command, { 'app.start': {}, 'captures.list': {}, 'history.list': { profileId: null }, 'cookies.list': { folderId: 'f' } }[command])))
}
