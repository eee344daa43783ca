import { beforeEach, describe, expect, it } from 'vitest'
import { Pool } from '../../../main/connection/pool'
import { Ramps } from '../../../main/ipc/ramps'
import { silentLogger as logger } from '../../../main/lib/logger'
import type { ConnectionId } from '../../../shared/connection'
import { FakeClock } from '../../support/clock'
import { MemoryLog } from '../../support/memory-log'
import { planOver } from '../../support/plan'

let clock: FakeClock
let pool: Pool
let ramps: Ramps
let told: number
/** Timers that are not the ramp's. */
let others: number

beforeEach(() => {
  clock = new FakeClock()
  pool = new Pool({ log: new MemoryLog(clock), clock, random: () => 0, logger, dial: () => new Promise(() => undefined) })
  ramps = new Ramps({ pool, clock })
  told = 0
  ramps.onChange(() => (told += 1))
  others = 0
})

function add(count: number): ConnectionId[] {
  const plan = planOver({}, 'p', { url: 'ws://h/' })
  return Array.from({ length: count }, (_, at) => pool.add(plan, `Socket ${at}`))
}

const begun = () => pool.snapshots().filter(({ state }) => state.kind !== 'idle').length

describe('Ramps', () => {
  it('opens all at once where no pause is asked for', () => {
    ramps.open(add(5), 0)
    expect(begun()).toBe(5)
    expect(ramps.list).toEqual([])
  })

  it('opens one after another, the first at once, and says how far it is', async () => {
    ramps.open(add(4), 100)
    expect(begun()).toBe(1)
    expect(ramps.list).toEqual([{ id: 1, total: 4, begun: 1 }])
    await clock.advance(99)
    expect(begun()).toBe(1)
    await clock.advance(1)
    expect(begun()).toBe(2)
    await clock.advance(200)
    expect(begun()).toBe(4)
    expect(ramps.list).toEqual([])
    expect(told).toBeGreaterThanOrEqual(4)
  })

  it('makes up for a late timer: no pause is added to the next', async () => {
    const late = clock.after
    clock.after = (ms, callback) => late(ms + 250, callback)
    ramps.open(add(20), 100)
    await clock.advance(1_950)
    expect(begun()).toBeGreaterThanOrEqual(17)
    await clock.advance(1_000)
    expect(begun()).toBe(20)
  })

  it('passes over what was opened, closed or removed by hand meanwhile, which takes no turn', async () => {
    const [, second = '', third = '', fourth = ''] = add(4)
    ramps.open(pool.ids(), 100)
    pool.open(second)
    await pool.remove(third)
    expect(ramps.list).toEqual([{ id: 1, total: 4, begun: 3 }])
    await clock.advance(100)
    expect(pool.snapshot(fourth)?.state.kind).toBe('connecting')
    expect(ramps.list).toEqual([])
  })

  it('ends when it is cancelled: the others stay idle, and no timer is left', async () => {
    const ids = add(3)
    ramps.open(ids, 100)
    others = clock.pending - 1
    ramps.cancel(1)
    ramps.cancel(1)
    expect(clock.pending).toBe(others)
    await clock.advance(1_000)
    expect(begun()).toBe(1)
    expect(ramps.list).toEqual([])
  })

  it('ends when all that waits was removed, and no timer is left', async () => {
    const ids = add(3)
    ramps.open(ids, 100)
    others = clock.pending - 1
    await Promise.all(ids.slice(1).map((id) => pool.remove(id)))
    expect(ramps.list).toEqual([])
    expect(clock.pending).toBe(others)
  })

  it('leaves no timer of any run when the app quits', () => {
    ramps.open(add(3), 100)
    ramps.open(add(3), 200)
    const before = clock.pending
    ramps.stop()
    expect(clock.pending).toBe(before - 2)
    expect(ramps.list).toEqual([])
  })
})
