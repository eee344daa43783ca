import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { manifestName } from '../../../../main/log/format/manifest'
import { openCapture } from '../../../../main/log/read/open'
import { count } from '../../../support/counts'
import { bundled, tempDir } from '../../../support/disk'
import { endured } from '../../../support/endured'
import { seeded } from '../../../support/random'
import { messageOf } from './messages'
import { entriesOf } from './reading'

interface Report {
  seq: number
  at: number
  heldUpMs: number
}

/**
 * Kills the recorder when it has said so often how far it is; returns its last word. Not before the capture is there: its first file takes a
 * handful of disk accesses, and a busy machine holds each of them up.
 */
async function killed(child: string, root: string, after: number): Promise<Report> {
  const recorder = spawn(process.execPath, [child, root], { stdio: ['ignore', 'pipe', 'inherit'], timeout: 60_000, killSignal: 'SIGKILL' })
  let last: Report = { seq: 0, at: 0, heldUpMs: 0 }
  let reports = 0
  for await (const line of createInterface({ input: recorder.stdout })) {
    reports += 1
    last = JSON.parse(line) as Report
    if (reports >= after && begun(root)) recorder.kill('SIGKILL')
  }
  return last
}

const kills = count(25, 300)

function begun(root: string): boolean {
  const [folder] = existsSync(root) ? readdirSync(root) : []
  return folder !== undefined && existsSync(join(root, folder, manifestName))
}

test('a recorder that is killed at any moment leaves all but the last 100 ms', { timeout: count(300_000, 3_600_000) }, () => endured('captures: killed while recording (lost: more than the last 100 ms)', kills, async () => {
  const child = await bundled('test/main/log/record/recording-child.ts')
  const random = seeded(3)
  let missing = 0
  for (let round = 0; round < kills; round += 1) {
    const root = join(tempDir(), 'captures')
    const last = await killed(child, root, 20 + Math.floor(random() * 130))
    const folder = join(root, readdirSync(root)[0] ?? '')
    const contents = openCapture(folder)
    const entries = entriesOf(folder, contents)
    const wrong = entries.find(({ seq, payload }, i) => seq !== i + 1 || !payload.equals(messageOf(seq)))
    expect(wrong).toBeUndefined()
    expect(entries.length).toBe(contents.kept)
    // What a machine under load takes from everything, it takes from the recorder, too.
    expect(last.at - contents.endedAt).toBeLessThan(100 + last.heldUpMs)
    missing += Math.max(0, last.seq - contents.head)
  }
  // Otherwise no kill ever met entries that waited, and the test has shown nothing.
  expect(missing).toBeGreaterThan(0)
}))
