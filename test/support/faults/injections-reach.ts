/** Injections before anything is asked by HTTP: preparation, token, DNS, TCP and proxies. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Overrides } from '../../../shared/options'
import type { DialAbout } from '../dial-plan'
import { row } from '../prepared'
import { requestOf } from '../raw-server'
import { json, tokenServer, type TokenAnswer } from '../token-server'
import type { InjectionRow } from './injection'
import { soonMs, type Scene } from './scene'

const nowhere = 'ws://127.0.0.1:1/'

async function oauth(scene: Scene, reply: TokenAnswer | null) {
  const tokenUrl = reply === null ? `http://127.0.0.1:${await scene.freePort()}/token` : scene.keep(await tokenServer(reply)).url
  const auth: Overrides['auth'] = { kind: 'oauth2', grant: 'client-credentials', tokenUrl, clientId: 'me', clientSecret: 'sec_1', refreshToken: '', scope: '', audience: '', clientAuth: 'header' }
  return scene.lived(nowhere, { auth, limits: { deadlineMs: 2_000 } })
}

const failing = (scene: Scene, ...codes: string[]) => {
  const code = scene.one(codes)
  return scene.tried('ws://server.example/', { lookup: () => Promise.reject(Object.assign(new Error(code), { code })) })
}

const lostInDns: DialAbout = { lookup: () => new Promise(() => undefined), limits: { deadlineMs: 100 } }

/** A folder that is gone again when the path has been tried. */
async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'sockdeck-causes-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export function proxyAt(kind: 'http' | 'socks5', port: number, about: Partial<NonNullable<Overrides['proxy']>> = {}): { proxy: NonNullable<Overrides['proxy']> } {
  return { proxy: { kind, host: '127.0.0.1', port, bypass: '', ...about } }
}

/** An HTTP proxy that answers so. */
async function connecting(scene: Scene, reply: string) {
  const proxy = await scene.peer(async (socket) => { await requestOf(socket); socket.write(reply) })
  return scene.lived('ws://inner.example/', proxyAt('http', proxy.port))
}

/** A SOCKS5 proxy that answers each thing it is told with the next of these. */
async function socks(scene: Scene, replies: number[][], about: Parameters<typeof proxyAt>[2] = {}) {
  const proxy = await scene.peer((socket) => {
    const left = [...replies]
    socket.on('data', () => {
      const next = left.shift()
      if (next !== undefined) socket.write(Buffer.from(next))
    })
  })
  return scene.lived('ws://inner.example/', proxyAt('socks5', proxy.port, about))
}

const refusedBySocks = (reply: number) => [[5, 0], [5, reply, 0, 1, 0, 0, 0, 0, 0, 0]]

async function proxyThat(scene: Scene, leave: 'end' | 'resetAndDestroy', half: string) {
  const kind = scene.one(['http', 'socks5'] as const)
  const proxy = await scene.peer((socket) => void socket.once('data', () => {
    if (half !== '' && leave === 'end') socket.write(kind === 'http' ? half : Buffer.from([5]))
    socket[leave]()
  }))
  return scene.lived('ws://inner.example/', proxyAt(kind, proxy.port))
}

