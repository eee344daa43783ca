import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../../main/lib/clock'
import { silentLogger, type Logger } from '../../../../main/lib/logger'
import { Farm } from '../../../../main/log/scan/farm'
import { portOf, threadPort, type WorkerPort } from '../../../../main/log/scan/port'
import { makeQuery } from '../../../../main/log/scan/query'
import { everything, type LogFilter } from '../../../../shared/entry'
import { isAbort } from '../../../../shared/errors'
import { followLanguage } from '../../../../shared/words/words'
import { settled } from '../../../support/clock'
import { abortListeners } from '../../../support/leaks'
import { inlineFarm, type InlinePort } from '../../../support/inline-farm'
import { workers } from '../../../support/workers'
import { WrittenCapture, written } from '../../../support/written-capture'

function threeEntries(): WrittenCapture {
  const capture = new WrittenCapture()
  capture.add([written('one'), written('two'), written('three')])
  return capture
}

function scanOf({ folder, runs }: WrittenCapture, filter: Partial<LogFilter> = { text: 't' }) {
  return { folder, runs: runs.all(), from: 1, to: runs.head + 1, query: makeQuery({ ...everything, ...filter }, null), slots: null }
}

function wantedOf({ runs }: WrittenCapture) {
  return [{ run: runs.at(0) ?? expect.fail(), seqs: [1] }]
}

const forever = new AbortController().signal

function kindsOf(port: InlinePort | undefined): string[] {
  return port?.tasks.map(({ kind }) => kind) ?? []
}

test('keeps the first worker free for reads, and lets a read overtake the scans that wait', async () => {
  const capture = threeEntries()
  const { farm, ports, hold } = inlineFarm(2)
  hold()
  const scans = [1, 2, 3].map(() => farm.scan(scanOf(capture), forever))
  const reads = [1, 2].map(() => farm.rows(capture.folder, wantedOf(capture)))
  expect(ports.map(kindsOf)).toEqual([['rows'], ['scan']])
  ports[1]?.release()
  expect(kindsOf(ports[1])).toEqual([])
  await reads[1]
  for (const port of ports) port.release()
  expect((await Promise.all(scans)).map(({ offsets }) => [...offsets])).toEqual([[1, 2], [1, 2], [1, 2]])
  expect((await Promise.all(reads)).flat().map((row) => row.preview)).toEqual(['one', 'one'])
})

test('does everything with one worker, reads first', async () => {
  const capture = threeEntries()
  const { farm, ports, hold } = inlineFarm(1)
  hold()
  const all = [farm.scan(scanOf(capture), forever), farm.scan(scanOf(capture), forever), farm.rows(capture.folder, wantedOf(capture))]
  expect(farm.scanLanes).toBe(1)
  ports[0]?.release()
  await Promise.all(all)
  expect(ports[0]?.done).toEqual(['scan', 'rows', 'scan'])
})

test('forgets a scan that is aborted while it waits, and leaves nothing on its signal', async () => {
  const capture = threeEntries()
  const { farm, ports, clock, hold } = inlineFarm(2)
  hold()
  const controller = new AbortController()
  const running = farm.scan(scanOf(capture), forever)
  const waiting = farm.scan(scanOf(capture), controller.signal)
  controller.abort()
  await expect(waiting).rejects.toSatisfy(isAbort)
  await expect(farm.scan(scanOf(capture), controller.signal)).rejects.toSatisfy(isAbort)
  expect(abortListeners(controller.signal)).toBe(0)
  ports[1]?.release()
  await running
  expect([abortListeners(forever), clock.pending]).toEqual([0, 0])
  await settled()
  expect(kindsOf(ports[1])).toEqual([])
})

test('replaces a worker that does not come to the end of a scan nobody wants any more', async () => {
  const capture = threeEntries()
  const { farm, ports, clock, hold } = inlineFarm(2)
  hold()
  const controller = new AbortController()
  const hung = farm.scan(scanOf(capture), controller.signal)
  const next = farm.scan(scanOf(capture), forever)
  controller.abort()
  await expect(hung).rejects.toSatisfy(isAbort)
  await clock.advance(999)
  expect(ports).toHaveLength(2)
  await clock.advance(1)
  expect([ports.length, ports[1]?.closed, kindsOf(ports[2])]).toEqual([3, true, ['scan']])
  ports[2]?.release()
  expect([...(await next).offsets]).toEqual([1, 2])
  expect(clock.pending).toBe(0)
})

test('gives up a scan that does not come to an end, and goes on with the next', async () => {
  const capture = threeEntries()
  const { farm, ports, clock, hold } = inlineFarm(2)
  hold()
  const failed = expect(farm.scan(scanOf(capture), forever)).rejects.toThrow('A scan did not come to an end')
  const next = farm.scan(scanOf(capture), forever)
  await clock.advance(30_000)
  await failed
  expect(ports[1]?.closed).toBe(true)
  ports[2]?.release()
  expect([...(await next).offsets]).toEqual([1, 2])
})

