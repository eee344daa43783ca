/** The machine a page was measured on, in the same words on every page. */
import os from 'node:os'

export function machineWords() {
  const [cpu] = os.cpus()
  return `Run on ${new Date().toISOString().slice(0, 10)}: Node ${process.versions.node}, ${os.type()} ${os.arch()}, ${os.availableParallelism()} × ${cpu?.model.trim() ?? 'unknown processor'}.`
}