export const reachInjections: readonly InjectionRow[] = [
  ['unknown-variable', 'prepare', 'client', 'a variable that nobody set', (scene) => scene.lived(`${nowhere}{{nobody}}`)],
  ['bad-url', 'prepare', 'client', 'a URL of another scheme', (scene) => scene.tried(scene.one(['http://127.0.0.1/', 'ftp://127.0.0.1/', 'ws://']))],
  ['bad-request', 'prepare', 'client', 'a control character in a header', (scene) => scene.lived(nowhere, { request: { headers: [row('X', `a${scene.one(['\u0007', '\u0001', '\u007f'])}b`)] } })],
  ['file-unreadable', 'prepare', 'client', 'a CA file that is missing', (scene) => inFolder((folder) => scene.lived('wss://127.0.0.1:1/', { tls: { ca: { file: join(folder, 'none.pem'), text: '' } } }))],
  ['oauth-unreachable', 'auth', 'network', 'a token endpoint where nobody listens', (scene) => oauth(scene, null)],
  ['oauth-refused', 'auth', 'network', 'a token endpoint that knows no such client', (scene) => oauth(scene, (response) => json(response, { error: 'invalid_client' }, scene.one([400, 401])))],
  ['oauth-bad-answer', 'auth', 'client', 'a token endpoint that answers with a page', (scene) => oauth(scene, (response) => response.writeHead(200).end(scene.one(['<html>', '{}', '[]'])))],
  ['deadline', 'auth', 'client', 'a token endpoint that never answers', async (scene) => {
    const endpoint = await scene.peer((socket) => void socket.resume())
    const auth: Overrides['auth'] = { kind: 'oauth2', grant: 'client-credentials', tokenUrl: `http://127.0.0.1:${endpoint.port}/`, clientId: 'me', clientSecret: 'sec_1', refreshToken: '', scope: '', audience: '', clientAuth: 'body' }
    return scene.lived(nowhere, { auth, limits: { deadlineMs: 100 } })
  }],

  ['host-not-found', 'dns', 'network', 'a resolver that says NXDOMAIN', (scene) => failing(scene, 'ENOTFOUND')],
  ['dns-failed', 'dns', 'network', 'a resolver that fails', (scene) => failing(scene, 'EAI_AGAIN', 'ESERVFAIL', 'EAI_FAIL', 'ETIMEOUT')],
  ['no-address', 'dns', 'network', 'a host without an address of the family', (scene) => scene.one([
    () => failing(scene, 'ENODATA', 'EAI_NODATA', 'EAI_ADDRFAMILY'),
    () => scene.lived(nowhere, { network: { family: 'ipv6' } }),
    () => scene.tried('ws://server.example/', { lookup: () => Promise.resolve([]) }),
  ])()],
  ['local-limit', 'dns', 'client', 'no file descriptor left for a lookup', (scene) => failing(scene, 'EMFILE', 'ENFILE', 'ENOMEM')],
  ['deadline', 'dns', 'client', 'a resolver that never answers', (scene) => scene.tried('ws://server.example/', lostInDns)],

  ['refused', 'tcp', 'server', 'a port where nobody listens', async (scene) => scene.lived(`${scene.one(['ws', 'wss'])}://127.0.0.1:${await scene.freePort()}/`)],
  // TCP to everybody at once: no system lets it out.
  ['unreachable', 'tcp', 'network', 'an address that is no host\'s', (scene) => scene.lived('ws://255.255.255.255/')],
  ['local-address', 'tcp', 'client', 'a local address of another machine', (scene) => scene.lived(nowhere, { network: { localAddress: scene.one(['192.0.2.1', '198.51.100.7', 'nonsense']) } })],
  ['socket-not-found', 'tcp', 'client', 'a Unix socket that is not there', (scene) => inFolder((folder) => scene.lived(`ws+unix:${join(folder, 'none.sock')}`))],

  ['proxy-unreachable', 'proxy', 'network', 'a proxy that is not there', async (scene) => scene.lived('ws://inner.example/', proxyAt(scene.one(['http', 'socks5']), await scene.freePort()))],
  ['proxy-auth', 'proxy', 'network', 'a proxy that says 407', (scene) => connecting(scene, 'HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n')],
  ['proxy-auth', 'proxy', 'network', 'a SOCKS5 proxy that takes no credentials, or not these', (scene) => scene.one([
    () => socks(scene, [[5, 0xff]]), () => socks(scene, [[5, 2]]), () => socks(scene, [[5, 2], [1, 1]], { user: 'me', password: 'sec_2' }),
  ])()],
  ['proxy-refused', 'proxy', 'network', 'a proxy that refuses the tunnel', (scene) => connecting(scene, `HTTP/1.1 ${scene.one(['403 No', '400 Bad', '302 There', '500 Oh'])}\r\n\r\n`)],
  ['proxy-refused', 'proxy', 'network', 'a SOCKS5 proxy that refuses the tunnel', (scene) => socks(scene, refusedBySocks(scene.one([1, 2, 7, 8, 99])))],
  ['proxy-target', 'proxy', 'network', 'a proxy that can\'t reach the host', (scene) => connecting(scene, `HTTP/1.1 ${scene.one(['502 Gone', '503 Busy', '504 Late'])}\r\n\r\n`)],
  ['proxy-target', 'proxy', 'network', 'a SOCKS5 proxy that can\'t reach the host', (scene) => socks(scene, refusedBySocks(scene.one([3, 4, 5, 6])))],
  ['proxy-protocol', 'proxy', 'client', 'a proxy that speaks something else', (scene) => scene.one([
    () => connecting(scene, '220 ESMTP\r\n'), () => connecting(scene, `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}`), () => socks(scene, [[4, 0]]), () => socks(scene, [[5, 7]]),
  ])()],
  ['proxy-closed', 'proxy', 'network', 'a proxy that leaves', (scene) => proxyThat(scene, scene.one(['end', 'resetAndDestroy']), scene.one(['', 'HTTP/1.1 20']))],
  ['bad-proxy-settings', 'proxy', 'client', 'a SOCKS5 user that is too long', (scene) => socks(scene, [[5, 2]], { user: 'x'.repeat(256 + scene.whole(100)), password: 'sec_2' })],
  ['deadline', 'proxy', 'client', 'a proxy that never answers', async (scene) => {
    const proxy = await scene.peer((socket) => void socket.resume())
    return scene.lived('ws://inner.example/', { ...proxyAt(scene.one(['http', 'socks5']), proxy.port), limits: { deadlineMs: soonMs } })
  }],
]
