/** How much more memory this process has held than at first: its resident set at its peak, as the system counts it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const lookEveryMs = 5
const settleMs = 50

/** Bytes of a line such as "VmHWM:  12345 kB"; null where the system does not tell. */
function told(name: string): number | null {
  try {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))
    return found === null ? null : Number(found[1]) * 1024
  } catch {
    return null
  }
}

export class PeakMemory {
  #before = 0
  #most = 0
  #exact = false
  #timer: NodeJS.Timeout | null = null

  /** After garbage is gone and things have settled. */
  async begin(): Promise<void> {
    for (let i = 0; i < 3; i += 1) {
      globalThis.gc?.()
      await sleep(settleMs)
    }
    this.#before = this.#most = process.memoryUsage.rss()
    this.#exact = resetPeak()
    clearInterval(this.#timer ?? undefined)
    this.#timer = this.#exact ? null : setInterval(() => this.#look(), lookEveryMs)
  }

  /** Bytes above the begin, at the peak since. */
  growth(): number {
    const peak = this.#exact ? told('VmHWM') : null
    if (peak !== null) return Math.max(0, peak - this.#before)
    this.#look()
    return this.#most - this.#before
  }

  #look(): void {
    this.#most = Math.max(this.#most, process.memoryUsage.rss())
  }
}

/** Linux forgets the peak on request (proc(5), clear_refs); elsewhere it has to be watched for. */
function resetPeak(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
    return told('VmHWM') !== null
  } catch {
    return false
  }
}
