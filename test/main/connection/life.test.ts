import { describe, expect, it } from 'vitest'
import { gateRule } from '../../../main/connection/gate'
import { Life } from '../../../main/connection/life'
import { Pool } from '../../../main/connection/pool'
import type { Dial } from '../../../main/connection/wire'
import { Crowd } from '../../../main/lib/crowd'
import { silentLogger } from '../../../main/lib/logger'
import type { StateKind } from '../../../shared/connection'
import { FakeClock, settled } from '../../support/clock'
import { AcceptingServer } from '../../support/faults/accepting'
import { FakeSocket } from '../../support/fake-socket'
import { MemoryLog } from '../../support/memory-log'
import { newPlan } from '../../support/plan'
import { seeded } from '../../support/random'

const many = 100
/** So many do what takes time in one turn of the event loop, and what it takes each of them, ms. */
const perTurn = 4
const takesMs = gateRule.turnMs / perTurn

/** As many connections, of which each takes its time to dial, to begin to close and to say that it is lost. */
function deck() {
  const clock = new FakeClock(0, 1)
  const server = new AcceptingServer(clock)
  const dial: Dial = (...about) => {
    clock.spend(takesMs)
    return server.dial(...about)
  }
  const log = new MemoryLog(clock)
  const pool = new Pool({ log, clock, random: seeded(3), logger: silentLogger, dial })
  const ids = Array.from({ length: many }, (_, i) => pool.add(newPlan('p', { heartbeat: { enabled: false } }), `s${i}`))
  const came: string[] = []
  pool.onMoment((id, moment) => {
    if (moment.kind !== 'state') return
    came.push(`${id} ${moment.state.kind}`)
    if (['closing', 'waiting'].includes(moment.state.kind)) clock.spend(takesMs)
  })
  const count = (kind: StateKind) => pool.snapshots().filter(({ state }) => state.kind === kind).length
  const all = (kind: StateKind) => ids.map((id) => `${id} ${kind}`)
  const opened = async () => {
    for (const id of ids) pool.open(id)
    while (count('open') < many) await clock.advance(10)
    came.length = 0
  }
  const end = async () => {
    const over = pool.closeAll()
    await clock.advance(10_000)
    await over
    expect(clock.pending).toBe(0)
  }
  return { clock, server, log, pool, ids, came, count, all, opened, end }
}

/** How many more there were at once, after what was left of that turn of the event loop together with the next, and after each that followed. */
async function steps(count: () => number): Promise<number[]> {
  const seen = [0, count()]
  while ((seen.at(-1) ?? 0) < many && seen.length < many) {
    await settled(1)
    seen.push(count())
  }
  return seen.slice(1).map((now, i) => now - (seen[i] ?? 0))
}

describe('many that are opened in one moment', () => {
  it('all say that they connect, and dial in their order, a few in each turn of the event loop', async () => {
    const { pool, ids, server, came, all, end } = deck()
    for (const id of ids) pool.open(id)
    expect(came).toEqual(all('connecting'))
    const made = await steps(() => server.dials.length)
    expect(Math.max(...made)).toBeLessThanOrEqual(2 * perTurn)
    expect(server.dials).toHaveLength(many)
    expect(server.dials).toEqual(server.dials.toSorted((a, b) => a - b))
    await end()
  })

  it('are left at once by one that a person stops, which is dialled no more and of which nothing is heard again', async () => {
    const { clock, pool, ids, server, came, end } = deck()
    for (const id of ids) pool.open(id)
    const last = ids.at(-1) ?? ''
    pool.close(last)
    await settled(1)
    expect(pool.snapshot(last)?.state).toMatchObject({ kind: 'closed', cause: { kind: 'user-closed' } })
    expect(pool.attempts(last)).toEqual([])
    const heard = came.filter((one) => one.startsWith(`${last} `))
    await clock.advance(1_000)
    expect(server.dials).toHaveLength(many - 1)
    expect(came.filter((one) => one.startsWith(`${last} `))).toEqual(heard)
    await end()
  })

  it('are all stopped before any more of them dials', async () => {
    const { clock, pool, ids, server, count } = deck()
    for (const id of ids) pool.open(id)
    await settled(2)
    const dialled = server.dials.length
    expect(dialled).toBeLessThan(many)
    for (const id of ids) pool.close(id)
    await settled(2)
    expect([count('closed'), server.dials.length, clock.pending]).toEqual([many, dialled, 0])
  })

  it('open again after they were closed while they waited, where a person wants that', async () => {
    const { clock, pool, ids, count, end } = deck()
    for (const id of ids) pool.open(id)
    for (const id of ids) pool.close(id)
    for (const id of ids) pool.open(id)
    await clock.advance(1_000)
    expect(count('open')).toBe(many)
    await end()
  })
})

