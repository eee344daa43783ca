import { describe, expect, it } from 'vitest'
import { Pool } from '../../../main/connection/pool'
import { tempo } from '../../../main/connection/tempo'
import type { Dial } from '../../../main/connection/wire'
import { cause } from '../../../main/lib/fault'
import { silentLogger } from '../../../main/lib/logger'
import { limits } from '../../../shared/limits'
import { FakeClock, settled } from '../../support/clock'
import { FakeSocket } from '../../support/fake-socket'
import { MemoryLog } from '../../support/memory-log'
import { newPlan, type PlanAbout } from '../../support/plan'
import { seeded } from '../../support/random'

const plan = (about: PlanAbout = {}) => newPlan('p', { name: 'Trader', url: 'ws://127.0.0.1/', ...about })

/** A pool with so many connections open. */
async function fleet(count: number, about: PlanAbout = {}) {
  const clock = new FakeClock()
  const sockets: FakeSocket[] = []
  const dials: number[] = []
  const dial: Dial = () => {
    dials.push(clock.elapsed())
    const socket = new FakeSocket()
    sockets.push(socket)
    return Promise.resolve(socket)
  }
  const pool = new Pool({ log: new MemoryLog(clock), clock, random: seeded(5), logger: silentLogger, dial })
  for (let i = 0; i < count; i += 1) pool.open(pool.add(plan(about), `a${i}`))
  await settled()
  const kinds = () => [...new Set(pool.snapshots().map(({ state }) => state.kind))]
  return { pool, clock, sockets, dials, kinds }
}

/** All their first beats are answered, and time goes on to the midst of a pause. */
async function beating({ clock, sockets }: Awaited<ReturnType<typeof fleet>>): Promise<void> {
  await settled()
  for (const socket of sockets) socket.pong()
  await clock.advance(1_000)
}

describe('a probe', () => {
  it('pings every open socket at once, between two beats, and leaves those alone that answer', async () => {
    const all = await fleet(3)
    await beating(all)
    const { pool, clock, sockets, kinds } = all
    pool.probe()
    await settled()
    expect(sockets.map(({ pings }) => pings.length)).toEqual([2, 2, 2])
    for (const socket of sockets) socket.pong()
    await clock.advance(limits.probeMs)
    expect(kinds()).toEqual(['open'])
    // The next beat is an ordinary one again.
    await clock.advance(5_000 - limits.probeMs)
    expect(sockets.map(({ pings }) => pings.length)).toEqual([3, 3, 3])
    expect(kinds()).toEqual(['open'])
  })

  it('finds a peer that is gone in less than 2 s, whatever its profile allows, and dials anew', async () => {
    const all = await fleet(1, { heartbeat: { intervalMs: 60_000, timeoutMs: 30_000, misses: 5 } })
    await beating(all)
    const { pool, clock, kinds, sockets } = all
    pool.probe()
    await clock.advance(limits.probeMs - 1)
    expect(kinds()).toEqual(['open'])
    await clock.advance(1)
    expect(pool.snapshots()[0]?.state).toMatchObject({ kind: 'waiting', cause: { kind: 'heartbeat-lost', by: 'client' } })
    expect(limits.probeMs).toBeLessThan(2_000)
    await clock.advance(1_000)
    expect(kinds()).toEqual(['open'])
    expect(sockets[0]?.terminated).toBe(true)
  })

  it('cuts a beat short that waits for its pong, and does not count that as a miss', async () => {
    const all = await fleet(1, { heartbeat: { intervalMs: 5_000, timeoutMs: 4_000, misses: 1 } })
    const { pool, clock, sockets, kinds } = all
    await clock.advance(2_000)
    pool.probe()
    await settled()
    const [socket] = sockets
    expect(socket?.pings).toHaveLength(2)
    socket?.pong()
    await clock.advance(4_000)
    expect(kinds()).toEqual(['open'])
  })

  it.each([
    ['finds a peer gone whose last message was not read yet', 0, 'waiting'],
    ['takes a message that comes afterwards for a sign of life', 10, 'open'],
  ])('%s', async (_what, ms, kind) => {
    const all = await fleet(1)
    await beating(all)
    const { pool, clock, sockets, kinds } = all
    pool.probe()
    if (ms > 0) await clock.advance(ms)
    sockets[0]?.arrive('text', 'news')
    await clock.advance(limits.probeMs - ms)
    expect(kinds()).toEqual([kind])
  })

  it('has no more time when it is asked for again meanwhile', async () => {
    const all = await fleet(1)
    await beating(all)
    const { pool, clock, kinds, sockets } = all
    pool.probe()
    await clock.advance(1_000)
    pool.probe()
    await clock.advance(limits.probeMs - 1_000)
    expect(sockets[0]?.pings).toHaveLength(2)
    expect(kinds()).toEqual(['waiting'])
  })

  it('does not blame a peer while this side does not read its socket', async () => {
    const all = await fleet(1)
    await beating(all)
    const { pool, clock, sockets, kinds } = all
    for (const socket of sockets) socket.paused = true
    pool.probe()
    await clock.advance(limits.probeMs)
    expect(kinds()).toEqual(['open'])
  })

  it('only pings where the profile has no heartbeat: such a peer may be one that never answers', async () => {
    const { pool, clock, sockets, kinds } = await fleet(1, { heartbeat: { enabled: false } })
    pool.probe()
    expect(sockets[0]?.pings).toHaveLength(1)
    await clock.advance(60_000)
    expect(kinds()).toEqual(['open'])
  })

  it('that breaks for one socket reaches the others', async () => {
    const { pool, sockets } = await fleet(3, { heartbeat: { enabled: false } })
    const [broken] = sockets
    if (broken !== undefined) broken.ping = () => { throw new Error('bug') }
    pool.probe()
    expect(sockets.map(({ pings }) => pings.length)).toEqual([0, 1, 1])
  })

  it('does nothing to what is idle, closed or on its way to be, nor once the app quits', async () => {
    const { pool, sockets } = await fleet(2)
    const idle = pool.add(plan(), 'idle')
    const [one = '', two = ''] = pool.ids()
    pool.close(one)
    await settled()
    if (sockets[1] !== undefined) sockets[1].polite = false
    pool.close(two)
    await settled()
    pool.probe()
    expect([one, two, idle].map((id) => pool.snapshot(id)?.state.kind)).toEqual(['closed', 'closing', 'idle'])
    const over = pool.closeAll()
    pool.probe()
    sockets[1]?.terminate()
    await over
    expect(sockets).toHaveLength(2)
  })
})

