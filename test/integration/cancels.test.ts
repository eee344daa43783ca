import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ReadTurn } from '../../main/connection/read-turn'
import { dialWith } from '../../main/connection/socket'
import { AttemptTrace } from '../../main/connection/trace'
import type { Socket } from '../../main/connection/wire'
import { systemClock } from '../../main/lib/clock'
import type { Preparation } from '../../main/prepare/preparation'
import type { AttemptRecord } from '../../shared/attempt'
import { isAbort } from '../../shared/errors'
import { newAuthority } from '../support/authority'
import { newDialPlan, type DialPlanAbout } from '../support/dial-plan'
import { abortListeners, backTo, resources } from '../support/leaks'
import { Deck } from '../support/live-deck'
import { newPlan } from '../support/plan'
import { connectProxy, socksProxy } from '../support/proxies'
import { seeded } from '../support/random'
import { answer, rawServer } from '../support/raw-server'
import { echo, wsServer, type TestServer } from '../support/servers'
import { tlsServer } from '../support/tls-server'
import { until } from '../support/until'

const authority = newAuthority()
const certificate = authority?.issue()
const unheard: unknown[] = []
const onUnheard = (error: unknown) => { unheard.push(error) }

beforeEach(() => {
  unheard.length = 0
  process.on('unhandledRejection', onUnheard).on('uncaughtExceptionMonitor', onUnheard)
})
afterEach(() => {
  process.off('unhandledRejection', onUnheard).off('uncaughtExceptionMonitor', onUnheard)
})

interface Goal {
  url: string
  about: DialPlanAbout
  servers: TestServer[]
}

async function goals(): Promise<Goal[]> {
  const plain = await wsServer(echo)
  const refusing = await rawServer((socket) => answer(socket, '302 Found', ['Location: /there']))
  const http = await connectProxy()
  const socks = await socksProxy()
  const by = (kind: 'http' | 'socks5', { port }: TestServer) => () => Promise.resolve({ kind, host: '127.0.0.1', port, user: '', password: '' })
  const all: Goal[] = [
    { url: plain.url, about: { compression: { mode: 'offered' } }, servers: [plain] },
    { url: refusing.url, about: { redirects: { follow: true, hops: 3 } }, servers: [refusing] },
    { url: plain.url, about: { proxyFor: by('http', http) }, servers: [http, plain] },
    { url: plain.url, about: { proxyFor: by('socks5', socks) }, servers: [socks, plain] },
  ]
  if (certificate === undefined) return all
  const secure = await tlsServer(certificate)
  const tls = { ca: authority?.cert ?? null }
  return [...all, { url: secure.url, about: { tls, network: { family: 'ipv4' } }, servers: [secure] }, { url: secure.url, about: { tls, proxyFor: by('http', http) }, servers: [http, secure] }]
}

/** So many turns of the event loop, and sometimes milliseconds, in which the network goes on. */
async function moment(random: () => number): Promise<void> {
  const turns = Math.floor(random() * 30)
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  if (random() < 0.4) await systemClock.sleep(Math.floor(random() * 12))
  // In the midst of a turn too: between the steps of a dial are only promises.
  const steps = Math.floor(random() * 6)
  for (let step = 0; step < steps; step += 1) await Promise.resolve()
}

interface Cancelled {
  socket: Socket | null
  record: AttemptRecord
  /** As it was when the dial said that it was over. */
  then: string
  phase: string
  signal: AbortSignal
}

async function cancelled({ url, about }: Goal, random: () => number): Promise<Cancelled> {
  const controller = new AbortController()
  const trace = new AttemptTrace({ id: 1, connectionId: 'c1', name: 'test', attempt: 1, url, clock: systemClock })
  const plan = newDialPlan(url, about)
  const preparation = { plan: newPlan('p1', { url }), dialPlan: () => Promise.resolve(plan) } as unknown as Preparation
  const dialling = dialWith(systemClock, new ReadTurn())(preparation, trace, controller.signal).catch((error: unknown) => {
    if (!isAbort(error) && !controller.signal.aborted && trace.record.hops.length < 4) throw error
    return null
  })
  await moment(random)
  controller.abort()
  const { phase } = trace
  const socket = await dialling
  return { socket, record: trace.record, then: JSON.stringify(trace.record), phase, signal: controller.signal }
}

describe('a cancel', () => {
  it('at any of 300 moments, over ws, TLS and proxies, leaves no handle and tells of nothing later', async () => {
    const random = seeded(27)
    const all = await goals()
    const before = resources()
    const done: Cancelled[] = []
    for (let round = 0; round < 300 / all.length; round += 1) {
      const some = await Promise.all(all.map((goal) => cancelled(goal, random)))
      for (const { socket } of some) socket?.terminate()
      for (const { socket } of some) await socket?.ended
      done.push(...some)
    }
    await until(() => all.every(({ servers }) => servers.every(({ sockets }) => sockets.size === 0)), 'no server holds a connection')
    await backTo(before, 5_000)
    expect(done.map(({ record }) => JSON.stringify(record))).toEqual(done.map(({ then }) => then))
    expect(done.every(({ signal }) => abortListeners(signal) === 0)).toBe(true)
    expect(unheard).toEqual([])
    // The moments were not all the same.
    expect(new Set(done.map(({ phase }) => phase)).size).toBeGreaterThanOrEqual(4)
    expect(done.some(({ socket }) => socket !== null)).toBe(true)
    expect(done.filter(({ socket }) => socket === null).length).toBeGreaterThan(100)
  })

  it('of a connection at any moment, between attempts too, is its last word', async () => {
    const random = seeded(28)
    const { url } = await wsServer((webSocket) => setTimeout(() => webSocket.terminate(), 3))
    const deck = new Deck()
    const before = resources()
    const ids = await Promise.all(
      Array.from({ length: 60 }, async () => {
        const id = deck.open(url, { reconnect: { enabled: true, baseMs: 5, capMs: 10, attempts: null } })
        for (let i = 0; i < 1 + random() * 4; i += 1) await moment(random)
        deck.pool.close(id)
        return id
      }),
    )
    await Promise.all(ids.map((id) => deck.reaches(id, 'closed')))
    const told = ids.map((id) => deck.rows(id).length)
    await backTo(before, 5_000)
    expect(ids.map((id) => deck.history(id).at(-1))).toEqual(ids.map(() => 'closed'))
    expect(ids.map((id) => deck.rows(id).length)).toEqual(told)
    expect(deck.timers).toEqual(new Set())
    expect(deck.complaints).toEqual([])
    expect(unheard).toEqual([])
  })
})
