import { statfsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { silentLogger } from '../../../../main/lib/logger'
import { openCapture } from '../../../../main/log/read/open'
import type { Recorder, RecorderOptions } from '../../../../main/log/record/recorder'
import { FakeClock, settled } from '../../../support/clock'
import { fillDisk, smallDisk, tempDir } from '../../../support/disk'
import { seeded } from '../../../support/random'
import { until } from '../../../support/until'
import { FullDisk } from './disk-fakes'
import { entriesOf } from './reading'
import { recorderAt } from './recorders'

const KiB = 1024

const small = (root: string, about: Partial<RecorderOptions>) =>
  recorderAt(root, { blockBytes: 4 * KiB, highBytes: 32 * KiB, lowBytes: 8 * KiB, segmentBytes: 64 * KiB, ...about })

/** Appends numbered messages, as fast as sockets may be read, until one is not stored; returns how many were. */
async function appendUntilMissed(recorder: Recorder, from: number): Promise<number> {
  for (let i = from; ; i += 1) {
    if (recorder.append('a', 'in', 'text', Buffer.from(`message ${i} `.repeat(1 + (i % 40)))) === 0) return i - from
    while (recorder.pressed) await new Promise(setImmediate)
    if (i % 100 === 0) await settled()
  }
}

const numbersIn = (folder: string) => entriesOf(folder).map(({ payload }) => /^message (\d+) /.exec(payload.toString())?.[1] ?? payload.toString())

test('a disk that is full stops the recording, counts exactly what is missed, and resumes with a mark, at 50 random points', { timeout: 120_000 }, async () => {
  const random = seeded(5)
  for (let round = 0; round < 50; round += 1) {
    const disk = new FullDisk()
    disk.left = 20 * KiB + Math.floor(random() * 200 * KiB)
    const clock = new FakeClock()
    const recorder = small(tempDir(), { disk, clock })
    const stored = await appendUntilMissed(recorder, 0)
    const more = Math.floor(random() * 500)
    for (let i = 0; i < more; i += 1) expect(recorder.append('a', 'in', 'text', Buffer.from('missed'))).toBe(0)
    const { totals, folder } = recorder.capture
    expect(totals).toMatchObject({ kept: stored, missed: more + 1, dropped: 0, recording: { kind: 'stopped', missed: more + 1, why: 'the disk is full' } })
    expect(recorder.pressed).toBe(false)
    const onDisk = numbersIn(folder)
    expect(onDisk).toEqual(Array.from({ length: onDisk.length }, (_, i) => `${i}`))
    expect(totals.onDisk).toBe(onDisk.length)

    disk.left = Infinity
    await clock.advance(2_500)
    await until(() => recorder.capture.totals.recording.kind !== 'stopped')
    await settled()
    recorder.append('a', 'in', 'text', Buffer.from(`message ${stored} `))
    await recorder.close()
    const told = new RegExp(`^Recording stopped for \\d+ s: ${(more + 1).toLocaleString('en-US')} entr(y was|ies were) not stored \\(the disk is full\\)$`)
    const found = numbersIn(folder)
    expect(found[stored]).toMatch(told)
    expect(found.toSpliced(stored, 1)).toEqual(Array.from({ length: stored + 1 }, (_, i) => `${i}`))
    expect(openCapture(folder)).toMatchObject({ damage: '', kept: stored + 2, missed: more + 1 })
  }
})

test('closing while the disk is full gives up what waits and says how much that is', async () => {
  const disk = new FullDisk()
  disk.left = 30 * KiB
  const said: string[] = []
  const recorder = small(tempDir(), { disk, clock: new FakeClock(), logger: { ...silentLogger, error: (text) => said.push(text) } })
  const stored = await appendUntilMissed(recorder, 0)
  await recorder.close()
  const found = numbersIn(recorder.capture.folder)
  expect(found).toEqual(Array.from({ length: found.length }, (_, i) => `${i}`))
  // The mark that tells of the missed entry is lost with the rest.
  expect(said).toEqual([`${stored + 1 - found.length} entries at the end of capture ${recorder.capture.id} were lost: the disk is full`])
})

test('a stop that memory bridges needs no mark, as nothing was missed', async () => {
  const disk = new FullDisk()
  const clock = new FakeClock()
  const recorder = small(tempDir(), { disk, clock })
  recorder.append('a', 'in', 'text', Buffer.from('message 0 '))
  await recorder.flush()
  disk.left = 0
  recorder.append('a', 'in', 'text', Buffer.from('message 1 '))
  await recorder.flush()
  expect(recorder.capture.totals).toMatchObject({ kept: 2, onDisk: 1, recording: { kind: 'stopped', missed: 0 } })
  disk.left = Infinity
  await clock.advance(1_500)
  await until(() => recorder.capture.totals.onDisk === 2)
  await recorder.flush()
  expect(numbersIn(recorder.capture.folder)).toEqual(['0', '1'])
})

test.each([
  ['EIO', 'the disk reports EIO'],
  ['EDQUOT', 'your disk quota is used up'],
  ['EROFS', 'the disk is read-only'],
])('%s is told in words', async (code, why) => {
  const disk = new FullDisk()
  disk.left = 0
  disk.code = code
  const recorder = small(tempDir(), { disk, clock: new FakeClock() })
  recorder.append('a', 'in', 'text', Buffer.from('x'))
  await recorder.flush()
  expect(recorder.capture.totals.recording).toMatchObject({ kind: 'stopped', why })
})

test('a folder that can not be made stops the recording too, and it begins when it can', async () => {
  const disk = new FullDisk()
  const clock = new FakeClock()
  const { makeFolder } = disk
  disk.makeFolder = () => Promise.reject(Object.assign(new Error('no'), { code: 'EACCES' }))
  const recorder = small(tempDir(), { disk, clock })
  await until(() => recorder.capture.totals.recording.kind === 'stopped')
  expect(recorder.append('a', 'in', 'text', Buffer.from('message 0 '))).toBe(1)
  disk.makeFolder = makeFolder
  await clock.advance(1_500)
  await until(() => recorder.capture.totals.recording.kind === 'on')
  await recorder.flush()
  expect(numbersIn(recorder.capture.folder)).toEqual(['0'])
})

test('a new capture begun while the disk is full leaves the count of the one before in that one', async () => {
  const disk = new FullDisk()
  disk.left = 30 * KiB
  const clock = new FakeClock()
  const recorder = small(tempDir(), { disk, clock })
  const stored = await appendUntilMissed(recorder, 0)
  const before = recorder.capture
  await recorder.begin()
  expect(recorder.append('a', 'in', 'text', Buffer.from('missed'))).toBe(0)
  disk.left = Infinity
  await clock.advance(2_500)
  await until(() => recorder.capture.totals.recording.kind === 'on')
  await recorder.close()
  expect(openCapture(before.folder)).toMatchObject({ kept: stored + 1, missed: 1, damage: '' })
  expect(numbersIn(before.folder).at(-1)).toMatch(/^Recording stopped for \d+ s: 1 entry was not stored/)
  expect(numbersIn(recorder.capture.folder)).toEqual([expect.stringMatching(/^Recording stopped for \d+ s: 1 entry was not stored/)])
  expect(openCapture(recorder.capture.folder).missed).toBe(1)
})

test('captures begun one after the other while the disk is full are so many and no more, and all end when there is room', async () => {
  const disk = new FullDisk()
  disk.left = 0
  const clock = new FakeClock()
  const recorder = small(tempDir(), { disk, clock })
  const folders: string[] = []
  const beginOften = async () => {
    for (;;) {
      recorder.append('a', 'in', 'text', Buffer.from(`message ${folders.length} `))
      folders.push(recorder.capture.folder)
      await recorder.begin()
    }
  }
  await expect(beginOften()).rejects.toMatchObject({ code: 'file-unwritable' })
  expect(folders.length).toBe(9)
  expect(recorder.writing.length).toBe(9)
  disk.left = Infinity
  await clock.advance(2_500)
  await until(() => recorder.writing.length === 1)
  await recorder.begin()
  expect(folders.flatMap(numbersIn)).toEqual(folders.map((_, i) => `${i}`))
})

test('a real disk that is full and then has room again is recorded on without a wrong byte', async (context) => {
  const root = smallDisk(1_024)
  if (root === null) return context.skip()
  const free = fillDisk(root, 40)
  const recorder = small(root, {})
  const stored = await appendUntilMissed(recorder, 0)
  expect(recorder.capture.totals.recording).toMatchObject({ kind: 'stopped', why: 'the disk is full' })
  expect(statfsSync(root).bavail).toBeLessThan(10)
  free()
  await until(() => recorder.capture.totals.recording.kind === 'on')
  await recorder.close()
  const found = numbersIn(recorder.capture.folder)
  expect(found[stored]).toMatch(/1 entry was not stored \(the disk is full\)$/)
  expect(found.slice(0, stored)).toEqual(Array.from({ length: stored }, (_, i) => `${i}`))
})
