import { expect } from 'vitest'
import { Pool } from '../../../main/connection/pool'
import { silentLogger } from '../../../main/lib/logger'
import type { ConnectionId } from '../../../shared/connection'
import { limits } from '../../../shared/limits'
import { FakeClock, settled } from '../../support/clock'
import { FakeSocket } from '../../support/fake-socket'
import { MemoryLog } from '../../support/memory-log'
import { newPlan } from '../../support/plan'
import { seeded } from '../../support/random'
import { besideIn, othersOf } from '../../support/faults/bystanders'
import { echoIn, echoPort } from '../../support/faults/echo-child'
import { MemoryOthers } from '../../support/faults/memory-others'
import { addresses, apart, cable, noNamespaces, run, swallow, swallowNoMore, within } from '../../support/faults/namespace'
import { poolProcess } from '../../support/faults/pool-process'
import { row } from '../../support/faults/row'
import { bound, count } from '../../support/counts'
import type { Overrides } from '../../../shared/options'

const far = `ws://${addresses.theirs}:${echoPort}/`
const near = `ws://127.0.0.1:${echoPort}/`
/** A quarter of a second stands for five. */
const beat: Overrides = {
  heartbeat: { enabled: true, intervalMs: 250, timeoutMs: 250, misses: 2 },
  limits: { deadlineMs: 1_000 },
  reconnect: { enabled: true, baseMs: 50, capMs: 200 },
}
const worstMs = 3 * 250
/** Timers, messages between processes, and what runs beside. */
const slackMs = 250 + 3 * limits.heldUpMs

async function linked() {
  const [pool, server] = await Promise.all([poolProcess(...apart), echoIn(apart)])
  cable(pool.child, server)
  await echoIn(within(pool.child))
  return { pool, server }
}

row({ id: 'F14', fault: 'every packet is lost in both directions, nobody is told', target: 'found within 3 heartbeats (15 s by default), open again when the way is; without a heartbeat, the system’s own ETIMEDOUT is the cause', skip: noNamespaces }, async (told) => {
  const { pool, server } = await linked()
  const ids = await pool.opened(far, beat, count(20, 100))
  // By default the system tries for a quarter of an hour.
  run(pool.child, 'sysctl -qw net.ipv4.tcp_retries2=2')
  const [unasked = ''] = await pool.opened(far, { heartbeat: { enabled: false }, reconnect: { enabled: false } })
  const leave = await besideIn(pool, { url: near, sockets: count(9, 49) })
  const cutAt = Date.now()
  swallow(server)
  const goneAt = Date.now()
  expect(await pool.call('send', unasked, 'anybody?')).toEqual({ kind: 'sent' })
  const found = await Promise.all(ids.map((id) => pool.came(id, 'waiting', cutAt)))
  expect(new Set(found.map(({ state }) => `${state.cause.phase} ${state.cause.kind} ${state.cause.by}`))).toEqual(new Set(['heartbeat heartbeat-lost client']))
  const foundAt = Math.max(...found.map(({ at }) => at))
  const slowest = foundAt - goneAt - await pool.call('heldUp', goneAt, foundAt)
  expect(slowest).toBeLessThan(bound(worstMs) + slackMs)
  const timedOut = await pool.came(unasked, 'failed', cutAt, 20_000)
  expect(timedOut.state.cause).toMatchObject({ phase: 'open', kind: 'connection-timeout', code: 'ETIMEDOUT', by: 'network' })
  const backAt = Date.now()
  swallowNoMore(server)
  const open = await Promise.all(ids.map((id) => pool.came(id, 'open', backAt)))
  const seen = await leave()
  await pool.end()
  told.measured(`${slowest} ms at heartbeats of 250 ms, all ${ids.length}; open again after ${Math.max(...open.map(({ at }) => at - backAt))} ms; ETIMEDOUT after ${timedOut.at - cutAt} ms of a system that tries twice; ${othersOf(seen)}`)
})

row({ id: 'F14', fault: 'a peer that goes silent at any moment, with the default settings, on a fake clock', target: '≤ 15 s, all of them' }, async (told) => {
  const moments = count(16, 1_000)
  const clock = new FakeClock()
  const sockets: FakeSocket[] = []
  const others = new MemoryOthers(clock, 500)
  const dial = () => {
    const socket = new FakeSocket()
    sockets.push(socket)
    return Promise.resolve(socket)
  }
  const pool = new Pool({ clock, log: new MemoryLog(clock), random: seeded(14), logger: silentLogger, dial: others.beside(dial) })
  const ids = Array.from({ length: moments }, (_, i) => pool.add(newPlan(`p${i}`, { reconnect: { enabled: false } }), `p${i}`))
  ids.forEach((id) => pool.open(id))
  await settled()
  // The peer of each answers its pings after 10 ms until its own moment between two pings, and never again.
  const silentAt = new Map<ConnectionId, number>()
  const foundMs: number[] = []
  pool.onMoment((id, moment) => {
    if (silentAt.has(id) && moment.kind === 'state' && moment.state.kind === 'failed') {
      expect(moment.state.cause.kind).toBe('heartbeat-lost')
      foundMs.push(clock.elapsed() - (silentAt.get(id) ?? 0))
    }
  })
  const stepMs = 5_000 / moments
  await others.join(pool)
  await clock.advance(5_010)
  for (const [i, id] of ids.entries()) {
    for (const socket of sockets.slice(i)) socket.pong()
    silentAt.set(id, clock.elapsed())
    await clock.advance(stepMs)
  }
  await clock.advance(15_000)
  const seen = await others.leave()
  expect(foundMs).toHaveLength(moments)
  const [longest, shortest] = [Math.max(...foundMs), Math.min(...foundMs)]
  expect(longest).toBeLessThanOrEqual(15_000)
  // The moments were not all the same.
  expect(longest - shortest).toBeGreaterThan(3_000)
  expect(clock.pending).toBe(0)
  await pool.closeAll()
  told.measured(`${(shortest / 1000).toFixed(1)}–${(longest / 1000).toFixed(1)} s at ${moments} moments; ${othersOf(seen)}`)
})
