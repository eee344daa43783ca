import type { LookupAddress } from 'node:dns'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import { ReadTurn } from '../../../main/connection/read-turn'
import { dialWith } from '../../../main/connection/socket'
import type { Lookup } from '../../../main/connection/way'
import { systemClock } from '../../../main/lib/clock'
import type { Overrides } from '../../../shared/options'
import { blackHole } from '../../support/black-hole'
import { beside, besideIn, othersOf } from '../../support/faults/bystanders'
import { echoProcess } from '../../support/faults/echo-process'
import { echoIn, echoPort } from '../../support/faults/echo-child'
import { asking, nameServer } from '../../support/faults/name-server'
import { noNamespaces, within } from '../../support/faults/namespace'
import { nothingYet } from '../../support/faults/oracle'
import type { Undisturbed } from '../../support/faults/others'
import { poolProcess } from '../../support/faults/pool-process'
import { row } from '../../support/faults/row'
import { watchStalls } from '../../support/faults/stalls'
import { bound, count } from '../../support/counts'
import { Deck, eager } from '../../support/live-deck'
import { echo, wsServer } from '../../support/servers'
import { until } from '../../support/until'

const v4 = (address: string): LookupAddress => ({ address, family: 4 })
const v6 = (address: string): LookupAddress => ({ address, family: 6 })

/** A pool whose name server answers as it is told. */
function deckWith(lookup: Lookup): Deck {
  return new Deck({ dial: dialWith(systemClock, new ReadTurn(), lookup) })
}

const failing = (code: string) => Promise.reject(Object.assign(new Error(code), { code }))

interface ServerAt {
  port: number
  clients: () => number
  close: () => Promise<void>
}

/** A WebSocket server at one address; a port of 0 is any. */
async function serverAt(host: string, port = 0): Promise<ServerAt> {
  const server = createServer()
  const { clients } = new WebSocketServer({ server })
  server.listen({ port, host })
  await once(server, 'listening')
  let closed: Promise<void> | null = null
  const close = () => (closed ??= new Promise((resolve) => {
    server.close(() => resolve())
    for (const client of clients) client.terminate()
  }))
  onTestFinished(close)
  return { port: (server.address() as AddressInfo).port, clients: () => clients.size, close }
}

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))
const noIpv6 = hasIpv6 ? null : 'this machine has no ::1'

const retried: [what: string, code: string, kind: string][] = [
  ['NXDOMAIN', 'ENOTFOUND', 'host-not-found'],
  ['SERVFAIL', 'EAI_AGAIN', 'dns-failed'],
]
for (const [what, code, kind] of retried)
  row({ id: 'F11', fault: `a name server that answers ${what}`, target: 'tried again with a growing delay, the name looked up each time, open as soon as it is known' }, async (told) => {
    await echoProcess()
    const baseline = await nothingYet()
    const server = await wsServer(echo)
    let known = false
    let asked = 0
    const deck = deckWith(() => {
      asked += 1
      return known ? Promise.resolve([v4('127.0.0.1')]) : failing(code)
    })
    const seen = await beside(deck, async () => {
      const id = deck.open(`ws://new.example:${server.port}/`, { reconnect: { ...eager, baseMs: 20, capMs: 100 } })
      expect((await deck.reaches(id, 'waiting')).cause).toMatchObject({ phase: 'dns', kind, code, by: 'network' })
      await until(() => deck.snapshot(id).counters.retries >= 4, 'it was tried five times')
      const ceilings = deck.notes(id).filter(({ event }) => event === 'waiting').map((note) => note['ceilingMs'])
      expect(ceilings.slice(0, 4)).toEqual([20, 40, 80, 100])
      known = true
      await deck.reaches(id, 'open')
      expect(asked).toBe(deck.snapshot(id).counters.retries + 1)
    })
    await Promise.all([deck.end(), server.close()])
    await baseline.isBack()
    told.measured(`${asked} lookups for ${asked} attempts, delays below 20, 40, 80, 100 ms, then open; ${othersOf(seen)}`)
  })

