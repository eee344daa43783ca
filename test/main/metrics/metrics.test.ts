import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../../main/connection/pool'
import { silentLogger } from '../../../main/lib/logger'
import { Metrics } from '../../../main/metrics/metrics'
import type { ConnectionCounters, ConnectionState } from '../../../shared/connection'
import { limits } from '../../../shared/limits'
import { FakeClock, settled } from '../../support/clock'
import { text } from '../../support/engine'
import { FakeSocket } from '../../support/fake-socket'
import { MemoryLog } from '../../support/memory-log'
import { newPlan } from '../../support/plan'
import { refused, snapshot, states } from '../../support/snapshots'

const start = 1_700_000_000_000
type Moments = Parameters<Pool['onMoment']>[0]

/** Connections whose counters a test writes by hand. */
class Counted {
  readonly counters = new Map<string, ConnectionCounters>()
  tell: Moments = () => undefined
  listening = false

  add(id: string): ConnectionCounters {
    const counters = { ...snapshot(id).counters }
    this.counters.set(id, counters)
    return counters
  }

  meter(look: Parameters<Pool['meter']>[0]): void {
    for (const [id, counters] of this.counters) look(id, counters)
  }

  onMoment(listener: Moments): () => void {
    this.tell = listener
    this.listening = true
    return () => void (this.listening = false)
  }

  snapshot(id: string) {
    return this.counters.has(id) ? snapshot(id) : null
  }
}

function running() {
  const clock = new FakeClock(start)
  const pool = new Counted()
  return { clock, pool, metrics: new Metrics({ pool, clock }) }
}

