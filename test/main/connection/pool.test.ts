import { describe, expect, it } from 'vitest'
import { Pool } from '../../../main/connection/pool'
import { silentLogger } from '../../../main/lib/logger'
import { FakeClock, settled } from '../../support/clock'
import { text } from '../../support/engine'
import { FakeSocket } from '../../support/fake-socket'
import { MemoryLog } from '../../support/memory-log'
import { newPlan } from '../../support/plan'

function make() {
  const clock = new FakeClock()
  const log = new MemoryLog(clock)
  const sockets: FakeSocket[] = []
  const pool = new Pool({
    log, clock,
    random: () => 0.5,
    logger: silentLogger,
    dial: () => {
      const socket = new FakeSocket()
      sockets.push(socket)
      return Promise.resolve(socket)
    },
  })
  return { pool, clock, log, sockets }
}
const plan = newPlan('p', { name: 'Trader', url: 'ws://127.0.0.1/' })

describe('the pool', () => {
  it('sends to the selection only, and every connection answers for itself', async () => {
    const { pool, sockets } = make()
    const ids = ['a', 'b', 'c'].map((name) => pool.add(plan, name))
    for (const id of ids.slice(0, 2)) pool.open(id)
    await settled()
    const sendings = pool.broadcast([ids[0] ?? '', ids[2] ?? '', 'c99'], text('hi'))
    expect(sendings.map(({ outcome }) => outcome)).toEqual([
      { kind: 'queued' },
      { kind: 'refused', reason: 'not-open' },
      { kind: 'refused', reason: 'not-found' },
    ])
    expect(await sendings[0]?.settled).toEqual({ kind: 'sent' })
    expect(sockets.map((socket) => socket.corks)).toEqual([[['hi']], []])
    await pool.closeAll()
  })

  it('lets each connection fill for itself what was composed', async () => {
    const { pool, sockets } = make()
    const ids = [1, 2].map((index) => pool.add(plan, `a${index}`, index))
    for (const id of ids) pool.open(id)
    await settled()
    const composed = { format: 'json', text: '{"n":{{$index}}}' } as const
    expect(await Promise.all(pool.broadcast(ids, composed).map((sending) => sending.settled))).toEqual([{ kind: 'sent' }, { kind: 'sent' }])
    expect(sockets.map((socket) => socket.corks)).toEqual([[['{"n":1}']], [['{"n":2}']]])
    const [unknown] = pool.broadcast(ids, { format: 'text', text: '{{nobody}}' })
    expect([unknown?.outcome, unknown?.unknown]).toEqual([{ kind: 'refused', reason: 'unknown-variable' }, ['nobody']])
    await pool.closeAll()
  })

  it('hands out the attempts of a connection, and none of one that is gone', async () => {
    const { pool } = make()
    const id = pool.add(plan, 'a')
    expect(pool.attempts(id)).toEqual([])
    pool.open(id)
    await settled()
    expect(pool.attempts(id)).toMatchObject([{ id: 1, connectionId: id, name: 'a', attempt: 1, endedAt: null }])
    await pool.remove(id)
    expect(pool.attempts(id)).toEqual([])
  })

  it('removes a connection only when nothing of it is left', async () => {
    const { pool, clock, sockets } = make()
    const id = pool.add(plan, 'a')
    pool.open(id)
    await settled()
    await pool.remove(id)
    expect(sockets[0]?.closes).toEqual([1000])
    expect(pool.snapshot(id)).toBeNull()
    expect(pool.ids()).toEqual([])
    expect(clock.pending).toBe(0)
    expect(() => pool.open(id)).toThrow(expect.objectContaining({ code: 'not-found' }))
  })

  it('takes a removed connection off the deck at once, so that nothing can open it again while it closes', async () => {
    const { pool, clock, sockets } = make()
    const id = pool.add(plan, 'a')
    pool.open(id)
    await settled()
    const [slow] = sockets
    if (slow) slow.polite = false
    const removed = pool.remove(id)
    expect(pool.ids()).toEqual([])
    expect(() => pool.open(id)).toThrow(expect.objectContaining({ code: 'not-found' }))
    await clock.advance(3_000)
    await removed
    expect(sockets).toHaveLength(1)
    expect(slow?.terminated).toBe(true)
  })

  it('opens nothing any more once the app quits', async () => {
    const { pool, sockets } = make()
    const id = pool.add(plan, 'a')
    await pool.closeAll()
    pool.open(id)
    pool.retry(id)
    await settled()
    expect(sockets).toEqual([])
  })

  it('tells its listeners of every change, a removal included, until they stop', async () => {
    const { pool } = make()
    const told: string[] = []
    const stop = pool.onChange((id) => told.push(`${id} ${pool.snapshot(id)?.state.kind ?? 'gone'}`))
    const id = pool.add(plan, 'a')
    await pool.remove(id)
    expect(told).toEqual([`${id} idle`, `${id} gone`])
    stop()
    pool.add(plan, 'b')
    expect(told).toHaveLength(2)
  })

  it('says goodbye with 1001 to all when the app quits, and waits no longer than its limit for a mute peer', async () => {
    const { pool, clock, sockets } = make()
    for (const name of ['a', 'b', 'c']) pool.open(pool.add(plan, name))
    await settled()
    const mute = sockets[1]
    if (mute) mute.polite = false
    const over = pool.closeAll()
    await clock.advance(1_500)
    await over
    expect(sockets.map((socket) => socket.closes)).toEqual([[1001], [1001], [1001]])
    expect(sockets.map((socket) => socket.terminated)).toEqual([false, true, false])
    expect(pool.snapshots().map(({ state }) => state.kind)).toEqual(['closed', 'closed', 'closed'])
    expect(clock.pending).toBe(0)
  })

  it('keeps the order of the deck and renames all connections of a profile', () => {
    const { pool } = make()
    for (const name of ['Trader', 'Trader #2', 'Other']) pool.add(plan, name)
    for (const id of pool.ids()) pool.update(id, { ...plan, name: 'Broker', color: 'red' })
    expect(pool.snapshots().map(({ name, color }) => [name, color])).toEqual([['Broker', 'red'], ['Broker #2', 'red'], ['Other', 'red']])
  })

  it('holds no more connections than the deck allows', () => {
    const { pool } = make()
    for (let i = 0; i < 5_000; i += 1) pool.add(plan, 'a')
    expect(() => pool.add(plan, 'a')).toThrow(expect.objectContaining({ code: 'too-many' }))
  })
})
