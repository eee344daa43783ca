/** Bystanders: healthy sockets of the same pool, which must not notice what befalls another; in this process, or in one of its own. */
import { expect } from 'vitest'
import { count, torture } from '../counts'
import type { Deck } from '../live-deck'
import { echoProcess } from './echo-process'
import { Others, type Undisturbed } from './others'

const allowedRiseMs = 20

/** A process whose pool they join. */
export interface Elsewhere {
  join: (url: string, sockets: number) => Promise<void>
  leave: () => Promise<Undisturbed>
}

/** None has lost a message, as they saw themselves; that none waited for one is asserted at full counts, on a machine that has nothing else to do. */
export function judged(seen: Undisturbed, timed = torture): Undisturbed {
  if (timed) expect(seen.riseMs, 'rise of the bystanders’ 99th percentile, ms').toBeLessThan(allowedRiseMs)
  return seen
}

/** For the table, of all who stood by. */
export function othersOf(...seen: readonly Pick<Undisturbed, 'messages' | 'riseMs'>[]): string {
  const messages = seen.reduce((sum, one) => sum + one.messages, 0)
  return `others lost 0 of ${messages.toLocaleString('en')}, p99 + ${Math.max(...seen.map(({ riseMs }) => riseMs)).toFixed(1)} ms`
}

/**
 * Runs `work` beside bystanders on the deck: none may lose, mix up or wait for a message. They leave the deck afterwards. Not `timed` is what the
 * test's own part in this process holds up: then how long they wait is told, and not asserted; the row says so.
 */
export async function beside({ pool }: Pick<Deck, 'pool'>, work: () => unknown, sockets = count(9, 99), timed = torture): Promise<Undisturbed> {
  const others = await Others.join(pool, await echoProcess(), sockets)
  try {
    await work()
  } catch (error) {
    // It says more than what the others make of it.
    await others.leave().catch(() => undefined)
    throw error
  }
  return judged(await others.leave(), timed)
}

interface Place {
  /** Of an echo server that the process can reach; that of all tests unless said otherwise. */
  url?: string
  sockets?: number
  timed?: boolean
}

/**
 * The same in a process of its own, from now until what this resolves with is called. Few by default: where memory and processor time are
 * measured, theirs counts, too.
 */
export async function besideIn(elsewhere: Elsewhere, { url, sockets = 9, timed = torture }: Place = {}): Promise<() => Promise<Undisturbed>> {
  await elsewhere.join(url ?? (await echoProcess()), sockets)
  return async () => judged(await elsewhere.leave(), timed)
}
