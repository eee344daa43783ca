import { rmSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../../main/lib/clock'
import { silentLogger } from '../../../../main/lib/logger'
import { segmentPath } from '../../../../main/log/format/manifest'
import { Farm } from '../../../../main/log/scan/farm'
import { threadPort } from '../../../../main/log/scan/port'
import { Views } from '../../../../main/log/view/views'
import { everything, type LogFilter } from '../../../../shared/entry'
import { limits } from '../../../../shared/limits'
import { tempDir } from '../../../support/disk'
import { settled } from '../../../support/clock'
import { inlineFarm, type InlineFarm } from '../../../support/inline-farm'
import { until } from '../../../support/until'
import { workers } from '../../../support/workers'
import { WrittenCapture, written, type WrittenEntry } from '../../../support/written-capture'

interface Setup extends InlineFarm {
  views: Views
  told: string[]
}

function setup(): Setup {
  const told: string[] = []
  const log = (text: string) => void told.push(text)
  const logger = { info: log, warn: log, error: log }
  const inline = inlineFarm(2, logger)
  return { ...inline, told, views: new Views({ farm: inline.farm, logger }) }
}

function numbered(from: number, count: number, about: Partial<WrittenEntry> = {}): WrittenEntry[] {
  return Array.from({ length: count }, (_, i) => written(`entry ${from + i}`, about))
}

/** Text of the entries is "entry <seq>". */
function hundred(): WrittenCapture {
  const capture = new WrittenCapture()
  capture.add(numbered(1, 100))
  return capture
}

/** More than one scan takes: each chunk has 100 entries and one of 1 MiB. */
function large(chunks: number, capture = new WrittenCapture()): WrittenCapture {
  for (let i = 0; i < chunks; i += 1) capture.add([...numbered(capture.runs.head + 1, 100), written(Buffer.alloc(1024 * 1024, '-'))])
  return capture
}

const open = (views: Views, capture: WrittenCapture, filter: Partial<LogFilter>) => views.open(capture, { ...everything, ...filter }, null)
const scanned = (views: Views) => until(() => views.progress().every((view) => view.scanned === 1))
const previews = async (views: Views, viewId: number, from: number, count: number) => (await views.rows(viewId, from, count)).rows.map((row) => row.preview)

test('shows the whole capture at once and without a scan', async () => {
  const { views, ports } = setup()
  const capture = hundred()
  expect(open(views, capture, {})).toEqual({ viewId: 1, first: 0, end: 100, scanned: 1 })
  expect(ports.flatMap(({ tasks }) => tasks)).toEqual([])
  expect(await previews(views, 1, 97, 10)).toEqual(['entry 98', 'entry 99', 'entry 100'])
  expect(await views.rows(1, 200, 10)).toEqual({ viewId: 1, first: 0, end: 100, scanned: 1, from: 100, rows: [] })
  expect(views.seqs(1)).toEqual({ capture, seqs: null })
})

test('gives each of two views its own rows', async () => {
  const { views } = setup()
  const capture = hundred()
  const sevens = open(views, capture, { text: '7$', regex: true }).viewId
  const tens = open(views, capture, { text: '0$', regex: true }).viewId
  await scanned(views)
  const [a, b] = await Promise.all([previews(views, sevens, 0, 3), previews(views, tens, 8, 3)])
  expect([a, b]).toEqual([['entry 7', 'entry 17', 'entry 27'], ['entry 90', 'entry 100']])
  expect(views.seqs(tens)).toEqual({ capture, seqs: Uint32Array.of(10, 20, 30, 40, 50, 60, 70, 80, 90, 100) })
})

test('narrows a view by what is found in it', async () => {
  const { views } = setup()
  const { viewId } = views.open(hundred(), { ...everything, text: '9' }, { text: 'Y 1', regex: false, caseSensitive: false })
  await scanned(views)
  expect(await previews(views, viewId, 0, 10)).toEqual(['entry 19'])
})

test('puts in the source as it is called now, and finds sockets that came after the view was opened', async () => {
  const { views } = setup()
  const capture = hundred()
  const { viewId } = open(views, capture, { connectionIds: ['late', 'later'] })
  await scanned(views)
  for (const connectionId of ['late', 'c1', 'later']) {
    capture.add(numbered(1, 2, { connectionId }))
    views.grown()
    await scanned(views)
  }
  capture.sources.register({ connectionId: 'late', name: 'Prices', color: 'teal', url: 'wss://prices' })
  const { rows } = await views.rows(viewId, 0, 10)
  expect(rows.map(({ seq, source }) => [seq, source.name])).toEqual([[101, 'Prices'], [102, 'Prices'], [105, 'later'], [106, 'later']])
  expect(rows[0]?.source).toEqual({ connectionId: 'late', name: 'Prices', color: 'teal', url: 'wss://prices' })
})

test('tells how far it is, and of each step', async () => {
  const { views, ports, hold } = setup()
  hold()
  const steps: number[] = []
  views.onChange(() => steps.push(...views.progress().map((view) => view.scanned)))
  const { viewId, scanned: begin } = open(views, large(12), { text: 'entry' })
  expect(begin).toBe(0)
  ports[1]?.release()
  await scanned(views)
  expect(steps).toEqual([4 / 12, 8 / 12, 1])
  expect(views.progress()).toEqual([{ viewId, first: 0, end: 1_200, scanned: 1 }])
})

test('asks for no more scans at once than keep the workers busy, however fast the capture grows', async () => {
  const { views, ports, hold } = setup()
  hold()
  const capture = large(10)
  open(views, capture, { text: 'entry' })
  for (let i = 0; i < 10; i += 1) {
    large(4, capture)
    views.grown()
  }
  expect(ports[1]?.tasks).toHaveLength(1)
  ports[1]?.release()
  await scanned(views)
  // 12.5 scans of 4 MiB, and never one for each time it grew.
  expect(ports[1]?.done.length).toBeLessThanOrEqual(13)
  expect(views.progress()).toMatchObject([{ end: 5_000 }])
})

test('takes results in the order of the entries, though a later scan ends first', async () => {
  const told: string[] = []
  const { farm, ports, hold } = inlineFarm(3)
  const views = new Views({ farm, logger: { ...silentLogger, warn: (text) => void told.push(text) } })
  hold()
  const { viewId } = open(views, large(8), { text: 'entry' })
  ports[2]?.release()
  await settled()
  expect(views.progress()).toMatchObject([{ end: 0, scanned: 0 }])
  ports[1]?.release()
  await scanned(views)
  const seqs = views.seqs(viewId).seqs ?? expect.fail()
  expect([...seqs]).toEqual([...seqs].toSorted((a, b) => a - b))
  expect([seqs.length, told]).toEqual([800, []])
})

test('stops scanning when it is closed', async () => {
  const { views, ports, hold, told } = setup()
  hold()
  const capture = large(20)
  const { viewId } = open(views, capture, { text: 'entry' })
  views.close(viewId)
  await settled()
  ports[1]?.release()
  await settled()
  expect(ports[1]?.done).toEqual(['scan'])
  capture.add(numbered(1, 1))
  views.grown()
  await settled()
  expect([ports[1]?.done.length, told]).toEqual([1, []])
  await expect(views.rows(viewId, 0, 1)).rejects.toMatchObject({ code: 'not-found' })
  expect(() => views.locate(viewId, 1)).toThrow(expect.objectContaining({ code: 'not-found' }) as Error)
})

test('closes the gap that lost entries leave, so that each position has a row', async () => {
  const { views } = setup()
  const capture = hundred()
  capture.add(numbered(151, 50), 151)
  const { viewId, end } = open(views, capture, {})
  expect(end).toBe(150)
  expect(await previews(views, viewId, 99, 2)).toEqual(['entry 100', 'entry 151'])
  const located = [1, 100, 101, 130, 151, 152, 200, 999].map((seq) => views.locate(viewId, seq).position)
  expect(located).toEqual([0, 99, 100, 100, 100, 101, 149, 150])
})

test('locates a row in a filtered view as the first one at or after it', async () => {
  const { views } = setup()
  const { viewId } = open(views, hundred(), { text: '0$', regex: true })
  await scanned(views)
  expect([1, 10, 11, 100, 101].map((seq) => views.locate(viewId, seq).position)).toEqual([0, 0, 1, 9, 10])
})

test('reads a window of a payload, and says when there is no such entry', async () => {
  const { views } = setup()
  const capture = hundred()
  capture.nextSegment()
  capture.add([written('{"event":"open"}', { direction: 'none', kind: 'lifecycle' })])
  expect(await views.payload(capture, 101, 2, 5)).toEqual({ seq: 101, kind: 'lifecycle', size: 16, offset: 2, bytes: new Uint8Array(Buffer.from('event')) })
  await expect(views.payload(capture, 102, 0, 1)).rejects.toMatchObject({ code: 'not-found', message: 'There is no such entry' })
  capture.dropFront()
  await expect(views.payload(capture, 1, 0, 1)).rejects.toMatchObject({ code: 'not-found', message: 'This entry is no longer kept' })
})

test('finds what it can in a damaged capture, and says where it can not', async () => {
  const { views, told } = setup()
  const capture = large(3)
  const { offset } = capture.runs.at(1) ?? expect.fail()
  capture.damage(1, offset + 100)
  const { viewId } = open(views, capture, { text: 'entry' })
  await scanned(views)
  expect(views.progress()).toMatchObject([{ viewId, end: 200 }])
  expect(told).toEqual([`Not all entries could be searched. This capture is damaged: 000001.seg, byte ${offset}: its checksum is wrong`])
  const whole = open(views, capture, {}).viewId
  await expect(views.rows(whole, 150, 1)).rejects.toMatchObject({ code: 'capture-damaged' })
})

test('comes to an end when the files of a capture are gone', async () => {
  const { views, told } = setup()
  const capture = large(20)
  rmSync(segmentPath(capture.folder, 1))
  open(views, capture, { text: 'entry' })
  await scanned(views)
  expect(told[0]).toContain('000001.seg')
})

test('opens no more views than the limit, and those it closed make room', () => {
  const { views } = setup()
  const [mine, other] = [hundred(), new WrittenCapture(tempDir(), 'other')]
  for (let i = 0; i < limits.views; i += 1) open(views, i % 2 === 0 ? mine : other, {})
  expect(() => open(views, mine, {})).toThrow(expect.objectContaining({ code: 'too-many' }) as Error)
  views.closeAll({ captureId: 'written' })
  expect(views.progress()).toHaveLength(limits.views / 2)
  open(views, mine, {})
  views.closeAll()
  expect(views.progress()).toEqual([])
})

test('counts and closes the views of each page for itself', () => {
  const { views } = setup()
  const [mine, other] = [hundred(), new WrittenCapture(tempDir(), 'other')]
  const openFor = (owner: number, capture: Parameters<typeof views.open>[0]) => views.open(capture, everything, null, owner).viewId
  const first = Array.from({ length: limits.views }, (_, i) => openFor(1, i % 2 === 0 ? mine : other))
  expect(() => openFor(1, mine)).toThrow(expect.objectContaining({ code: 'too-many' }) as Error)
  const second = [openFor(2, mine), openFor(2, other)]
  const left = () => views.progress().map(({ viewId }) => viewId)
  views.closeAll({ captureId: mine.id, owner: 2 })
  expect(left()).toEqual([...first, second[1]])
  views.closeAll({ owner: 1 })
  expect(left()).toEqual([second[1]])
})

test('refuses what is wrong with a filter before it opens a view', () => {
  const { views } = setup()
  expect(() => open(views, hundred(), { text: '(', regex: true })).toThrow(expect.objectContaining({ code: 'bad-regex' }) as Error)
  expect(() => open(views, hundred(), { field: 'x' })).toThrow(expect.objectContaining({ code: 'bad-field' }) as Error)
  expect(views.progress()).toEqual([])
})

test('tells nobody any more after it was disposed', async () => {
  const { views, told } = setup()
  let steps = 0
  views.onChange(() => (steps += 1))
  open(views, hundred(), { text: 'entry' })
  views.dispose()
  await settled()
  expect([steps, told, views.progress()]).toEqual([0, [], []])
})

test('finds the same on threads, while the capture grows', async () => {
  const farm = new Farm({ spawn: () => threadPort(workers.scan), workers: 3, clock: systemClock, logger: silentLogger })
  onTestFinished(() => farm.dispose())
  const views = new Views({ farm, logger: silentLogger })
  const capture = large(10)
  const { viewId } = open(views, capture, { text: 'NTRY 1' })
  for (let i = 0; i < 20; i += 1) {
    large(1, capture)
    views.grown()
    await settled()
  }
  await scanned(views)
  const expected = Array.from({ length: capture.runs.head }, (_, i) => i + 1).filter((seq) => seq % 101 !== 0 && String(seq).startsWith('1'))
  expect([...(views.seqs(viewId).seqs ?? [])]).toEqual(expected)
  expect(await previews(views, viewId, expected.length - 1, 5)).toEqual([`entry ${expected.at(-1)}`])
})
