/** Goals that hold a connection up in each phase of its life, so that it can be cancelled there. */
import type { Lookup } from '../../../main/connection/way'
import { systemClock } from '../../../main/lib/clock'
import type { Overrides } from '../../../shared/options'
import { newAuthority } from '../authority'
import { blackHole } from '../black-hole'
import { eager } from '../live-deck'
import { connectProxy, socksProxy } from '../proxies'
import { answer, rawServer, upgrade } from '../raw-server'
import { echo, wsServer, type TestServer } from '../servers'
import { tlsServer } from '../tls-server'

export interface Goal {
  url: string
  about: Overrides
}

export interface Goals {
  all: Goal[]
  /** So many connections at once are refused here that they stand in line. */
  crowded: Goal
  servers: TestServer[]
}

/** A name server that takes its time for `slow.example`, and all the time there is for any other name. */
export const slowLookup: Lookup = async (host) => {
  if (host === 'localhost') return [{ address: '127.0.0.1', family: 4 }]
  if (host !== 'slow.example') return new Promise<never>(() => undefined)
  await systemClock.sleep(5)
  return [{ address: '127.0.0.1', family: 4 }]
}

const through = (kind: 'http' | 'socks5', { port }: TestServer): Overrides => ({ proxy: { kind, host: '127.0.0.1', port, bypass: '' } })
const again: Overrides = { reconnect: { ...eager, baseMs: 5, capMs: 10 } }

async function secured(): Promise<{ goal: (about?: Overrides) => Goal; server: TestServer } | null> {
  const authority = newAuthority()
  if (authority === null) return null
  const server = await tlsServer(authority.issue())
  return { server, goal: (about = {}) => ({ url: server.url, about: { ...about, tls: { ca: { file: '', text: authority.cert } } } }) }
}

export async function goals(): Promise<Goals> {
  const plain = await wsServer(echo)
  const leaving = await wsServer((webSocket) => setTimeout(() => webSocket.terminate(), 3))
  const silent = await rawServer((socket) => { socket.resume() })
  const mute = await rawServer(async (socket) => { await upgrade(socket); socket.resume() })
  const redirecting = await rawServer((socket) => answer(socket, '302 Found', ['Location: /there']))
  const refusing = await rawServer((socket) => { socket.resetAndDestroy() })
  const [http, socks, secure, hole] = await Promise.all([connectProxy(), socksProxy(), secured(), blackHole()])
  const all: Goal[] = [
    { url: plain.url, about: { compression: { mode: 'offered' } } },
    { url: `ws://slow.example:${plain.port}/`, about: {} },
    { url: 'ws://never.example/', about: {} },
    { url: silent.url, about: {} },
    { url: silent.url.replace('ws:', 'wss:'), about: {} },
    { url: plain.url, about: through('http', silent) },
    { url: plain.url, about: through('http', http) },
    { url: plain.url, about: through('socks5', socks) },
    { url: redirecting.url, about: { redirects: { follow: true, hops: 3 } } },
    { url: leaving.url, about: again },
    { url: mute.url, about: { limits: { closeTimeoutMs: 60_000 } } },
    { url: refusing.url.replace('127.0.0.1', '127.1'), about: { reconnect: { ...eager, baseMs: 60_000, capMs: 60_000 } } },
    ...(secure === null ? [] : [secure.goal(), secure.goal(through('http', http))]),
    ...(hole === null ? [] : [{ url: `ws://127.0.0.1:${hole}/`, about: {} }]),
  ]
  const servers = [plain, leaving, silent, mute, redirecting, refusing, http, socks, ...(secure === null ? [] : [secure.server])]
  return { all, crowded: { url: refusing.url, about: again }, servers }
}