/** When each of those that wait will dial, ms from now, earliest first. */
const waits = ({ pool, clock }: Awaited<ReturnType<typeof fleet>>) =>
  pool.snapshots().flatMap(({ state }) => (state.kind === 'waiting' ? [state.retryAt - clock.now()] : [])).sort((a, b) => a - b)

/** All of them wait, at times of their own below `withinMs`; none dials sooner, and the gate of their origin lets some wait longer. */
async function expectSpread(all: Awaited<ReturnType<typeof fleet>>, withinMs: number): Promise<void> {
  const times = waits(all)
  expect(times).toHaveLength(1_000)
  expect(new Set(times).size).toBeGreaterThan(900)
  const [earliest = NaN, quarter = NaN, half = NaN, latest = NaN] = [0, 250, 500, 999].map((place) => times[place])
  expect(latest).toBeLessThanOrEqual(withinMs)
  for (const [time, share] of [[quarter, 0.25], [half, 0.5], [latest, 1]] as const) expect(time / withinMs).toBeCloseTo(share, 1)
  const { length } = all.dials
  await all.clock.advance(earliest + withinMs / 100)
  const dialled = all.dials.length - length
  expect(dialled).toBeGreaterThanOrEqual(tempo.burst)
  expect(dialled).toBeLessThanOrEqual(times.filter((time) => time <= earliest + withinMs / 100).length)
}

describe('a fleet of 1,000 that is probed', () => {
  it('and is dead, is dialled anew spread over a second', async () => {
    const all = await fleet(1_000)
    await beating(all)
    all.pool.probe()
    await all.clock.advance(limits.probeMs)
    await expectSpread(all, 1_000)
  }, 60_000)

  it('and waits out a long backoff, is dialled within three seconds instead, not in one instant', async () => {
    const all = await fleet(1_000, { reconnect: { baseMs: 500_000, capMs: 500_000, jitter: 'none' } })
    for (const socket of all.sockets) socket.end(cause('open', 'network-lost'))
    await settled()
    expect(waits(all)[0]).toBe(500_000)
    all.pool.probe()
    await expectSpread(all, limits.hurryMs)
  }, 60_000)
})