describe('the measurements of a connection', () => {
  it('are its counters by the second, and its queue at the end of each', async () => {
    const { clock, pool, metrics } = running()
    const counters = pool.add('a')
    Object.assign(counters, { messagesIn: 10, bytesIn: 1_000, messagesOut: 3, bytesOut: 30, queuedMessages: 2, queuedBytes: 20 })
    await clock.advance(1_000)
    Object.assign(counters, { messagesIn: 15, queuedMessages: 0, queuedBytes: 0 })
    await clock.advance(1_000)
    expect(metrics.read('a', 0)).toEqual({
      stepMs: 1_000,
      series: {
        at: [start + 1_000, start + 2_000],
        messagesIn: [10, 5], messagesOut: [3, 0], bytesIn: [1_000, 0], bytesOut: [30, 0], queuedMessages: [2, 0], queuedBytes: [20, 0],
      },
      roundTrips: { at: [], rttMs: [] }, opens: [], losses: [],
    })
    expect(metrics.read('a', start + 1_000).series.messagesIn).toEqual([5])
    expect(metrics.read('a', start + 2_000).series.at).toEqual([])
  })

  it('are zeros for the time in which nothing happened', async () => {
    const { clock, pool, metrics } = running()
    const counters = pool.add('a')
    await clock.advance(3_000)
    expect(metrics.read('a', 0).series.messagesIn).toEqual([0, 0, 0])
    counters.messagesIn = 7
    await clock.advance(1_000)
    expect(metrics.read('a', 0).series.messagesIn).toEqual([0, 0, 0, 7])
  })

  it('begin when it is put on the deck', async () => {
    const { clock, pool, metrics } = running()
    await clock.advance(2_000)
    pool.add('late')
    expect(metrics.read('late', 0).series.at).toEqual([])
    await clock.advance(1_000)
    expect(metrics.read('late', 0).series.at).toEqual([start + 3_000])
  })

  it('are read in parts that together are the whole, the last of it kept', async () => {
    const runs = fc.array(fc.record({ messages: fc.nat(500), reads: fc.boolean() }), { minLength: 1, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(runs, async (steps) => {
        const { clock, pool, metrics } = running()
        const counters = pool.add('a')
        const got: number[] = []
        let since = 0
        const read = () => {
          const { series } = metrics.read('a', since)
          got.push(...series.messagesIn)
          since = series.at.at(-1) ?? since
        }
        for (const { messages, reads } of steps) {
          counters.messagesIn += messages
          await clock.advance(1_000)
          if (reads) read()
        }
        read()
        expect(got).toEqual(steps.map(({ messages }) => messages))
      }),
      { numRuns: 20 },
    )
  })

  it('go back ten minutes, and no further', async () => {
    const { clock, pool, metrics } = running()
    const counters = pool.add('a')
    const said: number[] = []
    for (let i = 1; i <= limits.metricsSteps + 50; i += 1) {
      counters.messagesIn += i
      said.push(i)
      await clock.advance(1_000)
    }
    expect(metrics.read('a', 0).series.messagesIn).toEqual(said.slice(-limits.metricsSteps))
  })

  it('are gone with it', async () => {
    const { clock, pool, metrics } = running()
    pool.add('a').messagesIn = 5
    await clock.advance(1_000)
    pool.counters.delete('a')
    await clock.advance(1_000)
    expect(() => metrics.read('a', 0)).toThrow('no longer on the deck')
    pool.add('a')
    expect(metrics.read('a', 0).series.at).toEqual([])
  })

  it('begin anew when the system’s clock is put back, and whoever saw later times gets all of it', async () => {
    const { clock, pool, metrics } = running()
    const counters = pool.add('a')
    counters.messagesIn = 1_000
    await clock.advance(2_000)
    const now = clock.now
    clock.now = () => now() - 3_600_000
    counters.messagesIn = 1_004
    await clock.advance(1_000)
    const { series } = metrics.read('a', start + 2_000)
    expect(series).toMatchObject({ at: [start + 3_000 - 3_600_000], messagesIn: [4] })
  })

  it('end when it is closed: no timer and no listener are left', async () => {
    const { clock, pool, metrics } = running()
    await clock.advance(2_500)
    metrics.close()
    expect([clock.pending, pool.listening]).toEqual([0, false])
  })
})

describe('round trips, opens and losses', () => {
  const become = (pool: Counted, before: ConnectionState, state: ConnectionState) => pool.tell('a', { kind: 'state', before, state })

  it('are kept with the moment at which they happened, and told with the step they belong to', async () => {
    const { clock, pool, metrics } = running()
    pool.add('a')
    await clock.advance(1_400)
    become(pool, { kind: 'connecting', attempt: 1, since: 0 }, states.open)
    await clock.advance(200)
    pool.tell('a', { kind: 'round-trip', rttMs: 12.5 })
    expect(metrics.read('a', 0)).toMatchObject({ roundTrips: { at: [] }, opens: [] })
    await clock.advance(400)
    become(pool, states.open, states.waiting)
    await clock.advance(1_000)
    expect(metrics.read('a', 0)).toMatchObject({ roundTrips: { at: [start + 1_600], rttMs: [12.5] }, opens: [start + 1_400], losses: [start + 2_000] })
    expect(metrics.read('a', start + 1_000)).toMatchObject({ roundTrips: { at: [start + 1_600] }, opens: [start + 1_400], losses: [start + 2_000] })
    expect(metrics.read('a', start + 2_000)).toMatchObject({ roundTrips: { at: [] }, opens: [], losses: [] })
  })

  it('count a session that the person closed as no loss, and a failed attempt neither', async () => {
    const { clock, pool, metrics } = running()
    pool.add('a')
    const closed: ConnectionState = { kind: 'closed', at: 0, cause: { ...refused, kind: 'user-closed' } }
    become(pool, { kind: 'closing', since: 0, forceAt: 0 }, closed)
    become(pool, { kind: 'connecting', attempt: 1, since: 0 }, states.waiting)
    become(pool, states.open, { kind: 'closing', since: 0, forceAt: 0 })
    await clock.advance(1_000)
    expect(metrics.read('a', 0).losses).toEqual([])
    become(pool, { kind: 'closing', since: 0, forceAt: 0 }, states.failed)
    await clock.advance(1_000)
    expect(metrics.read('a', 0).losses).toEqual([start + 1_000])
  })

  it('come from a real pool as they happen', async () => {
    const clock = new FakeClock(start)
    const sockets: FakeSocket[] = []
    const dial = () => {
      const socket = new FakeSocket()
      sockets.push(socket)
      return Promise.resolve(socket)
    }
    const pool = new Pool({ log: new MemoryLog(clock), clock, random: () => 0.5, logger: silentLogger, dial })
    const metrics = new Metrics({ pool, clock })
    const id = pool.add(newPlan('p', { name: 'Trader', url: 'ws://127.0.0.1/' }), 'a')
    pool.open(id)
    await settled()
    await pool.send(id, text('hello')).settled
    await clock.advance(1_000)
    expect(metrics.read(id, 0)).toMatchObject({ series: { messagesOut: [1], bytesOut: [5] }, opens: [start], losses: [] })
    await Promise.all([pool.closeAll(), clock.advance(5_000)])
    expect(metrics.read(id, 0).losses).toEqual([])
    metrics.close()
    expect(sockets).toHaveLength(1)
  })
})
