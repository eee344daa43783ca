import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { count } from '../../support/counts'
import { bundled, tempDir } from '../../support/disk'
import { endured } from '../../support/endured'
import { seeded } from '../../support/random'
import { openBook, turnOf } from './book-store'

/** Kills the saver after it has reported `after` saves; returns the last save that it reported. */
async function killed(child: string, dir: string, after: number): Promise<number> {
  const saver = spawn(process.execPath, [child, dir, '60'], { stdio: ['ignore', 'pipe', 'inherit'], timeout: 30_000, killSignal: 'SIGKILL' })
  let last = 0
  for await (const line of createInterface({ input: saver.stdout })) {
    last = (JSON.parse(line) as { saved: number }).saved
    if (last >= after) saver.kill('SIGKILL')
  }
  return last
}

const kills = count(30, 1_000)

it('leaves the old file or the new one when it is killed at any moment', { timeout: count(120_000, 3_600_000) }, () => endured('profiles: killed while saving', kills, async () => {
  const child = await bundled('test/main/store/saving-child.ts')
  const random = seeded(7)
  let leftovers = 0
  for (let round = 0; round < kills; round += 1) {
    const dir = tempDir()
    const last = await killed(child, dir, 1 + Math.floor(random() * 12))
    leftovers += readdirSync(dir).filter((file) => /\.new|\.interim/.test(file)).length
    const store = openBook(dir)
    expect(store.recovered).toBeNull()
    const turn = turnOf(store.value)
    // The save after the last one reported may have been finished too.
    expect([last, last + 1]).toContain(turn)
    expect(readdirSync(dir).filter((file) => /tmp|\.new|\.interim/.test(file))).toEqual([])
  }
  // Otherwise no kill ever hit a save, and the test has shown nothing.
  expect(leftovers).toBeGreaterThan(0)
}))
