/** Joining: the others of a pool in a process of its own, who come and go as its parent says. */
import type { Pool } from '../../../main/connection/pool'
import { Others, type Undisturbed } from './others'

/** Calls for that, and a way to have them count anew after this process did what holds them up, for the test's own sake. */
export function joining(pool: Pool) {
  let others: Others | null = null
  const calls = {
    join: async (url: string, sockets: number): Promise<void> => {
      others = await Others.join(pool, url, sockets)
    },
    leave: (): Promise<Undisturbed> => {
      if (others === null) throw new Error('Nobody has joined')
      return others.leave()
    },
  }
  return { calls, anew: (): void => others?.anew() }
}
