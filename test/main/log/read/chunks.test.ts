import { closeSync, openSync, readdirSync, rmSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { chunksOf, closeSegment, openSegment, readRun } from '../../../../main/log/read/chunks'
import { openCapture } from '../../../../main/log/read/open'
import { CaptureBuilder } from '../../../../main/log/record/builder'
import { AppError } from '../../../../shared/errors'
import { tempDir } from '../../../support/disk'

/** One chunk of 3 entries, and the run that it is. */
async function built() {
  const folder = join(tempDir(), 'c')
  const builder = new CaptureBuilder(folder, { version: 1, id: 'c', name: '', startedAt: 0, imported: true })
  for (const text of ['one', 'two', 'three']) await builder.add({ slot: 0, tag: 0, at: 1, elapsed: 1, payload: Buffer.from(text), compressed: false })
  await builder.finish()
  const [run] = openCapture(folder).runs
  if (run === undefined) throw new Error('no run')
  return { folder, run, path: join(folder, '000001.seg') }
}

/** Overwrites a byte. */
function spoil(path: string, at: number): void {
  const fd = openSync(path, 'r+')
  writeSync(fd, Buffer.from('?'), 0, 1, at)
  closeSync(fd)
}

function opened(folder: string) {
  const file = openSegment(folder, 1)
  onTestFinished(() => closeSegment(file))
  return file
}

test('a body that was changed is an error that names file and byte, unless nobody asks', async () => {
  const { folder, run, path } = await built()
  spoil(path, run.offset + run.bytes - 9)
  const file = opened(folder)
  const bytes = readRun(file, run)
  expect(() => [...chunksOf(file, run, bytes)]).toThrow(new AppError('capture-damaged', `This capture is damaged: 000001.seg, byte ${run.offset}: its checksum is wrong`))
  expect([...chunksOf(file, run, bytes, false)].map(({ count }) => count)).toEqual([3])
})

test('a header that was changed, or of other entries than the run says, is an error in any case', async () => {
  const { folder, run, path } = await built()
  const file = opened(folder)
  expect(() => [...chunksOf(file, { ...run, firstSeq: 2 }, readRun(file, run))]).toThrow(`000001.seg, byte ${run.offset}: other entries were expected`)
  spoil(path, run.offset + 17)
  expect(() => [...chunksOf(file, run, readRun(file, run), false)]).toThrow(`000001.seg, byte ${run.offset}: no entries begin there`)
})

test('a file that became shorter, or is gone, is an error in words', async () => {
  const { folder, run, path } = await built()
  truncateSync(path, run.offset + 10)
  const file = opened(folder)
  expect(() => readRun(file, run)).toThrow(new AppError('capture-damaged', `This capture is damaged: 000001.seg, byte ${run.offset + 10}: the file ends there`))
  rmSync(path)
  expect(() => openSegment(folder, 1)).toThrow(new AppError('capture-damaged', "000001.seg of this capture can't be read: it is not there any more"))
})

test.skipIf(process.platform !== 'linux')('opening a capture leaves no file open, damaged or not', async () => {
  const { folder, path } = await built()
  const before = readdirSync('/proc/self/fd').length
  openCapture(folder)
  truncateSync(path, 90)
  openCapture(folder)
  expect(readdirSync('/proc/self/fd').length).toBe(before)
})
