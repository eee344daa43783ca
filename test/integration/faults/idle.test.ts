import { expect } from 'vitest'
import { Pool } from '../../../main/connection/pool'
import { systemClock } from '../../../main/lib/clock'
import { silentLogger } from '../../../main/lib/logger'
import { FakeClock, settled } from '../../support/clock'
import { FakeSocket } from '../../support/fake-socket'
import { beside, othersOf } from '../../support/faults/bystanders'
import { echoProcess } from '../../support/faults/echo-process'
import { MemoryOthers } from '../../support/faults/memory-others'
import { nothingYet } from '../../support/faults/oracle'
import { row } from '../../support/faults/row'
import { watchStalls } from '../../support/faults/stalls'
import { Deck } from '../../support/live-deck'
import { MemoryLog } from '../../support/memory-log'
import { newPlan } from '../../support/plan'
import { seeded } from '../../support/random'
import { wsServer } from '../../support/servers'
import { until } from '../../support/until'

const fault = 'a peer that answers pings, but has nothing more to say'
const target = 'an alarm within ± 1 s of its time, gone with the next message; never a disconnect'

row({ id: 'F15', fault: `${fault}, for an hour on a fake clock`, target }, async (told) => {
  const clock = new FakeClock()
  const socket = new FakeSocket()
  const log = new MemoryLog(clock)
  const others = new MemoryOthers(clock, 1_000)
  const pool = new Pool({ clock, log, random: seeded(15), logger: silentLogger, dial: others.beside(() => Promise.resolve(socket)) })
  const id = pool.add(newPlan('p', { limits: { idleAlarmMs: 60_000 } }), 'p')
  pool.open(id)
  await settled()
  await others.join(pool)
  let alarmAt = 0
  pool.onChange(() => {
    if ((pool.snapshot(id)?.idleSince ?? null) !== null) alarmAt ||= clock.now()
  })
  let errorMs = 0
  let alarms = 0
  // Messages before the alarm, at its very time, and long after.
  for (const afterMs of [20_000, 55_000, 60_000, 65_000, 3_600_000]) {
    socket.arrive('text', 'still at work')
    await settled()
    alarmAt = 0
    const saidAt = clock.now()
    expect(pool.snapshot(id)?.idleSince).toBeNull()
    for (let passedMs = 0; passedMs < afterMs; passedMs += 5_000) {
      await clock.advance(5_000)
      socket.pong()
    }
    expect(pool.snapshot(id)?.idleSince).toBe(afterMs < 60_000 ? null : saidAt)
    if (afterMs < 60_000) continue
    alarms += 1
    errorMs = Math.max(errorMs, Math.abs(alarmAt - saidAt - 60_000))
  }
  expect(errorMs).toBeLessThan(1_000)
  expect(pool.snapshot(id)?.state.kind).toBe('open')
  expect(log.rows().filter(({ event }) => event === 'idle')).toHaveLength(alarms)
  const seen = await others.leave()
  await pool.closeAll()
  expect(clock.pending).toBe(0)
  told.measured(`${errorMs} ms off at alarms of 60 s; open all the time; ${othersOf(seen)}`)
})

row({ id: 'F15', fault: `${fault}, in real time`, target }, async (told) => {
  await echoProcess()
  const baseline = await nothingYet()
  let pings = 0
  const server = await wsServer((webSocket) => webSocket.on('ping', () => { pings += 1 }).on('message', () => webSocket.send('awake')))
  const deck = new Deck()
  const stalls = watchStalls()
  const alarmMs = 700
  let lateMs = 0
  const seen = await beside(deck, async () => {
    const id = await deck.opened(server.url, { heartbeat: { enabled: true, intervalMs: 100, timeoutMs: 5_000 }, limits: { idleAlarmMs: alarmMs } })
    const from = performance.now()
    const state = deck.state(id)
    await until(() => deck.snapshot(id).idleSince, 'the alarm came')
    const to = performance.now()
    lateMs = to - from - alarmMs
    expect(state.kind === 'open' && systemClock.now() - state.since).toBeGreaterThan(alarmMs - 2)
    expect(lateMs - stalls.foreign(from + alarmMs, to)).toBeLessThan(1_000)
    await until(() => pings > 2, 'it is pinged all the same')
    deck.pool.send(id, { binary: false, bytes: Buffer.from('anybody?') })
    await until(() => deck.snapshot(id).idleSince === null, 'the alarm went')
    expect(deck.history(id)).toEqual(['idle', 'connecting', 'open'])
  })
  await Promise.all([deck.end(), server.close()])
  await baseline.isBack()
  told.measured(`${Math.abs(lateMs).toFixed(0)} ms off; open all the time; ${othersOf(seen)}`)
})