describe('one that is stopped while it dials', () => {
  it('is cut, without a closing handshake, where the peer answers before it is its turn, or in the same moment', async () => {
    for (const answeredFirst of [true, false]) {
      const clock = new FakeClock()
      const crowd = new Crowd({ clock, logger: silentLogger, turnMs: gateRule.turnMs })
      const life = new Life(crowd)
      const socket = new FakeSocket()
      crowd.enter(() => clock.spend(gateRule.turnMs))
      life.end('user-closed', 60_000)
      if (answeredFirst) life.socket = socket
      await settled(1)
      expect(life.signal.aborted).toBe(true)
      if (!answeredFirst) life.socket = socket
      expect([answeredFirst, socket.terminated]).toEqual([answeredFirst, true])
    }
  })

  it('is closed politely where it was open', async () => {
    const clock = new FakeClock()
    const life = new Life(new Crowd({ clock, logger: silentLogger, turnMs: gateRule.turnMs }))
    const socket = new FakeSocket()
    life.socket = socket
    life.end('user-closed', 60_000)
    expect([life.signal.aborted, socket.terminated]).toEqual([true, false])
    life.end('user-closed', 60_000)
    await settled(1)
    expect(socket.terminated).toBe(true)
  })
})

describe('one that a person closes in the moment in which it is lost', () => {
  it.each(['before its turn to close comes', 'while it waits to say that it is lost'])('is closed, not failed, and does not come back: %s', async (moment) => {
    const { pool, ids, server, came, opened, end } = deck()
    await opened()
    const last = ids.at(-1) ?? ''
    const wish = () => pool.close(last)
    if (moment.startsWith('before')) for (const id of ids) pool.close(id)
    server.cut()
    if (!moment.startsWith('before')) await settled(1).then(wish)
    expect(came.filter((one) => one.startsWith(`${last} `))).toEqual([])
    await settled(2 * many)
    expect(came.filter((one) => one.startsWith(`${last} `))).toEqual([`${last} closed`])
    expect(pool.snapshot(last)?.state).toMatchObject({ cause: { phase: 'user', kind: 'user-closed', wasClean: false, closeCode: null } })
    expect(pool.attempts(last)[0]?.cause?.kind).toBe('user-closed')
    await end()
  })
})

describe('many that are closed in one moment', () => {
  it('take nothing more from then on, and begin to close in their order, a few in each turn of the event loop', async () => {
    const { pool, ids, came, all, opened, end } = deck()
    await opened()
    for (const id of ids) pool.close(id)
    const sent = pool.broadcast(ids, { binary: false, bytes: Buffer.from('late') })
    expect(new Set(sent.map(({ outcome }) => outcome.kind))).toEqual(new Set(['refused']))
    const began = await steps(() => came.filter((one) => one.endsWith(' closing')).length)
    expect(Math.max(...began)).toBeLessThanOrEqual(2 * perTurn)
    expect(came.filter((one) => one.endsWith(' closing'))).toEqual(all('closing'))
    await end()
  })

  it('wait for nobody when the app quits', async () => {
    const { pool, came, all, opened, clock } = deck()
    await opened()
    const over = pool.closeAll()
    await settled(1)
    expect(came.filter((one) => one.endsWith(' closing'))).toEqual(all('closing'))
    await clock.advance(10_000)
    await over
  })
})
