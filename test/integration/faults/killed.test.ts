import { once } from 'node:events'
import type { Socket } from 'node:net'
import { expect } from 'vitest'
import type { Cause } from '../../../shared/connection'
import type { Overrides } from '../../../shared/options'
import { count } from '../../support/counts'
import { besideIn, othersOf } from '../../support/faults/bystanders'
import { echoAt } from '../../support/faults/echo-child'
import type { Undisturbed } from '../../support/faults/others'
import { poolProcess, type PoolProcess } from '../../support/faults/pool-process'
import { row } from '../../support/faults/row'
import { seeded } from '../../support/random'
import { rawServer, upgrade } from '../../support/raw-server'

/** Nobody but the server ends it. */
const about: Overrides = { heartbeat: { enabled: false }, reconnect: { enabled: false } }

/** Opens so many, writes to them without end, and tells why each was over. */
async function flooded(pool: PoolProcess, url: string, many: number, end: () => void): Promise<Cause[]> {
  const ids = await pool.opened(url, about, many)
  await pool.call('flood', ids)
  end()
  return Promise.all(ids.map(async (id) => (await pool.came(id, 'failed', 0)).state.cause))
}

/** How often each was told. */
function told(causes: readonly Cause[]): Record<string, number> {
  const kinds: Record<string, number> = {}
  for (const { kind, code } of causes) kinds[`${kind} ${code}`] = (kinds[`${kind} ${code}`] ?? 0) + 1
  return kinds
}

/** Where time counts: V8 compiles what a flood needs beside the first of them. */
const warmTimes = count(0, 5)
/** So often, so many at once, in a pool that the peers do not share a process with. */
async function beside(times: number, floods: (pool: PoolProcess) => Promise<Cause[]>): Promise<{ causes: Cause[]; seen: Undisturbed }> {
  const pool = await poolProcess()
  for (let time = 0; time < warmTimes; time += 1) await floods(pool)
  const leave = await besideIn(pool, { sockets: count(9, 99) })
  const causes: Cause[] = []
  for (let time = 0; time < times; time += 1) causes.push(...await floods(pool))
  const seen = await leave()
  await pool.end()
  return { causes, seen }
}

const atOnce = 20
const eachTime = count(40, 200)

/** Ends each connection so, at a random moment while it is written to. */
function ended(end: (socket: Socket) => void): ReturnType<typeof beside> {
  const random = seeded(12)
  return beside(eachTime / atOnce, async (pool) => {
    const server = await rawServer(async (socket) => {
      await upgrade(socket)
      socket.resume()
    })
    const causes = await flooded(pool, server.url, atOnce, () => { for (const socket of server.sockets) setTimeout(() => end(socket), random() * 60) })
    await server.close()
    return causes
  })
}

row({ id: 'F13', fault: 'FIN under a flood from us, and RST as the answer to what is still written', target: '100 % named FIN: it came first' }, async ({ measured }) => {
  const { causes, seen } = await ended((socket) => {
    socket.end()
    setImmediate(() => socket.destroy())
  })
  expect(told(causes)).toEqual({ 'no-close-frame null': eachTime })
  measured(`${eachTime} of ${eachTime}; ${othersOf(seen)}`)
})

row({ id: 'F12', fault: 'RST under a flood from us, with much unread', target: '100 % named RST' }, async ({ measured }) => {
  const { causes, seen } = await ended((socket) => {
    socket.pause()
    setTimeout(() => socket.resetAndDestroy(), 5)
  })
  expect(told(causes)).toEqual({ 'reset ECONNRESET': eachTime })
  measured(`${eachTime} of ${eachTime}; ${othersOf(seen)}`)
})

row({ id: 'F12', fault: 'a server that is killed (SIGKILL) under a flood from us', target: 'each told as ended by the server, by FIN or RST as it was; others lose nothing' }, async ({ measured }) => {
  const { causes, seen } = await beside(count(1, 15), async (pool) => {
    const { url, child } = await echoAt()
    const gone = once(child, 'exit')
    const ends = await flooded(pool, url, count(10, atOnce), () => setTimeout(() => child.kill('SIGKILL'), 50))
    await gone
    return ends
  })
  const kinds = told(causes)
  expect(Object.keys(kinds).filter((kind) => kind !== 'no-close-frame null' && kind !== 'reset ECONNRESET')).toEqual([])
  expect(causes.every(({ by, phase }) => by === 'server' && phase === 'open')).toBe(true)
  measured(`${causes.length} of ${causes.length}: ${Object.entries(kinds).map(([kind, times]) => `${times} ${kind.split(' ')[0]}`).join(', ')}; ${othersOf(seen)}`)
})
