/** The program of a pool in a process of its own: does what it is told by messages, and tells of every change of a connection's state. */
import { watchSleep } from '../../../main/app/awake'
import { Pool } from '../../../main/connection/pool'
import { systemClock } from '../../../main/lib/clock'
import { silentLogger } from '../../../main/lib/logger'
import type { ConnectionId, ConnectionState } from '../../../shared/connection'
import { text } from '../engine'
import { newPlan, type PlanAbout } from '../plan'
import { seeded } from '../random'
import { answerCalls } from './calls'
import { joining } from './joining'
import { nothingYet } from './oracle'
import { SlimLog } from './slim-log'

const log = new SlimLog(systemClock)
const pool = new Pool({ log, clock: systemClock, random: seeded(Number(process.argv[2] ?? 1)), logger: silentLogger })
const baseline = nothingYet()
let stopWatch: () => void = () => undefined

/** When the event loop did not run (epoch ms): the machine was busy, or the process was stopped. */
const gaps: { from: number; to: number }[] = []
const lookMs = 5
let looked = Date.now()
setInterval(() => {
  const now = Date.now()
  if (now - looked > 2 * lookMs) gaps.push({ from: looked + lookMs, to: now })
  looked = now
}, lookMs).unref()

const others = joining(pool)

const floods = text('x'.repeat(200))
/** Writes to these in every turn of the event loop, several times, until each is over. */
function flood(ids: readonly ConnectionId[]): void {
  if (!ids.some((id) => pool.seat(id)?.open)) return
  for (const id of ids) for (let i = 0; i < 3; i += 1) void Promise.resolve().then(() => pool.send(id, floods))
  setImmediate(() => flood(ids))
}

/** What can be asked for; everything goes over as JSON. */
const calls = {
  ...others.calls,
  /** What was so far does not count for the others. */
  anew: (): void => others.anew(),
  open: (url: string, about: PlanAbout, count: number): ConnectionId[] =>
    Array.from({ length: count }, (_, index) => {
      const id = pool.add(newPlan(`${url} ${index}`, { ...about, url }), about.name ?? url, index + 1)
      pool.open(id)
      return id
    }),
  close: (id: ConnectionId): void => pool.close(id),
  send: (id: ConnectionId, content: string) => pool.send(id, text(content)).settled,
  flood,
  received: (id: ConnectionId): number => pool.snapshot(id)?.counters.messagesIn ?? 0,
  attempts: (): number => {
    const there = new Set(pool.ids())
    return log.notes.filter(({ connectionId, event }) => event === 'connecting' && there.has(connectionId)).length
  },
  probe: (): void => pool.probe(),
  /** As the app does, without what the system tells of sleep by itself. */
  watch: (): void => {
    stopWatch = watchSleep({ power: { on: () => undefined }, clock: systemClock, logger: silentLogger, onWake: () => pool.probe() })
  },
  /** How long its loop was held up between two times. */
  heldUp: (from: number, to: number): number => gaps.reduce((sum, gap) => sum + Math.max(0, Math.min(gap.to, to) - Math.max(gap.from, from)), 0),
  /** When each row of the log was written, in its order. */
  times: (): number[] => log.times,
  /** Rejects with what is left over after the end. */
  end: async (): Promise<void> => {
    stopWatch()
    await pool.closeAll()
    await (await baseline).isBack()
  },
}
export type PoolCalls = typeof calls

/** A state that a connection came into, and when (epoch ms). */
export interface Seen {
  id: ConnectionId
  state: ConnectionState
  at: number
}

/** In one message for all of a turn: a thousand of them would hold up the loop. */
let untold: Seen[] = []
function tell(): void {
  // Its parent may have left.
  process.send?.({ seen: untold }, undefined, undefined, () => undefined)
  untold = []
}
pool.onMoment((id, moment) => {
  if (moment.kind !== 'state') return
  if (untold.push({ id, state: moment.state, at: Date.now() }) === 1) setImmediate(tell)
})

process.on('disconnect', () => process.exit())
answerCalls(calls)
await baseline
process.send?.('ready')
