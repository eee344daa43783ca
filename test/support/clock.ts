/** A clock that stands still until a test moves it. */
import { sleepOn, type Clock } from '../../main/lib/clock'

interface Timer {
  at: number
  callback: () => void
}

export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>()
  readonly #turns: number
  #time: number

  /** `turns` of the event loop are given to promises after each timer. */
  constructor(start = 1_700_000_000_000, turns = 3) {
    this.#time = start
    this.#turns = turns
  }

  now = () => this.#time
  elapsed = () => this.#time
  after = (ms: number, callback: () => void) => {
    const timer = { at: this.#time + ms, callback }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }
  sleep = sleepOn((ms, callback) => this.after(ms, callback))

  /** Timers that nobody has taken back: zero after a clean end. */
  get pending(): number {
    return this.#timers.size
  }

  /** When the next timer is due, in ms from now; null if there is none. */
  get nextIn(): number | null {
    const next = this.#next
    return next === null ? null : next.at - this.#time
  }

  /** Somebody is at work for so long: nothing that falls due meanwhile can happen. */
  spend(ms: number): void {
    this.#time += ms
  }

  /** Moves time on, fires what falls due in order, and lets promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#time + ms
    await settled(this.#turns)
    for (;;) {
      const due = this.#next
      if (due === null || due.at > end) break
      this.#timers.delete(due)
      this.#time = Math.max(this.#time, due.at)
      due.callback()
      await settled(this.#turns)
    }
    this.#time = Math.max(this.#time, end)
    await settled(this.#turns)
  }

  /** Of those due at the same time the one that was set first. */
  get #next(): Timer | null {
    let next: Timer | null = null
    for (const timer of this.#timers) if (next === null || timer.at < next.at) next = timer
    return next
  }
}

/** Lets every promise that can settle without time or I/O settle. */
export async function settled(turns = 3): Promise<void> {
  for (let i = 0; i < turns; i += 1) await new Promise((resolve) => setImmediate(resolve))
}