test('leaves a worker alone that ends such a scan in time', async () => {
  const capture = threeEntries()
  const { farm, ports, clock, hold } = inlineFarm(2)
  hold()
  const controller = new AbortController()
  const slow = farm.scan(scanOf(capture), controller.signal)
  controller.abort()
  await expect(slow).rejects.toSatisfy(isAbort)
  expect(clock.pending).toBe(1)
  ports[1]?.release()
  expect(clock.pending).toBe(0)
  await clock.advance(5_000)
  expect(ports).toHaveLength(2)
})

test('does a task again when its worker dies, and gives it up when the next one does, too', async () => {
  const capture = threeEntries()
  const { farm, ports, hold } = inlineFarm(2)
  hold()
  const scan = farm.scan(scanOf(capture), forever)
  const rows = farm.rows(capture.folder, wantedOf(capture))
  ports[0]?.die()
  ports[1]?.die()
  expect(ports.slice(2).flatMap(kindsOf).toSorted()).toEqual(['rows', 'scan'])
  ports.find((port) => kindsOf(port).includes('rows') && !port.closed)?.release()
  expect(await rows).toHaveLength(1)
  const failed = expect(scan).rejects.toThrow('A scan task ended its worker')
  ports.find((port) => kindsOf(port).includes('scan') && !port.closed)?.die()
  await failed
})

test('ends all workers and what they were doing when it is disposed', async () => {
  const capture = threeEntries()
  const { farm, ports, hold } = inlineFarm(2)
  hold()
  const all = [farm.scan(scanOf(capture), forever), farm.scan(scanOf(capture), forever), farm.rows(capture.folder, wantedOf(capture))]
  const ends = Promise.allSettled(all)
  await farm.dispose()
  for (const end of await ends) expect(end.status === 'rejected' && isAbort(end.reason)).toBe(true)
  expect(ports.map((port) => port.closed)).toEqual([true, true])
  await expect(farm.rows(capture.folder, wantedOf(capture))).rejects.toSatisfy(isAbort)
})

function threads(spawn: () => WorkerPort = () => threadPort(workers.scan), logger: Logger = silentLogger): Farm {
  const farm = new Farm({ spawn, workers: 2, clock: systemClock, logger })
  onTestFinished(() => farm.dispose())
  return farm
}

test('asks real threads, and passes on what they refuse', async () => {
  const capture = threeEntries()
  const farm = threads()
  const run = capture.runs.at(0) ?? expect.fail()
  expect([...(await farm.scan(scanOf(capture), forever)).offsets]).toEqual([1, 2])
  expect(await farm.rows(capture.folder, [{ run, seqs: [1, 3] }])).toMatchObject([{ seq: 1, preview: 'one', slot: 1 }, { seq: 3, preview: 'three' }])
  const { bytes, size } = await farm.payload({ folder: capture.folder, run, seq: 3, offset: 1, length: 3 })
  expect([Buffer.from(bytes).toString(), size]).toEqual(['hre', 5])
  capture.damage(1, run.bytes - 1)
  await expect(farm.rows(capture.folder, wantedOf(capture))).rejects.toMatchObject({ code: 'capture-damaged', message: 'This capture is damaged: 000001.seg, byte 0: its checksum is wrong' })
  await expect(farm.open(capture.folder)).rejects.toMatchObject({ code: 'capture-damaged' })
})

test('threads say what is wrong in the language that is set when they are asked', async () => {
  const capture = threeEntries()
  const farm = threads()
  const run = capture.runs.at(0) ?? expect.fail()
  capture.damage(1, run.bytes - 1)
  onTestFinished(() => followLanguage(() => 'en'))
  followLanguage(() => 'zh-CN')
  await expect(farm.rows(capture.folder, wantedOf(capture))).rejects.toMatchObject({ message: '此记录已损坏：000001.seg，第 0 字节：校验和错误' })
  followLanguage(() => 'en')
  await expect(farm.rows(capture.folder, wantedOf(capture))).rejects.toMatchObject({ message: 'This capture is damaged: 000001.seg, byte 0: its checksum is wrong' })
})

test('goes on after a thread was ended in the middle of its work', async () => {
  const capture = new WrittenCapture()
  for (let i = 0; i < 20; i += 1) capture.add(Array.from({ length: 5_000 }, (_, j) => written(`entry ${i} ${j} ${'a'.repeat(80)}!`)))
  const told: string[] = []
  const started: Worker[] = []
  const spawn = () => {
    const worker = new Worker(workers.scan)
    started.push(worker)
    return portOf(worker)
  }
  const farm = threads(spawn, { ...silentLogger, error: (text) => void told.push(text) })
  const scan = farm.scan(scanOf(capture, { text: '(a+)+$| 4999 ', regex: true }), forever)
  await started[1]?.terminate()
  expect((await scan).offsets).toHaveLength(20)
  expect([started.length, told]).toEqual([3, ['A worker that reads captures ended']])
})

test('gives up a task when no worker can be started', async () => {
  const told: string[] = []
  const farm = threads(() => threadPort(new URL('file:///no/such/program.mjs')), { ...silentLogger, error: (text) => void told.push(text) })
  const capture = threeEntries()
  await expect(farm.rows(capture.folder, wantedOf(capture))).rejects.toThrow('A rows task ended its worker')
  expect(told.length).toBeGreaterThan(1)
})
