import { existsSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { EntrySource } from '../../../../shared/entry'
import { openCapture } from '../../../../main/log/read/open'
import type { Recorder } from '../../../../main/log/record/recorder'
import { FakeClock } from '../../../support/clock'
import { tempDir } from '../../../support/disk'
import { until } from '../../../support/until'
import { SlowDisk } from './disk-fakes'
import { entriesOf } from './reading'
import { recorderAt } from './recorders'

const KiB = 1024
const source = (connectionId: string, name = connectionId): EntrySource => ({ connectionId, name, color: 'blue', url: `ws://${connectionId}` })
const bytes = (text: string) => Buffer.from(text)

const booksOf = ({ capture: { totals } }: Recorder) => {
  const { kept, dropped, missed, onDisk, head } = totals
  return { kept, dropped, missed, onDisk, head }
}

test('what was appended can be read from disk with all that a row needs', async () => {
  const clock = new FakeClock(1_000)
  const recorder = recorderAt(tempDir(), { clock })
  recorder.register(source('a', 'Alpha'))
  expect(recorder.append('a', 'in', 'text', bytes('hello'), 2_000.5)).toBe(1)
  await clock.advance(250)
  expect(recorder.append('b', 'out', 'binary', bytes(''), 2_001.25, true)).toBe(2)
  expect(recorder.note('a', { event: 'open', words: 'Open' })).toBe(3)
  expect(recorder.mark('here')).toBe(4)
  await recorder.flush()
  const base = { at: 1_250, elapsed: 250, compressed: false }
  expect(entriesOf(recorder.capture.folder)).toEqual([
    { ...base, seq: 1, name: 'Alpha', direction: 'in', kind: 'text', at: 2_000.5, elapsed: 0, payload: bytes('hello') },
    { ...base, seq: 2, name: 'b', direction: 'out', kind: 'binary', at: 2_001.25, compressed: true, payload: bytes('') },
    { ...base, seq: 3, name: 'Alpha', direction: 'none', kind: 'lifecycle', payload: bytes('{"event":"open","words":"Open"}') },
    { ...base, seq: 4, name: 'Sockdeck', direction: 'none', kind: 'mark', payload: bytes('here') },
  ])
  expect(booksOf(recorder)).toEqual({ kept: 4, dropped: 0, missed: 0, onDisk: 4, head: 4 })
})

test('a first entry waits for others a little, and no longer', async () => {
  const clock = new FakeClock()
  const recorder = recorderAt(tempDir(), { clock })
  await until(() => existsSync(recorder.capture.folder) && readdirSync(recorder.capture.folder).length > 0)
  recorder.append('a', 'in', 'text', bytes('one'))
  expect(clock.nextIn).toBe(15)
  await clock.advance(14)
  recorder.append('a', 'in', 'text', bytes('two'))
  await clock.advance(0)
  expect(booksOf(recorder).onDisk).toBe(0)
  await clock.advance(1)
  await until(() => booksOf(recorder).onDisk === 2)
  expect(recorder.capture.runs.length).toBe(1)
  expect(clock.pending).toBe(0)
})

test('a full block is written at once, and a payload larger than a block goes in one piece', async () => {
  const clock = new FakeClock()
  const recorder = recorderAt(tempDir(), { clock, blockBytes: KiB })
  const large = Buffer.alloc(100 * KiB, 'x')
  for (const size of [600, 600, 102_400, 600]) recorder.append('a', 'in', 'binary', large.subarray(0, size))
  await until(() => booksOf(recorder).onDisk === 3)
  await recorder.flush()
  expect(entriesOf(recorder.capture.folder).map(({ payload }) => payload.length)).toEqual([600, 600, 102_400, 600])
})

test('segments end when they are full, each can be read by itself, and closing leaves an index in the last one', async () => {
  const recorder = recorderAt(tempDir(), { blockBytes: KiB, segmentBytes: 4 * KiB })
  recorder.register(source('a', 'Alpha'))
  for (let i = 0; i < 40; i += 1) recorder.append('a', 'in', 'text', Buffer.alloc(500, i))
  await recorder.close()
  const { folder } = recorder.capture
  const contents = openCapture(folder)
  expect(readdirSync(folder).length).toBeGreaterThan(5)
  expect(contents).toMatchObject({ kept: 40, keptBytes: 20_000, dropped: 0, missed: 0, head: 40, damage: '' })
  expect(entriesOf(folder).map(({ payload, name }) => [payload[0], name])).toEqual(Array.from({ length: 40 }, (_, i) => [i, 'Alpha']))
  expect(recorder.append('a', 'in', 'text', bytes('too late'))).toBe(0)
})

test('a connection that gets another name has it on disk without a new entry', async () => {
  const recorder = recorderAt(tempDir())
  recorder.append('a', 'in', 'text', bytes('x'))
  await recorder.flush()
  recorder.register(source('a', 'Beta'))
  await recorder.flush()
  expect(entriesOf(recorder.capture.folder)[0]?.name).toBe('Beta')
})

test('only connections with entries are in a capture, also in one begun later', async () => {
  const recorder = recorderAt(tempDir())
  recorder.register(source('a', 'Alpha'))
  recorder.register(source('b', 'Beta'))
  recorder.append('a', 'in', 'text', bytes('x'))
  const before = recorder.capture
  await recorder.begin()
  recorder.append('b', 'in', 'text', bytes('y'))
  await recorder.flush()
  expect(openCapture(before.folder)).toMatchObject({ damage: '', sources: [{ name: 'Sockdeck' }, { name: 'Alpha' }] })
  expect(openCapture(recorder.capture.folder).sources.map(({ name }) => name)).toEqual(['Sockdeck', 'Beta'])
})

test('a new capture begun under load takes what comes from then on, and the one before keeps what came before', async () => {
  const root = tempDir()
  const recorder = recorderAt(root, { blockBytes: 4 * KiB, segmentBytes: 64 * KiB })
  const begun: Promise<void>[] = []
  const folders = new Set<string>()
  for (let i = 0; i < 20_000; i += 1) {
    recorder.append('a', 'in', 'text', bytes(`message ${i}`))
    folders.add(recorder.capture.folder)
    if (i % 4_000 === 3_999) begun.push(recorder.begin())
    if (i % 500 === 0) await new Promise(setImmediate)
  }
  await Promise.all(begun)
  const all = [...folders].flatMap((folder) => entriesOf(folder).map(({ payload }) => payload.toString()))
  expect(all).toEqual(Array.from({ length: 20_000 }, (_, i) => `message ${i}`))
  expect([...folders].map((folder) => openCapture(folder).damage)).toEqual(['', '', '', '', ''])
})

test('a capture in which nothing happened leaves nothing behind', async () => {
  const root = tempDir()
  const recorder = recorderAt(root)
  await recorder.begin()
  await until(() => readdirSync(root).length === 1)
  await recorder.close()
  expect(readdirSync(root)).toEqual([])
})

test('a disk that is slow presses at the high mark and no more below the low one, and nothing is lost', async () => {
  const disk = new SlowDisk()
  const recorder = recorderAt(tempDir(), { disk, blockBytes: KiB, highBytes: 16 * KiB, lowBytes: 4 * KiB })
  const told: boolean[] = []
  recorder.onPressure((pressed) => told.push(pressed))
  let appended = 0
  const append = () => recorder.append('a', 'in', 'binary', Buffer.alloc(1_000, (appended += 1)))
  while (!recorder.pressed) append()
  expect(appended).toBeLessThan(18)
  expect(recorder.capture.totals.recording).toMatchObject({ kind: 'paused' })
  for (let i = 0; i < 20; i += 1) append()
  disk.letAll()
  await until(() => !recorder.pressed)
  await recorder.flush()
  expect(told).toEqual([true, false])
  expect(entriesOf(recorder.capture.folder).map(({ payload }) => payload[0])).toEqual(Array.from({ length: appended }, (_, i) => i + 1))
  expect(recorder.capture.totals).toMatchObject({ kept: appended, onDisk: appended, missed: 0, recording: { kind: 'on' } })
})

test('the elapsed time never goes back, whatever the system does to its clock', async () => {
  const clock = new FakeClock(5_000)
  const recorder = recorderAt(tempDir(), { clock })
  for (const at of [9_000, 4_000, 4_000, 12_000]) {
    await clock.advance(1)
    recorder.append('a', 'in', 'text', bytes('x'), at)
  }
  await recorder.flush()
  expect(entriesOf(recorder.capture.folder).map(({ at, elapsed }) => [at, elapsed])).toEqual([
    [9_000, 1],
    [4_000, 2],
    [4_000, 2],
    [12_000, 4],
  ])
})

test('the elapsed time of a new capture begins with it, even within one batch of messages', async () => {
  const clock = new FakeClock(5_000)
  const recorder = recorderAt(tempDir(), { clock })
  recorder.append('a', 'in', 'text', bytes('x'), 5_000)
  await clock.advance(100)
  await recorder.begin()
  recorder.append('a', 'in', 'text', bytes('y'), 5_000)
  await recorder.flush()
  expect(entriesOf(recorder.capture.folder).map(({ elapsed }) => elapsed)).toEqual([0])
})

test('a message of 100 MiB is kept whole and holds nobody up; a second one beside it is pressure', async () => {
  const recorder = recorderAt(tempDir())
  const told: boolean[] = []
  recorder.onPressure((pressed) => told.push(pressed))
  const large = Buffer.alloc(100 * KiB * KiB, 'x')
  recorder.append('a', 'in', 'binary', bytes('before'))
  recorder.append('a', 'in', 'binary', large)
  recorder.append('a', 'in', 'binary', bytes('after'))
  expect(told).toEqual([])
  recorder.append('a', 'in', 'binary', large.subarray(1))
  recorder.append('a', 'in', 'binary', bytes('end'))
  expect(told).toEqual([true])
  await recorder.flush()
  expect(told).toEqual([true, false])
  const [before, whole, after, second, end] = entriesOf(recorder.capture.folder).map(({ payload }) => payload)
  expect([before?.toString(), whole?.equals(large), after?.toString(), second?.equals(large.subarray(1)), end?.toString()]).toEqual(['before', true, 'after', true, 'end'])
})
