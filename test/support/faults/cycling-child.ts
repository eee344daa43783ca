/** A process whose pool opens and closes connections, and says what its heap holds after each tenth of them; run with --expose-gc. */
import { signalListeners } from './signals'
import { Pool } from '../../../main/connection/pool'
import { systemClock } from '../../../main/lib/clock'
import { Listeners } from '../../../main/lib/listeners'
import { loggerTo } from '../../../main/lib/logger'
import type { LogSink } from '../../../main/log/sink'
import type { StateKind } from '../../../shared/connection'
import { newPlan } from '../plan'
import { seeded } from '../random'
import { turns } from '../turns'
import { until } from '../until'
import { keptBytes } from './heap'
import { nothingYet } from './oracle'
import { Others, type Undisturbed } from './others'

export interface CyclingTask {
  /** What a cycle is: to the end of a session that this side closes, of an attempt that fails or is cancelled, or of a session that the server ends. */
  cycle: 'closed' | 'failed' | 'cancelled' | 'reconnected'
  url: string
  /** Where the others are. */
  echo: string
  cycles: number
}

export interface CyclingReport {
  /** Bytes of the heap, and of what it holds outside, by cycles. */
  samples: [cycles: number, bytes: number][]
  /** Who listens when all is over, to the log and to AbortSignals that live; and at most to one of these while a connection came back again and again. */
  listeners: { log: number; signals: number; mostOfOne: number }
  others: Undisturbed
}

const task = JSON.parse(process.argv[2] ?? '') as CyclingTask
/** Cycles at a time: as fast as they go, and at a pace beside which others are to be served at once. */
const [fast, gentle] = [10, 1]
const pressure = new Listeners<[boolean]>(() => undefined)
const log: LogSink = { register: () => undefined, append: () => undefined, note: () => undefined, pressed: false, onPressure: (listener) => pressure.add(listener) }
const random = seeded(5)
const logger = loggerTo((line) => process.stderr.write(`${line}\n`))
const pool = new Pool({ log, clock: systemClock, random, logger: { ...logger, warn: () => undefined } })
const changes = new Map<string, () => void>()
let mostOfOne = 0
pool.onChange((id) => changes.get(id)?.())

async function reaches(id: string, ...kinds: StateKind[]): Promise<void> {
  await new Promise<void>((resolve) => {
    const look = () => {
      const kind = pool.snapshot(id)?.state.kind
      if (kind !== undefined && kinds.includes(kind)) resolve()
    }
    changes.set(id, look)
    look()
  })
  changes.delete(id)
}

async function cycle(): Promise<void> {
  const plan = newPlan('p', { url: task.url, reconnect: { enabled: false }, limits: { deadlineMs: 20_000 } })
  const id = pool.add(plan, 'cycling')
  pool.open(id)
  if (task.cycle === 'cancelled') {
    // In another phase each time, from the preparation to the answer that never comes.
    await turns(Math.floor(random() * 8))
    pool.close(id)
  } else await reaches(id, task.cycle === 'closed' ? 'open' : 'failed')
  if (task.cycle === 'closed') {
    await pool.send(id, { binary: false, bytes: Buffer.from('once') }).settled
    pool.close(id)
  }
  await reaches(id, 'closed', 'failed')
  await pool.remove(id)
}

/** All from one connection, which comes back whenever it is lost. */
async function reconnected(cycles: number): Promise<void> {
  const plan = newPlan('p', { url: task.url, reconnect: { baseMs: 10, capMs: 10, jitter: 'full', minUptimeMs: 0 } })
  const id = pool.add(plan, 'cycling')
  pool.open(id)
  await new Promise<void>((resolve) => {
    changes.set(id, () => { if ((pool.snapshot(id)?.counters.retries ?? 0) >= cycles) resolve() })
  })
  changes.delete(id)
  mostOfOne = Math.max(mostOfOne, signalListeners().most)
  await pool.remove(id)
}

async function many(cycles: number, atOnce = fast): Promise<void> {
  const each = Math.ceil(cycles / atOnce)
  const lane = async () => {
    if (task.cycle === 'reconnected') return reconnected(each)
    for (let done = 0; done < each; done += 1) await cycle()
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
}

async function collected(): Promise<void> {
  for (let i = 0; i < 2; i += 1) {
    await turns(2)
    globalThis.gc?.()
    signalListeners()
  }
}

async function heldBytes(): Promise<number> {
  await collected()
  return keptBytes()
}

const steps = 10
// What is compiled, cached and opened once for all is no leak.
await many(Math.max(100, task.cycles / steps))
const baseline = await nothingYet()
await collected()
const { all } = signalListeners()
const samples: CyclingReport['samples'] = []
for (let step = 0; step <= steps; step += 1) {
  if (step > 0) await many(task.cycles / steps)
  samples.push([(step * task.cycles) / steps, await heldBytes()])
}
await until(() => pool.snapshots().length === 0, 'the pool was empty')
await baseline.isBack()
// Once more, beside others: what those hold must not be weighed.
const others = await Others.join(pool, task.echo, 9)
await many(task.cycles / steps, gentle)
const undisturbed = await others.leave()
await pool.closeAll()
await collected()
const listeners = { log: pressure.size, signals: signalListeners().all - all, mostOfOne }
const report: CyclingReport = { samples, listeners, others: undisturbed }
process.stdout.write(JSON.stringify(report))
