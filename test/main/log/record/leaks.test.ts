import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FakeClock } from '../../../support/clock'
import { tempDir } from '../../../support/disk'
import { until } from '../../../support/until'
import { FullDisk } from './disk-fakes'
import { recorderAt } from './recorders'

const openFiles = () => readdirSync('/proc/self/fd').length

test.skipIf(process.platform !== 'linux')('a recorder leaves no file open, however often it began anew, also on a full disk', async () => {
  const before = openFiles()
  const disk = new FullDisk()
  const recorder = recorderAt(tempDir(), { blockBytes: 1_024, segmentBytes: 4_096, disk })
  for (let i = 0; i < 200; i += 1) {
    recorder.append('a', 'in', 'text', Buffer.alloc(300))
    if (i % 50 === 49) await recorder.begin()
  }
  disk.left = 1_000
  for (let i = 0; i < 20; i += 1) recorder.append('a', 'in', 'text', Buffer.alloc(300))
  await recorder.close()
  await until(() => openFiles() === before)
})

test('a recorder that was closed has no timer left, whatever it waited for', async () => {
  for (const left of [Infinity, 0]) {
    const clock = new FakeClock()
    const disk = new FullDisk()
    disk.left = left
    const recorder = recorderAt(tempDir(), { clock, disk })
    recorder.append('a', 'in', 'text', Buffer.from('x'))
    expect(clock.pending).toBe(1)
    await recorder.flush()
    recorder.append('a', 'in', 'text', Buffer.from('y'))
    await recorder.close()
    expect(clock.pending).toBe(0)
  }
})
