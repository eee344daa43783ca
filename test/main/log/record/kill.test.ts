import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { openCapture } from '../../../../main/log/read/open'
import { bundled, tempDir } from '../../../support/disk'
import { seeded } from '../../../support/random'
import { messageOf } from './messages'
import { entriesOf } from './reading'

interface Report {
  seq: number
  at: number
  heldUpMs: number
}

/** Kills the recorder when it has said so often how far it is; returns its last word. */
async function killed(child: string, root: string, after: number): Promise<Report> {
  const recorder = spawn(process.execPath, [child, root], { stdio: ['ignore', 'pipe', 'inherit'], timeout: 60_000, killSignal: 'SIGKILL' })
  let last: Report = { seq: 0, at: 0, heldUpMs: 0 }
  let reports = 0
  for await (const line of createInterface({ input: recorder.stdout })) {
    reports += 1
    last = JSON.parse(line) as Report
    if (reports === after) recorder.kill('SIGKILL')
  }
  return last
}

test('a recorder that is killed at any moment leaves all but the last 100 ms', { timeout: 300_000 }, async () => {
  const child = await bundled('test/main/log/record/recording-child.ts')
  const random = seeded(3)
  let missing = 0
  for (let round = 0; round < 50; round += 1) {
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
})
