import { createServer } from 'node:net'
import { expect } from 'vitest'
import { Pool } from '../../../main/connection/pool'
import { Hub } from '../../../main/hub/hub'
import { systemClock } from '../../../main/lib/clock'
import { cause, Fault } from '../../../main/lib/fault'
import { silentLogger } from '../../../main/lib/logger'
import type { ConnectionId } from '../../../shared/connection'
import type { Overrides } from '../../../shared/options'
import { FakeClock, settled } from '../../support/clock'
import { count } from '../../support/counts'
import { FakeSocket } from '../../support/fake-socket'
import { beside, besideIn, othersOf } from '../../support/faults/bystanders'
import { echoAt, echoIn, echoPort } from '../../support/faults/echo-child'
import { echoProcess } from '../../support/faults/echo-process'
import { bystander, MemoryOthers } from '../../support/faults/memory-others'
import { apart, noNamespaces, run, within } from '../../support/faults/namespace'
import { nothingYet } from '../../support/faults/oracle'
import { poolProcess, type PoolProcess } from '../../support/faults/pool-process'
import { row } from '../../support/faults/row'
import { Deck } from '../../support/live-deck'
import { MemoryLog } from '../../support/memory-log'
import { newPlan } from '../../support/plan'
import { seeded } from '../../support/random'
import { onLoopback } from '../../support/servers'
import { until } from '../../support/until'

const backMs = 5_000
const target = 'typed local-limit; few try, all together; back ≤ 5 s after relief'

/** Those that wait because of a limit, by its code. */
function limited(pool: PoolProcess, ids: readonly ConnectionId[], code: string): ConnectionId[] {
  return ids.filter((id) => {
    const state = pool.state(id)
    return state.kind === 'waiting' && state.cause.kind === 'local-limit' && state.cause.code === code
  })
}

const openOf = (pool: PoolProcess, ids: readonly ConnectionId[]) => ids.filter((id) => pool.state(id).kind === 'open')

interface Shortage {
  url: string
  /** When the others are there. */
  befall?: () => void
  code: string
  sockets: number
  /** Makes room for so many, those that it closed not among them. */
  relieve: (open: readonly ConnectionId[]) => Promise<number>
}

/** More are opened than there is room for; those that have it keep it, the others try now and then, and come as soon as there is room. */
async function endures(pool: PoolProcess, { url, code, sockets, relieve, befall }: Shortage): Promise<string> {
  const leave = await besideIn(pool, { url, sockets: 5 })
  befall?.()
  // A cap far above what may pass until they are back.
  const about: Overrides = { reconnect: { baseMs: 1_000, capMs: 300_000 } }
  // To open them all in one moment is no shortage.
  const ids: ConnectionId[] = []
  while (ids.length < sockets) ids.push(...(await pool.open(url, about, 1)))
  await until(() => openOf(pool, ids).length + limited(pool, ids, code).length === ids.length, () => `each was open or short of something (${[...new Set(ids.map((id) => JSON.stringify(pool.state(id))))].join('\n')})`)
  const [open, short] = [openOf(pool, ids), limited(pool, ids, code)]
  expect([open.length > 0, short.length > 0]).toEqual([true, true])
  const before = await pool.call('attempts')
  const from = performance.now()
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const tries = (await pool.call('attempts')) - before
  const watchedMs = Math.round(performance.now() - from)
  // Five a second, and some before it is known that there is no room.
  expect(tries).toBeLessThanOrEqual(15 + 5 * (watchedMs / 1_000))
  expect(openOf(pool, ids)).toEqual(expect.arrayContaining(open))
  const relievedAt = Date.now()
  const room = await relieve(open)
  await until(() => short.filter((id) => pool.state(id).kind === 'open').length >= room, () => `${room} more were open (${openOf(pool, short).length} are)`, 15_000)
  const tookMs = Date.now() - relievedAt - await pool.call('heldUp', relievedAt, Date.now())
  expect(tookMs).toBeLessThan(backMs)
  const seen = await leave()
  await pool.end()
  return `${open.length} open, ${short.length} ${code}: ${tries} attempts in ${watchedMs} ms; ${room} open ${tookMs} ms after relief; ${othersOf(seen)}`
}

