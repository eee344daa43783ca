import type { Socket } from 'node:net'
import { expect } from 'vitest'
import type { Cause } from '../../../shared/connection'
import { bound, count } from '../../support/counts'
import { othersOf } from '../../support/faults/bystanders'
import { proxyAt } from '../../support/faults/injections-reach'
import { row } from '../../support/faults/row'
import { acted, type Scene } from '../../support/faults/scene'
import { watchStalls, type Stalls } from '../../support/faults/stalls'
import { eager } from '../../support/live-deck'
import { connectProxy, socksProxy } from '../../support/proxies'
import { requestOf, upgrade } from '../../support/raw-server'

/** Where time does not count so long that the proxy is reached by then, however busy the machine is. */
const deadlineMs = count(1_000, 300)
const kinds = ['http', 'socks5'] as const
type Kind = (typeof kinds)[number]

interface ProxyFault {
  what: string
  behave: (socket: Socket, kind: Kind) => void
  why: Partial<Cause>
  /** Tried again: it may pass. */
  passing: boolean
}

const socksReply = (socket: Socket, reply: number) => {
  socket.write(Buffer.from([5, 0]))
  socket.once('data', () => socket.write(Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0])))
}
const says = (http: string, socks: (socket: Socket) => void): ProxyFault['behave'] => (socket, kind) => {
  if (kind === 'http') socket.write(http)
  else socks(socket)
}

/** A good answer, byte by byte, that is never whole. */
function dripped(socket: Socket, kind: Kind): void {
  const answer = Buffer.concat([kind === 'http' ? Buffer.from('HTTP/1.1 200 OK\r\nX: ') : Buffer.from([5, 0, 5, 0, 0, 3, 255]), Buffer.alloc(200, 'x')])
  let next = 0
  const drip = setInterval(() => socket.write(answer.subarray(next, (next += 1))), 20)
  socket.on('close', () => clearInterval(drip))
}

const faults: ProxyFault[] = [
  { what: 'refuses', behave: says('HTTP/1.1 403 Forbidden\r\n\r\n', (socket) => socksReply(socket, 2)), why: { kind: 'proxy-refused', by: 'network' }, passing: false },
  { what: 'asks for credentials', behave: says('HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm="p"\r\n\r\n', (socket) => socket.write(Buffer.from([5, 0xff]))), why: { kind: 'proxy-auth', by: 'network' }, passing: false },
  { what: 'can\'t reach the target', behave: says('HTTP/1.1 504 Late\r\n\r\n', (socket) => socksReply(socket, 4)), why: { kind: 'proxy-target', by: 'network' }, passing: true },
  { what: 'closes', behave: (socket) => socket.end(), why: { kind: 'proxy-closed', code: null, by: 'network' }, passing: true },
  { what: 'resets', behave: (socket) => socket.resetAndDestroy(), why: { kind: 'proxy-closed', code: 'ECONNRESET', by: 'network' }, passing: true },
  { what: 'closes within its answer', behave: (socket, kind) => socket.end(kind === 'http' ? 'HTTP/1.1 20' : Buffer.from([5])), why: { kind: 'proxy-closed', by: 'network' }, passing: true },
  { what: 'speaks something else', behave: (socket) => socket.write('220 mail.example ESMTP\r\n'), why: { kind: 'proxy-protocol', by: 'client' }, passing: false },
  { what: 'hangs', behave: (socket) => void socket.resume(), why: { kind: 'deadline', phase: 'proxy', by: 'client' }, passing: true },
  { what: 'drips', behave: dripped, why: { kind: 'deadline', phase: 'proxy', by: 'client' }, passing: true },
]

/** How long it took, ms, where only the deadline could end it. */
async function faulty(scene: Scene, kind: Kind, { what, behave, why, passing }: ProxyFault, stalls: Stalls): Promise<number> {
  const proxy = await scene.peer((socket) => void socket.once('data', () => behave(socket, kind)))
  const id = scene.deck.add('ws://inner.example/', { ...proxyAt(kind, proxy.port), limits: { deadlineMs: why.kind === 'deadline' ? deadlineMs : 20_000 }, reconnect: { ...eager, baseMs: 600_000, capMs: 600_000 } })
  const from = performance.now()
  scene.deck.pool.open(id)
  const said = await scene.deck.cause(id)
  const to = performance.now()
  if (why.kind === 'deadline') expect(to - from - stalls.foreign(from + deadlineMs, to)).toBeLessThanOrEqual(deadlineMs + bound(100))
  expect([what, kind, said.phase]).toEqual([what, kind, 'proxy'])
  expect(said).toMatchObject(why)
  expect([what, kind, scene.deck.state(id).kind]).toEqual([what, kind, passing ? 'waiting' : 'failed'])
  expect([what, proxy.accepted]).toEqual([what, 1])
  if (passing) await scene.cut(id)
  return why.kind === 'deadline' ? to - from : 0
}

/** An opened tunnel that breaks off is a connection that does, wherever it is by then. */
async function midway(scene: Scene, kind: Kind): Promise<void> {
  const server = await scene.peer(async (socket) => { await requestOf(socket); socket.end() })
  const proxy = scene.keep(await (kind === 'http' ? connectProxy() : socksProxy()))
  expect(await scene.lived(server.url, proxyAt(kind, proxy.port))).toMatchObject({ phase: 'http', kind: 'no-close-frame' })
  const open = scene.keep(await (kind === 'http' ? connectProxy() : socksProxy()))
  const then = () => open.sockets.forEach((socket) => socket.resetAndDestroy())
  expect(await scene.lived((await scene.peer(upgrade)).url, proxyAt(kind, open.port), then)).toMatchObject({ phase: 'open', kind: 'reset' })
  const gone = await scene.freePort()
  expect(await scene.lived('ws://inner.example/', proxyAt(kind, gone))).toMatchObject({ phase: 'proxy', kind: 'proxy-unreachable', code: 'ECONNREFUSED' })
}

row({ id: 'F32', fault: 'proxies (CONNECT and SOCKS5) that refuse, ask, hang, drip, close, speak something else, can\'t reach the target', target: 'each named; the deadline covers it, + ≤ 100 ms' }, async ({ measured }) => {
  const stalls = watchStalls()
  let slowestMs = 0
  const seen = await acted((scene) => Promise.all(kinds.map(async (kind) => {
    await Promise.all(faults.map(async (fault) => { slowestMs = Math.max(slowestMs, await faulty(scene, kind, fault, stalls)) }))
    await midway(scene, kind)
  })))
  measured(`${faults.length * kinds.length} of ${faults.length * kinds.length} named, and each end in a tunnel; none after ${Math.round(slowestMs)} ms at ${deadlineMs}; ${othersOf(seen)}`)
})
