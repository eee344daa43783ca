/** Looks at the event loop of this process: tells what it was late by itself from what the machine kept it from, which is nobody's fault. */
import { openSync, readSync } from 'node:fs'

const everyMs = 5

interface Gap {
  from: number
  to: number
  /** Of it: time in which the loop could not run although this process did not work, ms. */
  foreignMs: number
  /** The rest: it ran, and did nothing else, ms. */
  ownMs: number
}

const cpuMs = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Where Linux tells how long this thread stood in line for a processor. Opened once for all, since whoever looks for what is left over counts files. */
const schedule = openIfThere('/proc/thread-self/schedstat')
const line = Buffer.alloc(64)

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch {
    return null
  }
}

/** How long this thread stood in line for a processor so far, ms; 0 where nobody tells. */
export function waitedMs(): number {
  if (schedule === null) return 0
  const [, waited] = line.toString('latin1', 0, readSync(schedule, line, 0, line.length, 0)).split(' ')
  return Number(waited) / 1e6
}

/** A gap counts as foreign as far as it was not spent on our own work. Moments are those of `performance.now()`. */
export class LoopWatch {
  readonly #gaps: Gap[] = []
  readonly #timer: NodeJS.Timeout
  #last = performance.now()
  #lastCpu = cpuMs()
  #lastWaited = waitedMs()

  constructor() {
    this.#timer = setInterval(() => this.#look(), everyMs)
    // It must not count as something that was left behind.
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** What the machine held this process up between two moments, ms. */
  foreign(from: number, to: number): number {
    return this.#sum('foreignMs', from, to)
  }

  /** What our own work kept the loop from anything else between two moments, ms. */
  own(from: number, to: number): number {
    return this.#sum('ownMs', from, to)
  }

  /** Nobody will ask for what was before: for watches that go on for long. */
  forget(before: number): void {
    const kept = this.#gaps.findIndex(({ to }) => to > before)
    this.#gaps.splice(0, kept === -1 ? this.#gaps.length : kept)
  }

  /** Wall time of `work` less what the machine held this process up meanwhile, ms. */
  async timed(work: () => unknown): Promise<number> {
    const from = performance.now()
    await work()
    const to = performance.now()
    return to - from - this.foreign(from, to)
  }

  #look(): void {
    const now = performance.now()
    const cpu = cpuMs()
    const lateMs = now - this.#last - everyMs
    const waited = waitedMs()
    // The processor time is that of all threads, which may work while this one stands in line.
    const foreignMs = Math.max(0, lateMs - (cpu - this.#lastCpu), Math.min(lateMs, waited - this.#lastWaited))
    if (lateMs > 1) this.#gaps.push({ from: this.#last, to: now, foreignMs, ownMs: lateMs - foreignMs })
    this.#last = now
    this.#lastCpu = cpu
    this.#lastWaited = waited
  }

  #sum(kind: 'foreignMs' | 'ownMs', from: number, to: number): number {
    this.#look()
    let sum = 0
    // The newest are asked for, of thousands.
    for (let at = this.#gaps.length - 1; at >= 0; at -= 1) {
      const gap = this.#gaps[at]
      if (gap === undefined || gap.to <= from) break
      if (gap.from < to) sum += Math.min(gap[kind], Math.min(gap.to, to) - Math.max(gap.from, from))
    }
    return sum
  }
}