row({ id: 'F11', fault: 'a name server that never answers', target: 'ends at the deadline, at most 100 ms late' }, async (told) => {
  await echoProcess()
  const baseline = await nothingYet()
  const deck = deckWith(() => new Promise<never>(() => undefined))
  const stalls = watchStalls()
  const deadlineMs = 300
  let lateMs: number[] = []
  const seen = await beside(deck, async () => {
    lateMs = await Promise.all(Array.from({ length: count(10, 200) }, async (_, at) => {
      const id = deck.add('ws://slow.example/', { limits: { deadlineMs } })
      // To open hundreds in one moment is no fault.
      await new Promise((resolve) => setTimeout(resolve, at * 5))
      const from = performance.now()
      deck.pool.open(id)
      expect((await deck.reaches(id, 'failed')).cause).toMatchObject({ phase: 'dns', kind: 'deadline', by: 'client' })
      const to = performance.now()
      return to - from - deadlineMs - stalls.foreign(from + deadlineMs, to)
    }))
  })
  expect(Math.max(...lateMs)).toBeLessThan(bound(100))
  await deck.end()
  await baseline.isBack()
  told.measured(`at most ${Math.max(...lateMs).toFixed(0)} ms late, ${lateMs.length} attempts; ${othersOf(seen)}`)
})

row({ id: 'F11', fault: 'a name that is for IPv6 only', target: 'open by IPv6; with IPv4 asked for, the cause says why not', skip: noIpv6 }, async (told) => {
  await echoProcess()
  const baseline = await nothingYet()
  const server = await serverAt('::1')
  const deck = deckWith((_host, family) => (family === 4 ? failing('ENOTFOUND') : Promise.resolve([v6('::1')])))
  const url = `ws://six.example:${server.port}/`
  const seen = await beside(deck, async () => {
    await deck.opened(url)
    const id = deck.open(url, { network: { family: 'ipv4' }, reconnect: eager })
    expect((await deck.reaches(id, 'failed')).cause).toMatchObject({ phase: 'dns', kind: 'no-address', reason: 'no IPv4 address' })
  })
  await Promise.all([deck.end(), server.close()])
  await baseline.isBack()
  told.measured(`open; no-address: no IPv4 address; ${othersOf(seen)}`)
})

row({ id: 'F11', fault: 'a name whose first address refuses, or never answers', target: 'open by the next one: at once, or after 500 ms', skip: noIpv6 ?? (process.platform === 'linux' ? null : 'only Linux swallows calls to a full backlog') }, async (told) => {
  await echoProcess()
  const hole = await blackHole()
  if (hole === null) throw new Error('This system does not swallow calls')
  const baseline = await nothingYet()
  const stalls = watchStalls()
  const seen: Undisturbed[] = []
  const took = async (addresses: LookupAddress[], port: number) => {
    const deck = deckWith(() => Promise.resolve(addresses))
    let ms = 0
    const from = performance.now()
    let wallMs = 0
    seen.push(await beside(deck, async () => {
      ms = await stalls.timed(() => deck.opened(`ws://both.example:${port}/`))
      wallMs = performance.now() - from
    }))
    await deck.end()
    return { ms, wallMs }
  }
  const six = await serverAt('::1')
  const refused = await took([v4('127.0.0.1'), v6('::1')], six.port)
  expect(refused.ms).toBeLessThan(bound(200))
  const other = await serverAt('::1', hole)
  const swallowed = await took([v4('127.0.0.1'), v6('::1')], hole)
  // Who is held up while it waits for an answer waits no longer for it.
  expect(swallowed.wallMs).toBeGreaterThan(300)
  expect(swallowed.ms).toBeLessThan(500 + bound(200))
  await Promise.all([six.close(), other.close()])
  await baseline.isBack()
  told.measured(`${refused.ms.toFixed(0)} ms; ${swallowed.ms.toFixed(0)} ms; ${othersOf(...seen)}`)
})