row({ id: 'F46', fault: 'no file descriptor left (EMFILE at `ulimit -n 64`)', target, skip: process.platform === 'win32' ? 'no ulimit here' : null }, async ({ measured }) => {
  const [pool, echo] = await Promise.all([poolProcess('sh', '-c', 'ulimit -n 64; exec "$0" "$@"'), echoAt()])
  const relieve = async (open: readonly ConnectionId[]) => {
    const freed = open.slice(0, 12)
    await Promise.all(freed.map((id) => pool.call('close', id)))
    await pool.all(freed, 'closed')
    return freed.length
  }
  measured(await endures(pool, { url: echo.url, code: 'EMFILE', sockets: 80, relieve }))
})

row({ id: 'F46', fault: 'no port left (EADDRNOTAVAIL at a range of 10)', target, skip: noNamespaces }, async ({ measured }) => {
  const pool = await poolProcess(...apart)
  run(pool.child, 'ip link set lo up')
  await echoIn(within(pool.child))
  const range = (from: number, to: number) => run(pool.child, ['sysctl', '-qw', `net.ipv4.ip_local_port_range=${from} ${to}`])
  const relieve = () => {
    range(32_768, 60_999)
    return Promise.resolve(20)
  }
  measured(await endures(pool, { url: `ws://127.0.0.1:${echoPort}/`, code: 'EADDRNOTAVAIL', sockets: 30, relieve, befall: () => range(40_000, 40_009) }))
})

row({ id: 'F46', fault: 'no buffer space (ENOBUFS) for a minute, 200 sockets to 20 origins, on a fake clock', target }, async (told) => {
  const clock = new FakeClock()
  const sockets = count(200, 1_000)
  let short = true
  let dials = 0
  const dial = () => {
    dials += 1
    return short ? Promise.reject(new Fault(cause('tcp', 'local-limit', { code: 'ENOBUFS' }))) : Promise.resolve(new FakeSocket())
  }
  const others = new MemoryOthers(clock, 500)
  const pool = new Pool({ clock, log: new MemoryLog(clock), random: seeded(46), logger: silentLogger, dial: others.beside(dial) })
  await others.join(pool)
  const about: Overrides = { heartbeat: { enabled: false }, reconnect: { capMs: 300_000 } }
  for (let i = 0; i < sockets; i += 1) pool.open(pool.add(newPlan(`p${i}`, { ...about, url: `ws://127.0.0.1:${1_000 + (i % 20)}/` }), `p${i}`))
  await settled()
  const first = dials
  await clock.advance(60_000)
  const tries = dials - first
  // Five a second, whatever the number of sockets and origins.
  expect(tries).toBeLessThanOrEqual(5 * 60 + 60)
  expect(tries).toBeGreaterThan(60)
  short = false
  const open = () => pool.snapshots().filter(({ name, state }) => name !== bystander && state.kind === 'open').length
  let tookMs = 0
  for (; open() < sockets; tookMs += 100) {
    if (tookMs > 2 * backMs) throw new Error(`Only ${open()} are open`)
    await clock.advance(100)
  }
  expect(tookMs).toBeLessThanOrEqual(backMs)
  const seen = await others.leave()
  await pool.closeAll()
  expect(clock.pending).toBe(0)
  told.measured(`${tries} attempts in a minute; all ${sockets} open ${tookMs} ms after relief; ${othersOf(seen)}`)
})

row({ id: 'F46', fault: 'the hub’s port is another program’s (EADDRINUSE)', target: 'typed, in words; the hub starts as soon as it is free' }, async (told) => {
  await echoProcess()
  const baseline = await nothingYet()
  const taken = await onLoopback(createServer())
  const hub = new Hub({ clock: systemClock, logger: silentLogger })
  const deck = new Deck()
  const seen = await beside(deck, async () => {
    await expect(hub.start(taken.port)).rejects.toMatchObject({ code: 'hub-port', message: expect.stringContaining(String(taken.port)) as string })
    await taken.close()
    await hub.start(taken.port)
    expect(hub.state).toMatchObject({ port: taken.port })
    await hub.stop()
  })
  await deck.end()
  await baseline.isBack()
  told.measured(`hub-port; started when it was free; ${othersOf(seen)}`)
})
