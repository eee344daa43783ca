import { describe, expect, it } from 'vitest'
import { stateLook } from '../../../renderer/format/state'
import { Pool } from '../../../main/connection/pool'
import type { Dial } from '../../../main/connection/wire'
import { cause } from '../../../main/lib/fault'
import { silentLogger } from '../../../main/lib/logger'
import { FakeClock } from '../../support/clock'
import { count } from '../../support/counts'
import { FakeSocket } from '../../support/fake-socket'
import { othersOf } from '../../support/faults/bystanders'
import { MemoryOthers } from '../../support/faults/memory-others'
import type { Undisturbed } from '../../support/faults/others'
import { row } from '../../support/faults/row'
import { MemoryLog } from '../../support/memory-log'
import { newPlan } from '../../support/plan'
import { seeded } from '../../support/random'

const minute = 60_000

/** One connection to a server that takes every socket and drops it after `upMs`. */
function flapping(seed: number) {
  const clock = new FakeClock(0, 1)
  const server = { upMs: 100 }
  const dials: number[] = []
  const sockets: FakeSocket[] = []
  const dial: Dial = () => {
    dials.push(clock.elapsed())
    const socket = new FakeSocket()
    sockets.push(socket)
    if (server.upMs < Infinity) clock.after(server.upMs, () => socket.end(cause('open', 'no-close-frame')))
    return Promise.resolve(socket)
  }
  const log = new MemoryLog(clock)
  const others = new MemoryOthers(clock, 5_000)
  const pool = new Pool({ log, clock, random: seeded(seed), logger: silentLogger, dial: others.beside(dial) })
  const id = pool.add(newPlan('p', { heartbeat: { enabled: false } }), 'one')
  const state = () => pool.snapshot(id)?.state
  const waiting = () => {
    const now = state()
    if (now?.kind !== 'waiting') throw new Error(`It is ${now?.kind}`)
    return { ...now, leftMs: now.retryAt - clock.now() }
  }
  /** Until it is dialled ever more slowly. */
  const slow = async () => {
    while (state()?.kind !== 'waiting' || waiting().flapping === undefined) await clock.advance(1_000)
  }
  pool.open(id)
  return { clock, server, dials, sockets, others, log, pool, id, state, waiting, slow }
}

row({ id: 'F29', fault: 'a server that takes each socket and drops it after 100 ms, for 10 minutes (fake clock)', target: '≤ 30 attempts' }, async (told) => {
  const attempts: number[] = []
  const seen: Undisturbed[] = []
  for (let seed = 1; seed <= count(20, 1_000); seed += 1) {
    const { clock, dials, others, pool } = flapping(seed)
    await others.join(pool)
    await clock.advance(10 * minute)
    attempts.push(dials.length)
    seen.push(await others.leave())
    const over = pool.closeAll()
    await clock.advance(1_000)
    await over
    expect(clock.pending).toBe(0)
  }
  told.measured(`${Math.min(...attempts)} to ${Math.max(...attempts)} attempts; ${othersOf(...seen)}`)
  expect(Math.max(...attempts)).toBeLessThanOrEqual(30)
  // It is not given up either.
  expect(Math.min(...attempts)).toBeGreaterThanOrEqual(15)
})

describe('a connection that flaps', () => {
  it('waits a minute from the tenth time on, and says so in its state and in the log', async () => {
    const { clock, waiting, slow, log, dials } = flapping(1)
    await slow()
    expect(dials).toHaveLength(10)
    const state = waiting()
    const since = Math.round((dials.at(-1) ?? 0) + 100 - (dials[0] ?? 0))
    expect(state.flapping).toEqual({ times: 10, withinMs: since })
    const words = log.rows().findLast(({ event }) => event === 'waiting')?.preview
    expect(words).toMatch(/^Flapping: opened and lost 10 times in \d+\.\d s · Retry 10 in 6\d\.\d s/)
    expect(stateLook(state, clock.now()).detail).toMatch(/^Flapping: opened and lost 10 times in \d\d:\d\d; next attempt in (59 s|1 min 0\d s) · Dropped without a close frame/)
    const lostAt = (dials.at(-1) ?? 0) + 100
    await clock.advance(2 * minute)
    const next = (dials[10] ?? 0) - lostAt
    expect(next).toBeGreaterThanOrEqual(minute)
    expect(next).toBeLessThanOrEqual(1.1 * minute)
  })

  it('is dialled at once when a person asks for it, and goes on waiting long if that was no better', async () => {
    const { clock, pool, id, waiting, slow, dials } = flapping(2)
    await slow()
    await clock.advance(10_000)
    pool.retry(id)
    await clock.advance(0)
    expect(dials.at(-1)).toBe(clock.elapsed())
    await clock.advance(100)
    expect(waiting().flapping?.times).toBe(11)
    expect(waiting().leftMs).toBeGreaterThanOrEqual(minute)
    pool.close(id)
    await clock.advance(0)
    expect(clock.pending).toBe(0)
  })

  it('is not hurried because the machine has slept', async () => {
    const { clock, pool, waiting, slow } = flapping(3)
    await slow()
    pool.probe()
    expect(waiting().leftMs).toBeGreaterThan(50_000)
    await clock.advance(5_000)
    expect(waiting().flapping?.times).toBe(10)
  })

  it('counts as well again as soon as it stays up, and comes back soon from then on', async () => {
    const { clock, server, sockets, slow, state, waiting } = flapping(4)
    await slow()
    server.upMs = Infinity
    await clock.advance(2 * minute)
    expect(state()?.kind).toBe('open')
    sockets.at(-1)?.end(cause('open', 'no-close-frame'))
    await clock.advance(0)
    expect(waiting().flapping).toBeUndefined()
    expect(waiting().leftMs).toBeLessThanOrEqual(1_000)
  })

  it('begins anew when a person has closed it', async () => {
    const { clock, pool, id, slow, waiting } = flapping(5)
    await slow()
    pool.close(id)
    await clock.advance(0)
    pool.open(id)
    await clock.advance(100)
    expect(waiting().flapping).toBeUndefined()
    expect(waiting().leftMs).toBeLessThanOrEqual(1_000)
  })
})
