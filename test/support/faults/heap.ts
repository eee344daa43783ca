/** What this process keeps when all that can be freed is. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { turns } from '../turns'

setFlagsFromString('--expose-gc')

/** Frees what can be freed, so that only what is kept counts; stops everything for some milliseconds. */
export const collect = runInNewContext('gc') as () => void

/** Bytes of the heap, and of buffers beside it. Of a storm of a thousand sockets the fourth collection still freed megabytes now and then, and none after it did. */
export async function keptBytes(): Promise<number> {
  for (let time = 0; time < 8; time += 1) {
    await turns(2)
    collect()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
