/** Runs in Electron's main process, sent there as source text: each function must name nothing that is outside of it. */
import type { IntervalHistogram } from 'node:perf_hooks'

/** How late a timer of a millisecond fires is how long the event loop was held up. */
export function watchStalls(): void {
  const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  histogram.enable()
  Object.assign(globalThis, { stalls: histogram })
}

/** Milliseconds. */
export function readStalls(): { stallP99: number; stallMost: number } {
  const { stalls } = globalThis as unknown as { stalls: IntervalHistogram }
  return { stallP99: stalls.percentile(99) / 1e6, stallMost: stalls.max / 1e6 }
}
