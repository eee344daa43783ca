import { describe, expect, it } from 'vitest'
import { gateRule } from '../../../main/connection/gate'
import { Pool } from '../../../main/connection/pool'
import { tempo } from '../../../main/connection/tempo'
import { silentLogger } from '../../../main/lib/logger'
import type { Cause } from '../../../shared/connection'
import { FakeClock, settled } from '../../support/clock'
import { AcceptingServer } from '../../support/faults/accepting'
import { MemoryLog } from '../../support/memory-log'
import { newPlan, type PlanAbout } from '../../support/plan'
import { seeded } from '../../support/random'
import { Fault, cause } from '../../../main/lib/fault'

/** So many open connections whose server is killed, on a clock that is moved by hand. */
async function lost(count: number, about: PlanAbout = {}) {
  const clock = new FakeClock(0, 1)
  const server = new AcceptingServer(clock)
  const log = new MemoryLog(clock)
  const pool = new Pool({ log, clock, random: seeded(7), logger: silentLogger, dial: server.dial })
  const ids = Array.from({ length: count }, (_, i) => pool.add(newPlan('p', { url: 'ws://h.example/', heartbeat: { enabled: false }, ...about }), `s${i}`))
  for (const id of ids) pool.open(id)
  await clock.advance(1_000)
  server.kill()
  server.dials.length = 0
  const state = (id = ids[0] ?? '') => pool.snapshot(id)?.state
  const waiting = () => pool.snapshots().flatMap(({ state: now }) => (now.kind === 'waiting' ? [now] : []))
  const inLine = () => waiting().flatMap(({ turn }) => (turn === undefined ? [] : [turn]))
  /** A person sends the first of them to knock until the server is known to be down, and then once more when it is up. */
  const oneGetsIn = async () => {
    await clock.advance(1_000)
    for (let i = 0; i < tempo.downFailures; i += 1) {
      pool.retry(ids[0] ?? '')
      await clock.advance(tempo.downMs)
    }
    server.up = true
    pool.retry(ids[0] ?? '')
    await clock.advance(1_000)
  }
  return { clock, server, log, pool, ids, state, waiting, inLine, oneGetsIn }
}

