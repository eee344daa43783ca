/** Runs in the page, sent there as source text: each function must name nothing that is outside of it. */
import type { Bridge } from '../../shared/contract'
import type { LogTotals } from '../../shared/entry'

/** Times are milliseconds of the page's clock. */
export interface ProbeReading {
  /** The first news of a growing log, and the news that all is on disk. */
  begunAt: number | null
  doneAt: number | null
  /** Drawn between the two. */
  frames: number
  /** From each key press to the frame after it. */
  latencies: number[]
}

interface ProbedWindow {
  sockdeck: Bridge
  probe: ProbeReading
}

/** `entries`: as many as the log has at the end. */
export function installProbe(entries: number): void {
  const { sockdeck } = window as unknown as ProbedWindow
  const probe: ProbeReading = { begunAt: null, doneAt: null, frames: 0, latencies: [] }
  ;(window as unknown as ProbedWindow).probe = probe
  const running = () => probe.begunAt !== null && probe.doneAt === null
  let headBefore: number | null = null
  sockdeck.listen((name, value) => {
    if (name !== 'log.changed') return
    const { head, onDisk } = (value as { totals: LogTotals }).totals
    if (headBefore !== null && head > headBefore) probe.begunAt ??= performance.now()
    headBefore ??= head
    if (onDisk >= entries) probe.doneAt ??= performance.now()
  })
  const onFrame = () => {
    if (running()) probe.frames += 1
    requestAnimationFrame(onFrame)
  }
  requestAnimationFrame(onFrame)
  const onKey = ({ timeStamp }: KeyboardEvent) => {
    if (!running()) return
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => probe.latencies.push(performance.now() - timeStamp)
    // The message comes after the frame is drawn.
    requestAnimationFrame(() => port2.postMessage(null))
  }
  addEventListener('keydown', onKey, true)
}

export function readProbe(): ProbeReading {
  return (window as unknown as ProbedWindow).probe
}
