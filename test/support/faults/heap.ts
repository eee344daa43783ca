/** What this process keeps when all that can be freed is. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { systemClock } from '../../../main/lib/clock'
import { turns } from '../turns'

setFlagsFromString('--expose-gc')

/** Frees what can be freed, so that only what is kept counts; stops everything for some milliseconds. */
export const collect = runInNewContext('gc') as () => void

/** Bytes of the heap, and of buffers beside it. Without time between them three collections now and then left what the next one frees. */
export async function keptBytes(): Promise<number> {
  for (let time = 0; time < 4; time += 1) {
    await turns(2)
    await systemClock.sleep(25)
    collect()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
