/** Stall loop: tells when the peer has taken nothing of what waits for too long, and when it goes on; reading slowly is no fault, so it ends nothing. */
import { limits } from '../../shared/limits'
import { Condition } from '../lib/abort'
import type { Clock } from '../lib/clock'
import { rest } from './rest'
import type { Socket } from './wire'

export interface StallOptions {
  socket: Pick<Socket, 'unsentBytes' | 'takenMark'>
  clock: Clock
  /** Since when nothing was taken (epoch ms), or null when some is. */
  onStall: (since: number | null) => void
}

export class Stall {
  readonly #options: StallOptions
  /** Set while nothing waits: then there is no timer either. */
  #parked: Condition | null = null

  constructor(options: StallOptions) {
    this.#options = options
  }

  /** To be told of each write. */
  wrote(): void {
    if (this.#parked !== null && this.#options.socket.unsentBytes > 0) this.#parked.notify()
  }

  /** Goes on until `signal` aborts; rejects with an AbortError then. */
  async watchLoop(signal: AbortSignal): Promise<never> {
    const { socket } = this.#options
    const condition = new Condition(signal)
    try {
      for (;;) {
        this.#parked = condition
        while (socket.unsentBytes === 0) await condition.wait()
        this.#parked = null
        await this.#watch(condition)
      }
    } finally {
      condition.end()
    }
  }

  /** As long as anything waits. Looks are counted, not time: while the process was held up or asleep nobody could take anything. */
  async #watch(condition: Condition): Promise<void> {
    const { socket, clock, onStall } = this.#options
    let mark = socket.takenMark
    let since = clock.now()
    let raised = false
    for (let looks = 1; ; looks += 1) {
      await rest({ clock, condition }, limits.writeLookMs)
      const waits = socket.unsentBytes > 0
      if (waits && socket.takenMark === mark) {
        if (raised || looks * limits.writeLookMs < limits.writeStallMs) continue
        raised = true
        onStall(since)
        continue
      }
      if (raised) onStall(null)
      if (!waits) return
      raised = false
      mark = socket.takenMark
      since = clock.now()
      looks = 0
    }
  }
}
