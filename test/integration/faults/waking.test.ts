import type { ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { expect } from 'vitest'
import { watchSleep } from '../../../main/app/awake'
import { Pool } from '../../../main/connection/pool'
import { systemClock, type Clock } from '../../../main/lib/clock'
import { silentLogger } from '../../../main/lib/logger'
import type { Overrides } from '../../../shared/options'
import { FakeClock, settled } from '../../support/clock'
import { count } from '../../support/counts'
import { FakeSocket } from '../../support/fake-socket'
import { besideIn, othersOf } from '../../support/faults/bystanders'
import { clientsOf, echoAt } from '../../support/faults/echo-child'
import { bystander, MemoryOthers } from '../../support/faults/memory-others'
import type { Undisturbed } from '../../support/faults/others'
import { poolProcess, type PoolProcess } from '../../support/faults/pool-process'
import { row } from '../../support/faults/row'
import { MemoryLog } from '../../support/memory-log'
import { newPlan } from '../../support/plan'
import { seeded } from '../../support/random'

const sockets = 100
const hourMs = 3_600_000

/** A hundred sockets to one server, in a machine whose clocks do as they are told. */
class Machine {
  readonly clock = new FakeClock()
  /** How far the wall clock is ahead of the other, ms. */
  aheadMs = 0
  readonly power = new EventEmitter()
  readonly made: FakeSocket[] = []
  readonly log: MemoryLog
  readonly pool: Pool
  readonly others = new MemoryOthers(this.clock, 250)
  readonly foundMs: number[] = []
  readonly #stopWatch: () => void
  #from = 0

  constructor(about: Overrides = {}) {
    const clock: Clock = { now: () => this.clock.now() + this.aheadMs, elapsed: this.clock.elapsed, after: this.clock.after, sleep: this.clock.sleep }
    this.log = new MemoryLog(clock)
    this.pool = new Pool({ clock, log: this.log, random: seeded(30), logger: silentLogger, dial: this.others.beside(() => Promise.resolve(this.#dialled())) })
    this.pool.onMoment((_id, moment) => {
      if (moment.kind === 'state' && moment.state.kind === 'waiting') this.foundMs.push(this.clock.elapsed() - this.#from)
    })
    this.#stopWatch = watchSleep({ power: this.power, clock, logger: silentLogger, interfaces: () => ({}), onWake: () => this.pool.probe() })
    for (let i = 0; i < sockets; i += 1) this.pool.open(this.pool.add(newPlan(`p${i}`, about), `p${i}`))
  }

  /** The wall clock goes on, the machine does not; half of the peers are gone by then. */
  sleep(ms: number): void {
    this.aheadMs += ms
    this.#from = this.clock.elapsed()
    for (const socket of this.made.slice(0, sockets / 2)) socket.pong = () => undefined
  }

  /** Time goes on, and who is there answers. */
  async run(ms: number, stepMs = 100): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      await this.clock.advance(stepMs)
      this.answer()
    }
    await settled()
  }

  answer(): void {
    for (const socket of this.made) if (!socket.terminated) socket.pong()
  }

  get open(): number {
    return this.pool.snapshots().filter(({ name, state }) => name !== bystander && state.kind === 'open').length
  }

  /** Sockets that are there, on whichever side. */
  get alive(): number {
    return this.made.filter(({ terminated }) => !terminated).length
  }

  /** How long it takes until all are open, ms; looked at as often as time goes on. */
  async allOpen(limitMs: number): Promise<number> {
    const from = this.clock.elapsed()
    while (this.open < sockets || this.foundMs.length < sockets / 2) {
      if (this.clock.elapsed() - from > limitMs) throw new Error(`Only ${this.open} were open after ${limitMs} ms`)
      await this.run(100)
    }
    return this.clock.elapsed() - from
  }

  /** They leave, and all is closed; rejects where something could still happen. */
  async end(): Promise<Undisturbed> {
    const seen = await this.others.leave()
    await this.pool.closeAll()
    this.#stopWatch()
    expect(this.clock.pending).toBe(0)
    return seen
  }

  #dialled(): FakeSocket {
    const socket = new FakeSocket()
    this.made.push(socket)
    return socket
  }
}

const ways: [what: string, wake: (machine: Machine) => void][] = [
  ['that the system tells of', ({ power }) => power.emit('resume')],
  ['that only the clocks show', () => undefined],
]
for (const [what, wake] of ways)
  row({ id: 'F30', fault: `a sleep of an hour ${what}, in which half of the peers go away, on a fake clock`, target: 'found ≤ 2 s, all live again ≤ 5 s, no connection twice, no burst' }, async (told) => {
    const machine = new Machine()
    await machine.run(7_000)
    await machine.others.join(machine.pool)
    machine.sleep(hourMs)
    wake(machine)
    const backMs = await machine.allOpen(6_000)
    const foundMs = Math.max(...machine.foundMs)
    expect(machine.foundMs).toHaveLength(sockets / 2)
    expect(foundMs).toBeLessThanOrEqual(2_000)
    expect(backMs).toBeLessThanOrEqual(5_000)
    expect({ alive: machine.alive, dials: machine.made.length }).toEqual({ alive: sockets, dials: sockets * 1.5 })
    // What fell due in the sleep does not happen all at once: each socket had its ping of before, and the one that asks whether it lives.
    await machine.run(1_000)
    for (const { pings } of machine.made) expect(pings.length).toBeLessThanOrEqual(5)
    const seen = await machine.end()
    told.measured(`found after ${foundMs} ms, all ${sockets} open after ${backMs} ms, ${machine.made.length - sockets} dials for ${sockets / 2} lost; ${othersOf(seen)}`)
  })

row({ id: 'F30', fault: 'a wall clock that is set by + 1 h, − 1 h and ± 0.4 s, on a fake clock', target: 'no socket is lost, no wait is longer or shorter, the log keeps its order' }, async (told) => {
  const machine = new Machine({ limits: { idleAlarmMs: 60_000 }, reconnect: { baseMs: 20_000, capMs: 20_000, jitter: 'none' } })
  await machine.run(5_000)
  await machine.others.join(machine.pool)
  for (const stepMs of [hourMs, -hourMs, 400, -400]) {
    machine.aheadMs += stepMs
    await machine.run(12_000)
    expect(machine.open).toBe(sockets)
  }
  expect(machine.made).toHaveLength(sockets)
  // One is lost, and waits its twenty seconds whatever the wall clock says meanwhile.
  machine.made[0]?.terminate()
  await settled()
  machine.aheadMs -= hourMs
  await machine.run(19_900)
  expect([machine.open, machine.made.length]).toEqual([sockets - 1, sockets])
  await machine.run(200)
  expect([machine.open, machine.made.length]).toEqual([sockets, sockets + 1])
  const rows = machine.log.rows()
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, i) => i + 1))
  const seen = await machine.end()
  told.measured(`${sockets} of ${sockets} open all the time; the wait of 20 s took 20 s; ${othersOf(seen)}`)
})

