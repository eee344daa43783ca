/** Pongs: answers pings, a bounded number at a time; of those that come meanwhile only the newest (RFC 6455 §5.5.3). */
import { limits } from '../../shared/limits'

/** Hands a pong to the socket, and calls back once when the system has taken it or never will. */
export type WritePong = (payload: Uint8Array, told: (taken: boolean) => void) => void

export class Pongs {
  readonly #write: WritePong
  #pending = 0
  /** The newest ping that has no answer yet. */
  #newest: Uint8Array | null = null
  /** Pings since a pong was taken for which there was no room. */
  #skipped = 0

  constructor(write: WritePong) {
    this.#write = write
  }

  /** False where the peer goes on with pings although it takes no pong. */
  answer(ping: Uint8Array): boolean {
    if (this.#pending < limits.pendingPongs) this.#send(ping)
    else {
      this.#newest = ping
      this.#skipped += 1
    }
    return this.#skipped <= limits.skippedPings
  }

  #send(payload: Uint8Array): void {
    this.#pending += 1
    this.#write(payload, (taken) => {
      this.#pending -= 1
      if (!taken) return
      this.#skipped = 0
      const newest = this.#newest
      this.#newest = null
      if (newest !== null) this.#send(newest)
    })
  }
}
