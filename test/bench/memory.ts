/** How much memory a process takes: the resident set, as the system counts it. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds between two looks: far shorter than any growth that matters takes. */
const lookEveryMs = 20

/** Measures from now on; the returned function ends it and says how many bytes the resident set grew at most. */
export function watchGrowth(): () => number {
  const begin = process.memoryUsage.rss()
  let most = begin
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss())
  }
  const timer = setInterval(look, lookEveryMs)
  return () => {
    clearInterval(timer)
    look()
    return most - begin
  }
}

/** Bytes in use when the garbage is gone and things have settled. */
export async function settledBytes(): Promise<number> {
  for (let i = 0; i < 4; i += 1) {
    globalThis.gc?.()
    await sleep(250)
  }
  return process.memoryUsage.rss()
}