/**
 * Stops the pool's process for so long, when pings have been on their way to a server that is silent; it answers them all meanwhile. Real processes have
 * no fake clock, and their stop lasts as long as it is to be. Answers when it ended (epoch ms).
 */
async function stopped(pool: PoolProcess, staying: ChildProcess, { pingsMs, stopMs, meanwhile }: { pingsMs: number; stopMs: number; meanwhile?: () => void }): Promise<number> {
  staying.kill('SIGSTOP')
  await systemClock.sleep(pingsMs)
  pool.child.kill('SIGSTOP')
  staying.kill('SIGCONT')
  meanwhile?.()
  await systemClock.sleep(stopMs)
  const wokenAt = Date.now()
  pool.child.kill('SIGCONT')
  return wokenAt
}

row({ id: 'F30', fault: `a process with ${sockets} sockets that is stopped (SIGSTOP) while half of its peers go away`, target: 'found ≤ 2 s, all live again ≤ 5 s, no connection twice, times in order', skip: process.platform === 'win32' ? 'no SIGSTOP here' : null }, async (told) => {
  const [pool, staying, leaving] = await Promise.all([poolProcess(), echoAt(), echoAt()])
  // The short one does not count as a sleep, but is longer than a heartbeat waits.
  const stoppedMs = count(1_500, 30_000)
  await pool.call('watch')
  const about: Overrides = { heartbeat: { intervalMs: 300, timeoutMs: 1_400, misses: 1 }, reconnect: { baseMs: 250, capMs: 1_000 } }
  const there = await pool.opened(staying.url, about, sockets / 2)
  const gone = await pool.opened(leaving.url, about, sockets / 2)
  // At a server that is never stopped.
  const leave = await besideIn(pool)
  // Pings are on their way, whose pongs come while the process does not read: they must not count as missed.
  // Those that leave are not told of the end: their peer is stopped, too.
  const wokenAt = await stopped(pool, staying.child, { pingsMs: 300, stopMs: stoppedMs, meanwhile: () => leaving.child.kill('SIGSTOP') })
  const found = await Promise.all(gone.map((id) => pool.came(id, 'waiting', wokenAt)))
  const foundAt = Math.max(...found.map(({ at }) => at))
  const foundMs = foundAt - wokenAt - await pool.call('heldUp', wokenAt, foundAt)
  leaving.child.kill('SIGCONT')
  const backAt = Date.now()
  const back = await Promise.all(found.map(({ id, at }) => pool.came(id, 'open', at)))
  const openAt = Math.max(...back.map(({ at }) => at))
  const backMs = openAt - backAt - await pool.call('heldUp', backAt, openAt)
  expect(foundMs).toBeLessThan(2_000)
  expect(backMs).toBeLessThan(5_000)
  expect(pool.seen.filter(({ id, at }) => there.includes(id) && at >= wokenAt).map(({ state }) => state)).toEqual([])
  const [kept, again] = [await clientsOf(staying.child), await clientsOf(leaving.child)]
  const seen = await leave()
  expect([kept, again.clients]).toEqual([{ accepted: sockets / 2, clients: sockets / 2 }, sockets / 2])
  const times = await pool.call('times')
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  await pool.end()
  told.measured(`found after ${foundMs} ms, open again ${backMs} ms after the peer; ${there.length} of ${there.length} others undisturbed; ${othersOf(seen)}`)
})

