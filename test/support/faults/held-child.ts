/** The program of a pool whose log is held up again and again, in a process of its own; the others are in a pool beside it: where the log is held up, all sockets of its pool wait. */
import { Pool } from '../../../main/connection/pool'
import { systemClock } from '../../../main/lib/clock'
import { silentLogger } from '../../../main/lib/logger'
import type { Cause } from '../../../shared/connection'
import type { Overrides } from '../../../shared/options'
import { MemoryLog } from '../memory-log'
import { planOver, type PlanAbout } from '../plan'
import { seeded } from '../random'
import { until } from '../until'
import { answerCalls } from './calls'
import { joining } from './joining'
import { LoopWatch } from './loop-watch'
import { nothingYet } from './oracle'

export interface Lived {
  cause: Cause
  /** From the first sign of its end to the last, ms; what the machine held this process up is taken off. */
  endedMs: number
  /** Its frames in the log: direction and kind. */
  logged: string[]
}

const holdEveryMs = 17
/** Nothing happens by itself. */
const quiet: Overrides = { heartbeat: { enabled: false }, reconnect: { enabled: false } }
const complaints: string[] = []
const logger = { ...silentLogger, error: (text: string, cause?: unknown) => complaints.push(`${text}: ${String(cause)}`) }
const poolWith = (log: MemoryLog) => new Pool({ log, clock: systemClock, random: seeded(1), logger })
const log = new MemoryLog(systemClock)
const [pool, aside] = [poolWith(log), poolWith(new MemoryLog(systemClock))]
const watch = new LoopWatch()
let holding: NodeJS.Timeout | null = null

const calls = {
  ...joining(aside).calls,

  hold: (): void => {
    holding = setInterval(() => log.press(!log.pressed), holdEveryMs)
  },

  /** One connection from its open to its end, given so many bytes at `first`. */
  live: async ({ url, first, about }: { url: string; first: number; about: PlanAbout }): Promise<Lived> => {
    const id = pool.add(planOver(quiet, 'held', { ...about, url }), 'held')
    let [from, to] = [0, 0]
    const stop = pool.onChange((changed) => {
      const kind = changed === id ? pool.snapshot(id)?.state.kind : null
      if (kind === 'closing') from ||= performance.now()
      if (kind === 'failed') to ||= performance.now()
    })
    pool.open(id)
    if (first > 0) {
      await until(() => pool.seat(id)?.open, () => `it was open (it is ${JSON.stringify(pool.snapshot(id)?.state)})`)
      pool.send(id, { binary: true, bytes: Buffer.alloc(first) })
    }
    await until(() => to > 0, () => `it failed (it is ${JSON.stringify(pool.snapshot(id)?.state)})`)
    stop()
    const { cause } = pool.snapshot(id)?.state as { cause: Cause }
    const logged = log.rows(id).filter(({ kind }) => kind !== 'lifecycle').map(({ direction, kind }) => `${direction} ${kind}`)
    return { cause, endedMs: to - from - watch.foreign(from, to), logged }
  },

  /** Resolves with what was written into the app's diary as an error; rejects with what is left over. */
  end: async (): Promise<string[]> => {
    clearInterval(holding ?? undefined)
    log.press(false)
    await Promise.all([pool.closeAll(), aside.closeAll()])
    await baseline.isBack()
    return complaints
  },
}
export type HeldCalls = typeof calls

process.on('disconnect', () => process.exit())
answerCalls(calls)
const baseline = await nothingYet()
process.send?.({ kind: 'ready' })