describe('a connection that comes back', () => {
  it('waits for its delay first, then in the line of its origin, and says where it stands', async () => {
    const { clock, inLine, waiting, log } = await lost(100)
    await settled()
    expect([waiting().length, inLine().length]).toEqual([100, 0])
    await clock.advance(5_000)
    const places = inLine()
    expect(places.length).toBeGreaterThan(50)
    expect(new Set(places.map(({ at, down }) => `${at} ${down}`))).toEqual(new Set(['h.example true']))
    expect(Math.max(...places.map(({ ahead }) => ahead))).toBeGreaterThan(50)
    expect(log.rows().filter(({ event }) => event === 'turn').map(({ preview }) => preview)).toContainEqual(expect.stringMatching(/^Waits for its turn at h\.example: \d+ before it · the server lets nobody in yet$/))
  })

  it('goes on a few in each turn of the event loop where many are lost at once', async () => {
    const { pool, clock, waiting } = await lost(100)
    pool.onMoment((_, { kind }) => { if (kind === 'state') clock.spend(gateRule.turnMs / 4) })
    const counts: number[] = []
    for (let turn = 0; turn < 40; turn += 1) {
      await settled(1)
      counts.push(waiting().length)
    }
    expect(Math.max(...counts.map((count, i) => count - (counts[i - 1] ?? 0)))).toBeLessThanOrEqual(8)
    expect(counts.at(-1)).toBe(100)
  })

  it('does not sit out its delay when another of its origin got in', async () => {
    const { oneGetsIn, ids, state } = await lost(5, { reconnect: { baseMs: 600_000, capMs: 600_000, jitter: 'none' } })
    await oneGetsIn()
    expect(ids.map((id) => state(id)?.kind)).toEqual(ids.map(() => 'open'))
  })

  it('sits it out where the server or a rule asked for the time', async () => {
    const { oneGetsIn, ids, state } = await lost(5, { reconnect: { rules: [{ when: { kind: 'cause', cause: 'no-close-frame' }, retry: true, afterMs: 60_000 }] } })
    await oneGetsIn()
    expect(ids.map((id) => state(id)?.kind)).toEqual(['open', 'waiting', 'waiting', 'waiting', 'waiting'])
  })

  it('goes at once when a person asks for it, from its delay and from the line', async () => {
    const { clock, server, pool, inLine, ids } = await lost(100)
    await clock.advance(5_000)
    expect(inLine().length).toBeGreaterThan(50)
    const resting = ids.find((id) => pool.snapshot(id)?.state.kind === 'waiting' && !('turn' in (pool.snapshot(id)?.state ?? {})))
    const standing = ids.findLast((id) => 'turn' in (pool.snapshot(id)?.state ?? {}))
    const { length } = server.dials
    for (const id of [resting, standing]) pool.retry(id ?? 'none')
    await clock.advance(0)
    expect(server.dials.length - length).toBe(2)
  })

  it('of which a person asks for all at once does not stampede', async () => {
    const { clock, server, pool, ids } = await lost(300)
    await clock.advance(3_000)
    const { length } = server.dials
    server.up = true
    for (const id of ids) pool.retry(id)
    await clock.advance(0)
    expect(server.dials.length - length).toBeLessThanOrEqual(40)
    await clock.advance(30_000)
    expect(server.sockets.size).toBe(300)
  })

  it('does not end a wait that the server asked for because of one before it', async () => {
    const { clock, server, pool, ids, state } = await lost(2)
    await clock.advance(100)
    const [asked = '', other = ''] = ids
    const rules = [{ when: { kind: 'cause' as const, cause: 'refused' as const }, retry: true, afterMs: 60_000 }]
    pool.update(asked, newPlan('p', { url: 'ws://h.example/', heartbeat: { enabled: false }, reconnect: { rules } }))
    for (let i = 0; i < tempo.downFailures; i += 1) {
      pool.retry(i === 0 ? asked : other)
      await clock.advance(tempo.downMs)
    }
    server.up = true
    pool.retry(other)
    await clock.advance(10_000)
    expect([state(asked)?.kind, state(other)?.kind]).toEqual(['waiting', 'open'])
  })

  it('that breaks in line leaves it, and the others come back', async () => {
    const { clock, server, pool, log } = await lost(300)
    const note = log.note.bind(log)
    let broken = 0
    log.note = (id, about) => {
      // More than may be under way at once.
      if (about.event === 'turn' && ++broken <= 150) throw new Error('the log broke')
      note(id, about)
    }
    await clock.advance(5_000)
    expect(pool.snapshots().filter(({ state }) => state.kind === 'failed')).toHaveLength(150)
    server.up = true
    await clock.advance(30_000)
    expect(server.sockets.size).toBe(150)
    await Promise.all([pool.closeAll(), clock.advance(5_000)])
    expect(clock.pending).toBe(0)
  })

  it('leaves its place when it is closed, and takes no other with it', async () => {
    const { clock, server, pool, inLine, ids, state } = await lost(100)
    await clock.advance(5_000)
    const standing = ids.filter((id) => 'turn' in (pool.snapshot(id)?.state ?? {}))
    for (const id of standing.slice(1)) pool.close(id)
    await clock.advance(0)
    expect(inLine()).toHaveLength(1)
    expect(new Set(standing.slice(1).map((id) => state(id)?.kind))).toEqual(new Set(['closed']))
    server.up = true
    await clock.advance(60_000)
    expect(server.sockets.size).toBe(100 - standing.length + 1)
    expect(standing.slice(1).every((id) => state(id)?.kind === 'closed')).toBe(true)
  })

  it('gives its place under way back whatever ends its dial, a mistake of ours included', async () => {
    const clock = new FakeClock(0, 1)
    const ends: (Cause | Error)[] = []
    let dials = 0
    const pool = new Pool({ log: new MemoryLog(clock), clock, random: seeded(9), logger: silentLogger, dial: () => {
      dials += 1
      const end = ends.shift() ?? cause('tcp', 'refused')
      return Promise.reject(end instanceof Error ? end : new Fault(end))
    } })
    const ids = Array.from({ length: 300 }, (_, i) => pool.add(newPlan('p', { reconnect: { baseMs: 10, capMs: 10 } }), `s${i}`))
    for (const id of ids) pool.open(id)
    await clock.advance(10)
    // More than may be under way at once.
    ends.push(...Array.from({ length: 150 }, () => new Error('bug')))
    await clock.advance(60_000)
    expect(pool.snapshots().filter(({ state }) => state.kind === 'failed')).toHaveLength(150)
    const before = dials
    await clock.advance(10_000)
    expect(dials - before).toBe(10 * tempo.knocksPerSecond)
    await pool.closeAll()
    expect(clock.pending).toBe(0)
  })
})
