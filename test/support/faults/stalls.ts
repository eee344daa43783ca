/** Tells what this process was late by itself from what the machine kept it from: a busy machine is nobody's fault. */
import { onTestFinished } from 'vitest'

const everyMs = 5

interface Gap {
  from: number
  to: number
  /** Of it: time in which the loop could not run although this process did not work, ms. */
  foreignMs: number
  /** The rest: it ran, and did nothing else, ms. */
  ownMs: number
}

export interface Stalls {
  /** Wall time of `work` less what the machine held this process up meanwhile, ms. */
  timed: (work: () => unknown) => Promise<number>
  /** What the machine held this process up between two moments of `performance.now()`, ms. */
  foreign: (from: number, to: number) => number
  /** What our own work kept the loop from anything else between two moments, ms. */
  own: (from: number, to: number) => number
}

const cpuMs = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Looks at the event loop until the test ends. A gap counts as foreign as far as it was not spent on our own work. */
export function watchStalls(): Stalls {
  const gaps: Gap[] = []
  let last = performance.now()
  let lastCpu = cpuMs()
  const look = () => {
    const now = performance.now()
    const cpu = cpuMs()
    const lateMs = now - last - everyMs
    const foreignMs = Math.max(0, lateMs - (cpu - lastCpu))
    if (lateMs > 1) gaps.push({ from: last, to: now, foreignMs, ownMs: lateMs - foreignMs })
    last = now
    lastCpu = cpu
  }
  const timer = setInterval(look, everyMs)
  // It must not count as something that was left behind.
  timer.unref()
  onTestFinished(() => clearInterval(timer))
  const sum = (kind: 'foreignMs' | 'ownMs', from: number, to: number) => {
    look()
    const within = gaps.filter((gap) => gap.to > from && gap.from < to)
    return within.reduce((all, gap) => all + Math.min(gap[kind], Math.min(gap.to, to) - Math.max(gap.from, from)), 0)
  }
  const foreign = (from: number, to: number) => sum('foreignMs', from, to)
  const own = (from: number, to: number) => sum('ownMs', from, to)
  const timed = async (work: () => unknown) => {
    const from = performance.now()
    await work()
    const to = performance.now()
    return to - from - foreign(from, to)
  }
  return { timed, foreign, own }
}
