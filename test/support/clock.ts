/** A clock that stands still until a test moves it. */
import { sleepOn, type Clock } from '../../main/lib/clock'

export class FakeClock implements Clock {
  #timers: { at: number; callback: () => void }[] = []
  #time: number

  constructor(start = 1_700_000_000_000) {
    this.#time = start
  }

  now = () => this.#time
  elapsed = () => this.#time
  after = (ms: number, callback: () => void) => {
    const timer = { at: this.#time + ms, callback }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }
  sleep = sleepOn((ms, callback) => this.after(ms, callback))

  /** Timers that nobody has taken back: zero after a clean end. */
  get pending(): number {
    return this.#timers.length
  }

  /** When the next timer is due, in ms from now; null if there is none. */
  get nextIn(): number | null {
    return this.#timers.length === 0 ? null : Math.min(...this.#timers.map((timer) => timer.at)) - this.#time
  }

  /** Moves time on, fires what falls due in order, and lets promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#time + ms
    await settled()
    for (;;) {
      const due = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.#timers = this.#timers.filter((other) => other !== due)
      this.#time = Math.max(this.#time, due.at)
      due.callback()
      await settled()
    }
    this.#time = end
    await settled()
  }
}

/** Lets every promise that can settle without time or I/O settle. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 3; i += 1) await new Promise((resolve) => setImmediate(resolve))
}
