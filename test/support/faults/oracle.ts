/** The oracle of every row: what a fault brought into this process is gone again soon after. */
import { readdirSync } from 'node:fs'
import { resources, type Resources } from '../leaks'
import { until } from '../until'

/** Within this everything must be given back, ms; as the strictest known client asks of itself (nats.go). */
const backWithinMs = 2_000

interface Held extends Resources {
  /** Open file descriptors; 0 where the system does not tell. */
  files: number
  /** Listeners of the process: for errors, signals, exits. */
  listeners: number
}

export interface Baseline {
  /** Resolves when nothing is held any more than at first; rejects after 2 s with what is left over. */
  isBack: () => Promise<void>
}

const files = () => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0)

function held(): Held {
  const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0)
  return { ...resources(), files: files(), listeners }
}

/** To be asked before the fault's servers and sockets are made, and once per test. */
export async function nothingYet(limitMs = backWithinMs): Promise<Baseline> {
  // What the test before has closed may still be on its way out.
  await new Promise((resolve) => setImmediate(resolve))
  const before = held()
  const isBack = async () => {
    let now = before
    const kinds = Object.keys(before) as (keyof Held)[]
    await until(() => {
      now = held()
      return kinds.every((kind) => now[kind] <= before[kind])
    }, () => `nothing was left over: ${JSON.stringify(now)}, at first ${JSON.stringify(before)}`, limitMs)
  }
  return { isBack }
}
