/** Healthy sockets beside those that are tried: a message to each and back, again and again, and how long that takes. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from '../../../main/connection/pool'
import type { ConnectionId } from '../../../shared/connection'
import { waitedMs } from './loop-watch'

const everyMs = 2

export interface PulseTimes {
  beats: number
  p99Ms: number
  worstMs: number
}

export class Pulse {
  readonly #pool: Pool
  readonly #times: number[] = []
  readonly #beating: Promise<unknown>
  #over = false

  constructor(pool: Pool, ids: readonly ConnectionId[]) {
    this.#pool = pool
    this.#beating = Promise.all(ids.map((id) => this.#beatLoop(id)))
  }

  /** Rejects where one was cut or got another's message. */
  async end(): Promise<PulseTimes> {
    this.#over = true
    await this.#beating
    const sorted = this.#times.toSorted((a, b) => a - b)
    return { beats: sorted.length, p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0, worstMs: sorted.at(-1) ?? 0 }
  }

  async #beatLoop(id: ConnectionId): Promise<void> {
    for (let beat = 1; !this.#over; beat += 1) {
      const begun = performance.now()
      const waited = waitedMs()
      await this.#echo(id, `${id} ${beat}`)
      // That others had the processor is not its own doing; whatever else it waited for is.
      this.#times.push(performance.now() - begun - (waitedMs() - waited))
      await sleep(everyMs)
    }
  }

  #echo(id: ConnectionId, content: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pool.onNextMessage(id, (message) => {
        if (message !== null && Buffer.from(message.bytes).toString() === content) resolve()
        else reject(new Error(`${id} was cut, or got a message that is not its own`))
      })
      this.#pool.send(id, { binary: false, bytes: Buffer.from(content) })
    })
  }
}
