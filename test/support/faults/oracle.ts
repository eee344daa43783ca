/** The oracle of every row: what a fault brought into this process is gone again soon after. */
import { readdirSync } from 'node:fs'
import { until } from '../until'

// Opened when somebody first asks for them, and for good.
void [process.stdout, process.stderr]

/** Within this everything must be given back, ms; as the strictest known client asks of itself (nats.go). */
const backWithinMs = 2_000

/**
 * How many of each: open file descriptors, where the system tells; listeners of the process, for errors, signals, exits; and whatever the event loop
 * holds, as Node names it: sockets, servers, pipes, processes, workers, requests for files and names, timers.
 */
type Held = Readonly<Record<string, number>>

export interface Baseline {
  /** Resolves when nothing is held any more than at first; rejects after 2 s with what is left over. */
  isBack: () => Promise<void>
}

const files = () => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0)

function held(): Held {
  const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0)
  const all: Record<string, number> = { files: files(), listeners }
  for (const kind of process.getActiveResourcesInfo()) all[kind] = (all[kind] ?? 0) + 1
  return all
}

/** To be asked before the fault's servers and sockets are made, and once per test. */
export async function nothingYet(limitMs = backWithinMs): Promise<Baseline> {
  // What the test before has closed may still be on its way out.
  await new Promise((resolve) => setImmediate(resolve))
  const before = held()
  const isBack = async () => {
    let now = before
    // The runner of the tests sends, reads and waits now and then, too: never for long.
    await until(() => {
      now = held()
      return Object.entries(now).every(([kind, count]) => count <= (before[kind] ?? 0))
    }, () => `nothing was left over: ${JSON.stringify(now)}, at first ${JSON.stringify(before)}`, limitMs)
  }
  return { isBack }
}
