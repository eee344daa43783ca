/** Records about 50,000 messages a second until it is killed; says every so often how far it is, and how long the machine held it up. */
import { writeSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../../../main/lib/clock'
import { silentLogger } from '../../../../main/lib/logger'
import { Recorder } from '../../../../main/log/record/recorder'
import { messageOf } from './messages'

const root = process.argv[2] ?? ''
// Small segments, so that the kill meets their ends, too.
const recorder = new Recorder({ root, clock: systemClock, logger: silentLogger, bounds: () => ({ captures: 100, bytes: 1e9 }), segmentBytes: 512 * 1024 })

/** The longest time that something took which takes none on an idle machine; also while it goes on. */
class Gauge {
  #since = performance.now()
  #longestMs = 0

  get longestMs(): number {
    return Math.max(this.#longestMs, performance.now() - this.#since)
  }

  lap(): void {
    this.#longestMs = this.longestMs
    this.#since = performance.now()
  }
}

/** How long a small write takes that has nothing to do with the recorder: only the disk and the other processes. */
const disk = new Gauge()
async function probeLoop(): Promise<never> {
  for (;;) {
    disk.lap()
    await writeFile(path.join(root, '..', 'probe'), Buffer.alloc(4_096))
  }
}

const turn = new Gauge()
async function recordLoop(): Promise<never> {
  for (let seq = 0; ; await sleep(1)) {
    turn.lap()
    const at = systemClock.now()
    for (let i = 0; i < 50; i += 1) seq = recorder.append(`socket ${i % 3}`, 'in', 'binary', messageOf(seq + 1), at)
    writeSync(1, `${JSON.stringify({ seq, at, heldUpMs: turn.longestMs + disk.longestMs })}\n`)
  }
}

await Promise.all([probeLoop(), recordLoop()])