row({ id: 'F11', fault: 'a name whose address changes while the server is away', target: 'looked up at each attempt: open at the new address', skip: process.platform === 'linux' ? null : 'only Linux has more than one IPv4 address on loopback' }, async (told) => {
  await echoProcess()
  const baseline = await nothingYet()
  const old = await serverAt('127.0.0.1')
  let address = '127.0.0.1'
  const servers = [old]
  const deck = deckWith(() => Promise.resolve([v4(address)]))
  const ids = await Promise.all(Array.from({ length: 5 }, () => deck.opened(`ws://moving.example:${old.port}/`, { reconnect: eager })))
  const seen = await beside(deck, async () => {
    await old.close()
    await Promise.all(ids.map((id) => deck.reaches(id, 'waiting')))
    const next = await serverAt('127.0.0.2', old.port)
    servers.push(next)
    address = '127.0.0.2'
    await Promise.all(ids.map((id) => deck.reaches(id, 'open')))
    expect(next.clients()).toBe(ids.length)
  })
  expect(ids.map((id) => deck.pool.attempts(id)[0]?.hops[0]?.address)).toEqual(ids.map(() => `127.0.0.2:${old.port}`))
  await Promise.all([deck.end(), ...servers.map(({ close }) => close())])
  await baseline.isBack()
  told.measured(`all ${ids.length} at 127.0.0.2; ${othersOf(seen)}`)
})

row({ id: 'F11', fault: 'a name server that is silent about one name that many ask for', target: 'the system’s own errors are named, and another name is found all the same', skip: noNamespaces }, async (told) => {
  const pool = await poolProcess(...asking())
  await Promise.all([nameServer(pool.child), echoIn(within(pool.child))])
  const leave = await besideIn(pool, { url: `ws://127.0.0.1:${echoPort}/` })
  const once: Overrides = { reconnect: { enabled: false } }
  const causeOf = async (host: string) => {
    const [id = ''] = await pool.open(`ws://${host}/`, once)
    const { phase, kind, code } = (await pool.came(id, 'failed', 0)).state.cause
    return { phase, kind, code }
  }
  /** A name server that is held up for a second has not said so. */
  const answered = async (host: string) => {
    let cause = await causeOf(host)
    for (let again = 0; again < 5 && cause.code === 'EAI_AGAIN'; again += 1) cause = await causeOf(host)
    return cause
  }
  expect(await Promise.all([answered('nobody.example'), causeOf('broken.example')])).toEqual([
    { phase: 'dns', kind: 'host-not-found', code: 'ENOTFOUND' },
    { phase: 'dns', kind: 'dns-failed', code: 'EAI_AGAIN' },
  ])
  const silent = await pool.open('ws://silent.example/', { ...once, limits: { deadlineMs: 500 } }, 30)
  const askedAt = Date.now()
  const [id = ''] = await pool.open(`ws://ok.example:${echoPort}/`, { reconnect: { baseMs: 10, capMs: 10 } })
  const tookMs = (await pool.came(id, 'open', askedAt)).at - askedAt
  // Two at a time, a second each, would be fifteen.
  expect(tookMs - await pool.call('heldUp', askedAt, askedAt + tookMs)).toBeLessThan(count(9_000, 3_000))
  const late = await Promise.all(silent.map((one) => pool.came(one, 'failed', 0)))
  expect(new Set(late.map(({ state }) => `${state.cause.phase} ${state.cause.kind}`))).toEqual(new Set(['dns deadline']))
  const seen = await leave()
  await pool.end()
  told.measured(`ENOTFOUND, EAI_AGAIN; open after ${tookMs} ms while ${silent.length} ask for the silent one; ${othersOf(seen)}`)
})
