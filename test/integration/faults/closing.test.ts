import { expect } from 'vitest'
import { Pool } from '../../../main/connection/pool'
import { systemClock } from '../../../main/lib/clock'
import { silentLogger } from '../../../main/lib/logger'
import { defaultOptions } from '../../../shared/options'
import { FakeClock, settled } from '../../support/clock'
import { bound, count } from '../../support/counts'
import { FakeSocket } from '../../support/fake-socket'
import { beside, othersOf } from '../../support/faults/bystanders'
import { echoProcess } from '../../support/faults/echo-process'
import { MemoryOthers } from '../../support/faults/memory-others'
import { nothingYet } from '../../support/faults/oracle'
import { row } from '../../support/faults/row'
import { saying } from '../../support/faults/speaker'
import { watchStalls } from '../../support/faults/stalls'
import { Deck } from '../../support/live-deck'
import { MemoryLog } from '../../support/memory-log'
import { newPlan } from '../../support/plan'
import { seeded } from '../../support/random'

row({ id: 'F26', fault: 'a peer that never answers a close frame, with the default settings, on a fake clock', target: 'closing with its end in sight, closed ≤ 3.1 s' }, async (told) => {
  const clock = new FakeClock()
  const socket = new FakeSocket()
  socket.polite = false
  const others = new MemoryOthers(clock)
  const pool = new Pool({ clock, log: new MemoryLog(clock), random: seeded(26), logger: silentLogger, dial: others.beside(() => Promise.resolve(socket)) })
  const id = pool.add(newPlan('p'), 'p')
  pool.open(id)
  await settled()
  await others.join(pool)
  pool.close(id)
  await settled()
  const since = clock.now()
  expect(pool.snapshot(id)?.state).toEqual({ kind: 'closing', since, forceAt: since + defaultOptions.limits.closeTimeoutMs })
  await clock.advance(defaultOptions.limits.closeTimeoutMs - 1)
  expect(pool.snapshot(id)?.state.kind).toBe('closing')
  await clock.advance(1)
  expect(pool.snapshot(id)?.state).toMatchObject({ kind: 'closed', cause: { kind: 'user-closed', wasClean: false } })
  expect(clock.now() - since).toBeLessThanOrEqual(3_100)
  const tookMs = clock.now() - since
  const seen = await others.leave()
  expect(clock.pending).toBe(0)
  told.measured(`${tookMs} ms; ${othersOf(seen)}`)
})

const timeoutMs = 400

row({ id: 'F26', fault: 'a peer that never answers a close frame', target: 'closed at the profile’s time, at most 100 ms late; a second close ends it ≤ 50 ms' }, async (told) => {
  const [url] = await Promise.all([saying({ ends: 'never' }), echoProcess()])
  const baseline = await nothingYet()
  const deck = new Deck()
  const stalls = watchStalls()
  const ids = await Promise.all(Array.from({ length: count(8, 30) }, () => deck.opened(url, { limits: { closeTimeoutMs: timeoutMs } })))
  const lateMs: number[] = []
  const cutMs: number[] = []
  const forced = async (id: string) => {
    const from = performance.now()
    deck.pool.close(id)
    const { since, forceAt } = await deck.reaches(id, 'closing')
    expect(forceAt - since).toBeCloseTo(timeoutMs, -1)
    const { cause } = await deck.reaches(id, 'closed')
    expect(cause).toMatchObject({ phase: 'user', kind: 'user-closed', closeCode: null, wasClean: false })
    const to = performance.now()
    expect(to - from).toBeGreaterThan(timeoutMs - 2)
    const late = systemClock.now() - forceAt
    lateMs.push(late - stalls.foreign(to - late, to))
  }
  const cut = async (id: string) => {
    deck.pool.close(id)
    await deck.reaches(id, 'closing')
    cutMs.push(await stalls.timed(() => {
      deck.pool.close(id)
      return deck.reaches(id, 'closed')
    }))
  }
  const seen = await beside(deck, () => Promise.all(ids.map((id, i) => (i % 2 === 0 ? forced(id) : cut(id)))), count(9, 30))
  expect(Math.max(...lateMs)).toBeLessThan(bound(100))
  expect(Math.max(...cutMs)).toBeLessThan(bound(50))
  await deck.end()
  await baseline.isBack()
  told.measured(`at most ${Math.max(...lateMs).toFixed(0)} ms late; second close at most ${Math.max(...cutMs).toFixed(0)} ms; ${othersOf(seen)}`)
  told.bare('30 s by default')
})
