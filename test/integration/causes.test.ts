import type { Socket } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import { createServer as createUnixServer } from 'node:net'
import { once } from 'node:events'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { causeKinds, type Cause, type CauseKind } from '../../shared/connection'
import type { Overrides } from '../../shared/options'
import { askingServer } from '../support/asking-server'
import { newAuthority, type Authority } from '../support/authority'
import { dialled, type DialAbout } from '../support/dial-plan'
import { text } from '../support/engine'
import { Deck } from '../support/live-deck'
import type { PlanAbout } from '../support/plan'
import { row, surroundingsOf } from '../support/prepared'
import { answer, binaryFrame, closeBody, closeFrame, frame, pingFrame, rawServer, requestOf, switching, textFrame, upgrade } from '../support/raw-server'
import { tlsServer } from '../support/tls-server'
import { json, tokenServer, type TokenAnswer } from '../support/token-server'

/** One way to bring a cause about, and what must be said of it: its kind is the injection's name. */
interface Injection {
  kind: CauseKind
  phase: Cause['phase']
  by: Cause['by']
  /** Makes the fault happen and answers what was reported. */
  inject: () => Promise<Cause | undefined>
}

const made = newAuthority()
const foreign = made && newAuthority('Somebody else')
const ours = made as Authority
const seen = new Set<CauseKind>()

const peer = (behave: (socket: Socket) => void | Promise<void>) => rawServer(behave)
const answering = (bytes: (request: string) => string | Buffer) => peer(async (socket) => { socket.write(bytes(await requestOf(socket)), 'latin1') })

/** Upgrades, writes these bytes and reads on. */
const speaking = (bytes: Buffer, ...more: string[]) => peer(async (socket) => {
  await upgrade(socket, ...more)
  socket.write(bytes)
  socket.on('end', () => socket.end()).resume()
})

async function free(): Promise<number> {
  const { port, close } = await peer(() => undefined)
  await close()
  return port
}

interface Lived {
  secrets?: Record<string, string>
  /** Done as soon as it is open. */
  then?: (deck: Deck, id: string) => void
}

/** By a whole connection with its profile. */
async function lived(url: string, about: PlanAbout = {}, { secrets = {}, then }: Lived = {}): Promise<Cause> {
  const deck = new Deck({ surroundings: surroundingsOf({ secrets }) })
  const id = deck.open(url, { ...about, limits: { closeTimeoutMs: 200, ...about.limits } })
  if (then !== undefined) {
    await deck.reaches(id, 'open')
    then(deck, id)
  }
  const why = await deck.cause(id)
  expect(deck.pool.attempts(id)[0]?.cause).toEqual(why)
  return why
}

/** By a dial alone, for what a profile keeps in files or secrets. */
const tried = async (url: string, about: DialAbout = {}) => (await dialled(url, about)).fault?.why

const served = async (behave: Promise<{ url: string }>, about: PlanAbout = {}) => lived((await behave).url, about)

const oauth = async (reply: TokenAnswer | null) => {
  const server = reply === null ? null : await tokenServer(reply)
  onTestFinished(async () => server?.close())
  const tokenUrl = server?.url ?? `http://127.0.0.1:${await free()}/token`
  const auth: Overrides['auth'] = { kind: 'oauth2', grant: 'client-credentials', tokenUrl, clientId: 'me', clientSecret: 'sec_1', refreshToken: '', scope: '', audience: '', clientAuth: 'header' }
  return lived('ws://127.0.0.1:1/', { auth }, { secrets: { sec_1: 'client-secret' } })
}

const failing = (code: string) => tried('ws://server.example/', { lookup: () => Promise.reject(Object.assign(new Error(code), { code })) })

const by = (port: number, user = ''): DialAbout => ({ proxyFor: () => Promise.resolve({ kind: 'http', host: '127.0.0.1', port, user, password: '' }) })
const proxied = async (reply: string | null) => {
  const proxy = await peer(async (socket) => { await requestOf(socket); if (reply === null) socket.end(); else socket.write(reply) })
  return tried('ws://inner.example/', by(proxy.port))
}

const trusting = () => ({ ca: ours.cert })
const certified = async (certificate: object, tls: DialAbout['tls'] = {}) =>
  tried((await tlsServer(certificate)).url, { network: { family: 'ipv4' }, tls: { ...trusting(), ...tls } })

const redirecting = (location: string, status = '302 Found') => peer((socket) => answer(socket, status, location === '' ? [] : [`Location: ${location}`]))
const following = { redirects: { follow: true, hops: 2 } }

const deflated = 'Sec-WebSocket-Extensions: permessage-deflate'
const mute = () => peer(async (socket) => { await upgrade(socket); socket.resume() })
const beat = { enabled: true, intervalMs: 100, timeoutMs: 60, misses: 1 }

function unixFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sockdeck-causes-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const prepare: Injection[] = [
  { kind: 'unknown-variable', phase: 'prepare', by: 'client', inject: () => lived('ws://127.0.0.1:1/{{nobody}}') },
  { kind: 'bad-url', phase: 'prepare', by: 'client', inject: () => tried('http://127.0.0.1/') },
  { kind: 'bad-request', phase: 'prepare', by: 'client', inject: () => lived('ws://127.0.0.1:1/', { request: { headers: [row('X', 'a\u0007b')] } }) },
  { kind: 'file-unreadable', phase: 'prepare', by: 'client', inject: () => lived('wss://127.0.0.1:1/', { tls: { ca: { file: join(unixFolder(), 'none.pem'), text: '' } } }) },
  { kind: 'oauth-unreachable', phase: 'auth', by: 'network', inject: () => oauth(null) },
  { kind: 'oauth-refused', phase: 'auth', by: 'network', inject: () => oauth((response) => json(response, { error: 'invalid_client' }, 401)) },
  { kind: 'oauth-bad-answer', phase: 'auth', by: 'client', inject: () => oauth((response) => response.writeHead(200).end('<html>')) },
]

const reach: Injection[] = [
  { kind: 'deadline', phase: 'http', by: 'client', inject: () => served(peer((socket) => { socket.resume() }), { limits: { deadlineMs: 150 } }) },
  { kind: 'host-not-found', phase: 'dns', by: 'network', inject: () => failing('ENOTFOUND') },
  { kind: 'dns-failed', phase: 'dns', by: 'network', inject: () => failing('EAI_AGAIN') },
  { kind: 'no-address', phase: 'dns', by: 'network', inject: () => lived('ws://127.0.0.1:1/', { network: { family: 'ipv6' } }) },
  { kind: 'refused', phase: 'tcp', by: 'server', inject: async () => lived(`ws://127.0.0.1:${await free()}/`) },
  // TCP to everybody at once: no system lets it out.
  { kind: 'unreachable', phase: 'tcp', by: 'network', inject: () => lived('ws://255.255.255.255/') },
  { kind: 'local-address', phase: 'tcp', by: 'client', inject: () => lived('ws://127.0.0.1:1/', { network: { localAddress: '192.0.2.1' } }) },
  { kind: 'socket-not-found', phase: 'tcp', by: 'client', inject: () => lived(`ws+unix:${unixFolder()}/none.sock`) },
  { kind: 'proxy-unreachable', phase: 'proxy', by: 'network', inject: async () => tried('ws://inner.example/', by(await free())) },
  { kind: 'proxy-auth', phase: 'proxy', by: 'network', inject: () => proxied('HTTP/1.1 407 Who\r\n\r\n') },
  { kind: 'proxy-refused', phase: 'proxy', by: 'network', inject: () => proxied('HTTP/1.1 403 No\r\n\r\n') },
  { kind: 'proxy-target', phase: 'proxy', by: 'network', inject: () => proxied('HTTP/1.1 502 Gone\r\n\r\n') },
  { kind: 'proxy-protocol', phase: 'proxy', by: 'client', inject: () => proxied('220 ESMTP\r\n') },
  { kind: 'proxy-closed', phase: 'proxy', by: 'network', inject: () => proxied(null) },
  {
    kind: 'bad-proxy-settings', phase: 'proxy', by: 'client', inject: async () => {
      const proxy = await peer((socket) => void socket.once('data', () => socket.write(Buffer.from([5, 2]))))
      return tried('ws://inner.example/', { proxyFor: () => Promise.resolve({ kind: 'socks5', host: '127.0.0.1', port: proxy.port, user: 'x'.repeat(300), password: '' }) })
    },
  },
  { kind: 'not-tls', phase: 'tls', by: 'client', inject: async () => lived((await peer((socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n')))).url.replace('ws:', 'wss:')) },
  { kind: 'tls-failed', phase: 'tls', by: 'server', inject: async () => lived((await peer((socket) => void socket.once('data', () => socket.end()))).url.replace('ws:', 'wss:')) },
  { kind: 'bad-ca', phase: 'tls', by: 'client', inject: async () => tried((await peer(() => undefined)).url.replace('ws:', 'wss:'), { tls: { ca: 'none' } }) },
  { kind: 'bad-client-certificate', phase: 'tls', by: 'client', inject: async () => tried((await peer(() => undefined)).url.replace('ws:', 'wss:'), { tls: { certificate: 'none', key: 'none' } }) },
]

const trust: Injection[] = [
  { kind: 'certificate-expired', phase: 'tls', by: 'client', inject: () => certified(ours.issue({ to: '20210101000000Z' })) },
  { kind: 'certificate-not-yet-valid', phase: 'tls', by: 'client', inject: () => certified(ours.issue({ from: '20980101000000Z' })) },
  { kind: 'certificate-self-signed', phase: 'tls', by: 'client', inject: () => certified(ours.selfSigned()) },
  { kind: 'certificate-unknown-ca', phase: 'tls', by: 'client', inject: () => certified(foreign?.issue() ?? {}) },
  { kind: 'certificate-wrong-host', phase: 'tls', by: 'client', inject: () => certified(ours.issue({ names: 'DNS:elsewhere.example' })) },
  { kind: 'certificate-pin', phase: 'tls', by: 'client', inject: () => certified(ours.issue(), { pins: [new X509Certificate(ours.cert).fingerprint256] }) },
  { kind: 'tls-version', phase: 'tls', by: null, inject: () => certified({ ...ours.issue(), maxVersion: 'TLSv1.2' }, { minVersion: 'TLSv1.3' }) },
  { kind: 'client-certificate-required', phase: 'tls', by: 'server', inject: async () => tried(await askingServer(ours, ours.issue()), { network: { family: 'ipv4' }, tls: trusting() }) },
  {
    kind: 'client-certificate-rejected', phase: 'tls', by: 'server', inject: async () => {
      const wrong = foreign?.issue()
      return tried(await askingServer(ours, ours.issue()), { network: { family: 'ipv4' }, tls: { ...trusting(), certificate: wrong?.cert ?? null, key: wrong?.key ?? null } })
    },
  },
  {
    kind: 'redirect-downgrade', phase: 'http', by: 'client', inject: async () => {
      const server = await tlsServer(ours.issue(), (request, response) => response.writeHead(302, { location: `ws://${request.headers.host}/` }).end())
      return tried(server.url, { network: { family: 'ipv4' }, tls: trusting(), ...following })
    },
  },
]

const http: Injection[] = [
  { kind: 'http-status', phase: 'http', by: 'server', inject: () => served(peer((socket) => answer(socket, '403 No'))) },
  { kind: 'redirect', phase: 'http', by: 'server', inject: () => served(redirecting('/there')) },
  { kind: 'too-many-redirects', phase: 'http', by: 'client', inject: () => served(redirecting('/again'), following) },
  { kind: 'redirect-invalid', phase: 'http', by: 'client', inject: () => served(redirecting('file:///etc/passwd', '307 Temporary'), following) },
  { kind: 'not-http', phase: 'http', by: 'client', inject: () => served(answering(() => '220 ESMTP\r\n')) },
  { kind: 'header-too-large', phase: 'http', by: 'client', inject: () => served(answering(() => `HTTP/1.1 101 S\r\nX: ${'x'.repeat(100_000)}`)) },
  { kind: 'no-close-frame', phase: 'http', by: 'server', inject: () => served(peer(async (socket) => { await requestOf(socket); socket.end() })) },
  { kind: 'reset', phase: 'http', by: 'server', inject: () => served(peer(async (socket) => { await requestOf(socket); socket.resetAndDestroy() })) },
  { kind: 'bad-upgrade', phase: 'websocket', by: 'client', inject: () => served(answering((request) => switching(request).replace('Upgrade: websocket', 'Upgrade: h2c'))) },
  { kind: 'bad-accept', phase: 'websocket', by: 'client', inject: () => served(answering((request) => switching(request).replace(/Accept: .*/, 'Accept: AAAA'))) },
  { kind: 'subprotocol-missing', phase: 'websocket', by: 'client', inject: () => served(peer(upgrade), { request: { protocols: [{ name: 'json', enabled: true }] } }) },
  { kind: 'subprotocol', phase: 'websocket', by: 'client', inject: () => served(speaking(Buffer.alloc(0), 'Sec-WebSocket-Protocol: chat')) },
  { kind: 'extension-missing', phase: 'websocket', by: 'client', inject: () => served(peer(upgrade), { compression: { mode: 'required' } }) },
  { kind: 'bad-extension', phase: 'websocket', by: 'client', inject: () => served(speaking(Buffer.alloc(0), 'Sec-WebSocket-Extensions: x-snappy'), { compression: { mode: 'offered' } }) },
]

const open: Injection[] = [
  { kind: 'close-frame', phase: 'open', by: 'server', inject: () => served(speaking(frame(closeFrame, closeBody(4001, 'bye')))) },
  { kind: 'no-close-frame', phase: 'open', by: 'server', inject: () => served(peer(async (socket) => { await upgrade(socket); socket.end() })) },
  { kind: 'reset', phase: 'open', by: 'server', inject: async () => lived((await peer(async (socket) => { await upgrade(socket); socket.once('data', () => socket.resetAndDestroy()) })).url, {}, { then: (deck, id) => deck.pool.send(id, text('now')) }) },
  { kind: 'heartbeat-lost', phase: 'heartbeat', by: 'client', inject: () => served(mute(), { heartbeat: beat }) },
  { kind: 'app-heartbeat-lost', phase: 'heartbeat', by: 'client', inject: () => served(mute(), { appPing: { ...beat, message: 'ping', answer: 'pong' } }) },
  { kind: 'protocol-error', phase: 'open', by: 'client', inject: () => served(speaking(frame(0x83, 'x'))) },
  { kind: 'bad-utf8', phase: 'open', by: 'client', inject: () => served(speaking(frame(textFrame, Buffer.from([0xff])))) },
  { kind: 'bad-compression', phase: 'open', by: 'client', inject: () => served(speaking(frame(0xc1, Buffer.alloc(50, 0xff)), deflated), { compression: { mode: 'offered' } }) },
  { kind: 'reserved-close-code', phase: 'open', by: 'client', inject: () => served(speaking(frame(closeFrame, closeBody(1005)))) },
  { kind: 'message-too-big', phase: 'open', by: 'client', inject: () => served(speaking(frame(binaryFrame, Buffer.alloc(200))), { limits: { receiveBytes: 100 } }) },
  {
    kind: 'too-many-fragments', phase: 'open', by: 'client',
    inject: () => served(speaking(Buffer.concat([frame(0x02, 'x'), ...Array.from({ length: 20_000 }, () => frame(0x00, 'x'))]))),
  },
  { kind: 'ping-flood', phase: 'open', by: 'client', inject: () => served(peer(async (socket) => { await upgrade(socket); socket.write(Buffer.concat(Array.from({ length: 5_000 }, () => frame(pingFrame, 'x'.repeat(125))))); socket.pause() })) },
  {
    kind: 'queue-overflow', phase: 'queue', by: 'client',
    inject: async () => lived((await mute()).url, { queue: { messages: 2, overflow: 'close' } }, { then: (deck, id) => { for (let i = 0; i < 4; i += 1) deck.pool.send(id, text('x')) } }),
  },
  { kind: 'user-closed', phase: 'user', by: 'client', inject: async () => lived((await mute()).url, {}, { then: (deck, id) => deck.pool.close(id) }) },
  { kind: 'app-quit', phase: 'user', by: 'client', inject: async () => lived((await mute()).url, {}, { then: (deck) => void deck.end() }) },
]

const named = (injections: Injection[]) => injections.map((one) => [`${one.kind} (${one.phase})`, one] as const)
const isNamed = async (_name: string, { kind, phase, by: who, inject }: Injection) => {
  expect(await inject()).toMatchObject({ kind, phase, by: who })
  seen.add(kind)
}

describe('the cause that is reported is the one that was injected', () => {
  it.each(named(prepare))('while preparing: %s', isNamed)
  it.each(named(reach))('on the way: %s', isNamed)
  it.skipIf(made === null).each(named(trust))('about trust: %s', isNamed)
  it.each(named(http))('in the handshake: %s', isNamed)
  it.each(named(open))('while open: %s', isNamed)

  it('socket-denied (tcp), where nobody is above the locks', async ({ skip }) => {
    if (process.platform === 'win32') skip('no Unix sockets with locks')
    const path = join(unixFolder(), 'locked.sock')
    const server = createUnixServer().listen(path)
    await once(server, 'listening')
    onTestFinished(() => { server.close() })
    const restore = asNobody()
    if (restore === null) skip('who it runs as can\'t be changed here')
    try {
      await isNamed('', { kind: 'socket-denied', phase: 'tcp', by: 'client', inject: () => tried(`ws+unix:${path}`) })
    } finally {
      restore?.()
    }
  })

  afterAll(() => {
    const missing = causeKinds.filter((kind) => !seen.has(kind))
    console.info(`${seen.size} of ${causeKinds.length} kinds of cause were injected; not here: ${missing.join(', ')}`)
  })
})

it('at least forty kinds are injected', () => {
  expect(new Set([prepare, reach, trust, http, open].flat().map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(40)
})

/** Gives up root for a moment; null if that can't be. */
function asNobody(): (() => void) | null {
  const own = process.geteuid?.()
  if (own === undefined || process.seteuid === undefined) return null
  if (own !== 0) return () => undefined
  try {
    process.seteuid(65_534)
  } catch {
    // A worker thread may not.
    return null
  }
  return () => process.seteuid?.(own)
}