row({ id: 'F30', fault: 'a process that is stopped (SIGSTOP) for longer than a pong may take, while the server of its many sockets answers all of them', target: 'none is lost', skip: process.platform === 'win32' ? 'no SIGSTOP here' : null }, async (told) => {
  const [pool, staying] = await Promise.all([poolProcess(), echoAt()])
  // More than are read in a turn of the event loop, or in the tenth of a second that is given after a stop.
  const fleet = await pool.opened(staying.url, { heartbeat: { intervalMs: 600, timeoutMs: 2_500, misses: 1 } }, count(400, 1_000))
  const leave = await besideIn(pool)
  // As many as stay so: what a slow machine loses while they open is not what is asked here.
  await pool.all(fleet, 'open')
  const before = await clientsOf(staying.child)
  const openedAt = Date.now()
  // A ping of each is on its way when the process stops, and all are answered before it goes on.
  await stopped(pool, staying.child, { pingsMs: 600, stopMs: 2_700 })
  // By then each has had another ping, and none of what is not to happen can still come of the stop.
  await systemClock.sleep(3_000)
  const lost = pool.seen.filter(({ id, state, at }) => fleet.includes(id) && state.kind === 'waiting' && at >= openedAt).length
  const { accepted } = await clientsOf(staying.child)
  const seen = await leave()
  expect({ lost, accepted }).toEqual({ lost: 0, accepted: before.accepted })
  await pool.end()
  told.measured(`${lost} of ${fleet.length} lost; ${othersOf(seen)}`)
})
