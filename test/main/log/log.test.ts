import { afterEach, expect, test } from 'vitest'
import { everything, type LogFilter } from '../../../shared/entry'
import { limits } from '../../../shared/limits'
import { systemClock, type Clock } from '../../../main/lib/clock'
import { silentLogger } from '../../../main/lib/logger'
import { MessageLog, type LogOptions } from '../../../main/log/log'
import { FakeClock, settled } from '../../support/clock'

const textsOnly: LogFilter = { ...everything, kinds: ['text'] }

const open: MessageLog[] = []

function logOf(options: Partial<LogOptions> = {}): MessageLog {
  const log = new MessageLog({ clock: new FakeClock(), ...options })
  open.push(log)
  return log
}

function say(log: MessageLog, text: string, connectionId = 'c1'): number {
  return log.append(connectionId, 'in', 'text', Buffer.from(text))
}

function previews(log: MessageLog, viewId: number, from = 0, count: number = limits.rowsPerCall): string[] {
  return log.rows(viewId, from, count).rows.map((row) => row.preview)
}

const turn = () => new Promise((resolve) => setImmediate(resolve))
const immediates = () => process.getActiveResourcesInfo().filter((name) => name === 'Immediate').length

afterEach(() => {
  for (const log of open.splice(0)) log.dispose()
  expect(immediates()).toBe(0)
})

test('gives each entry the next seq and the present time, or the time it is told', () => {
  const log = logOf({ clock: new FakeClock(1_700_000_000_000) })
  expect(say(log, 'one')).toBe(1)
  expect(log.append('c1', 'out', 'text', Buffer.from('two'), 5.25)).toBe(2)
  const { rows } = log.rows(log.openView(everything).viewId, 0, 10)
  expect(rows.map(({ seq, at, direction }) => ({ seq, at, direction }))).toEqual([
    { seq: 1, at: 1_700_000_000_000, direction: 'in' },
    { seq: 2, at: 5.25, direction: 'out' },
  ])
})

test('keeps a copy of the payload', () => {
  const log = logOf()
  const payload = Buffer.from('before')
  log.append('c1', 'in', 'text', payload)
  payload.fill('x')
  expect(Buffer.from(log.payload(1, 0, 100).bytes).toString()).toBe('before')
})

test('gives name and colour to the rows that were there before, too', () => {
  const log = logOf()
  say(log, 'early')
  const { viewId } = log.openView(everything)
  expect(log.rows(viewId, 0, 1).rows[0]?.source).toEqual({ connectionId: 'c1', name: 'c1', color: 'slate' })
  log.register({ connectionId: 'c1', name: 'Prices', color: 'teal' })
  log.register({ connectionId: 'c1', name: 'Prices 2', color: 'red' })
  expect(log.rows(viewId, 0, 1).rows[0]?.source).toEqual({ connectionId: 'c1', name: 'Prices 2', color: 'red' })
})

test('notes life-cycle events as JSON and shows their words', () => {
  const log = logOf()
  expect(log.note('c1', { event: 'waiting', words: 'Retry in 4 s', retryAt: 4_000 })).toBe(1)
  const row = log.rows(log.openView(everything).viewId, 0, 1).rows[0]
  expect(row).toMatchObject({ direction: 'none', kind: 'lifecycle', preview: 'Retry in 4 s' })
  expect(JSON.parse(Buffer.from(log.payload(1, 0, 1_000).bytes).toString())).toEqual({ event: 'waiting', words: 'Retry in 4 s', retryAt: 4_000 })
})

test('hands out windows of a payload as exact copies', () => {
  const log = logOf()
  log.append('c1', 'in', 'binary', Uint8Array.from([1, 2, 3, 4, 5]))
  expect(log.payload(1, 1, 3)).toEqual({ seq: 1, kind: 'binary', size: 5, offset: 1, bytes: Uint8Array.from([2, 3, 4]) })
  expect(log.payload(1, 1, 3).bytes.buffer.byteLength).toBe(3)
  expect([...log.payload(1, 3, 100).bytes]).toEqual([4, 5])
  expect(log.payload(1, 9, 100).bytes).toHaveLength(0)
})

test('refuses entries that were dropped or never there', () => {
  const log = logOf({ maxBytes: 1_024, blockBytes: 512 })
  for (let i = 0; i < 100; i += 1) say(log, 'some text')
  const gone = expect.objectContaining({ code: 'not-found' }) as unknown
  expect(() => log.payload(1, 0, 1)).toThrow(gone)
  expect(() => log.payload(0, 0, 1)).toThrow(gone)
  expect(() => log.payload(101, 0, 1)).toThrow(gone)
  expect(log.payload(100, 0, 1).size).toBe(9)
})

test('clamps the rows asked for to those there are', () => {
  const log = logOf()
  for (let i = 0; i < 10; i += 1) say(log, `m${i}`)
  const { viewId } = log.openView(everything)
  expect(previews(log, viewId, 8, 5)).toEqual(['m8', 'm9'])
  expect(log.rows(viewId, 50, 5)).toMatchObject({ from: 10, rows: [] })
  expect(previews(log, viewId, 3, 0)).toEqual([])
})

test('finds new entries for a filter as they come', () => {
  const log = logOf()
  const { viewId } = log.openView({ ...textsOnly, text: 'YES' })
  say(log, 'yes 1')
  say(log, 'no')
  say(log, 'oh yes')
  expect(log.views()).toEqual([{ viewId, first: 0, end: 2, scanned: 1 }])
  say(log, 'yes 3')
  expect(previews(log, viewId)).toEqual(['yes 1', 'oh yes', 'yes 3'])
})

test('moves the start of a view up and never its positions when a block is dropped', () => {
  const log = logOf({ maxBytes: 1_024, blockBytes: 256 })
  const whole = log.openView(everything).viewId
  const filtered = log.openView(textsOnly).viewId
  for (let i = 0; i < 100; i += 1) {
    log.append('c1', 'in', 'binary', Buffer.from('xx'))
    say(log, String(i))
    log.views()
  }
  const { kept, dropped } = log.totals
  expect(kept + dropped).toBe(200)
  expect(dropped).toBeGreaterThan(0)
  expect(log.rows(whole, 0, 1_000)).toMatchObject({ first: dropped, end: 200, from: dropped })
  const { first, end, from, rows } = log.rows(filtered, 0, 1_000)
  expect([first, end, from]).toEqual([dropped / 2, 100, dropped / 2])
  expect(rows.map((row) => row.preview)).toEqual(Array.from({ length: kept / 2 }, (_, i) => String(first + i)))
})

test('starts the positions of a view opened late at what is kept, or was since the last clear', () => {
  const log = logOf({ maxBytes: 1_024, blockBytes: 256 })
  for (let i = 0; i < 50; i += 1) say(log, 'x')
  log.clear()
  for (let i = 0; i < 100; i += 1) say(log, 'y')
  const { kept, dropped } = log.totals
  expect(log.openView(everything)).toMatchObject({ first: dropped, end: 100 })
  expect(log.openView(textsOnly)).toMatchObject({ first: 0, end: kept })
})

test('forgets entries and counts when it is cleared, and goes on with seqs and positions', () => {
  const log = logOf()
  const whole = log.openView(everything).viewId
  const filtered = log.openView(textsOnly).viewId
  for (let i = 0; i < 5; i += 1) say(log, 'x')
  log.views()
  log.clear()
  expect(log.totals).toEqual({ head: 5, kept: 0, keptBytes: 0, dropped: 0 })
  expect(log.views()).toEqual([whole, filtered].map((viewId) => ({ viewId, first: 5, end: 5, scanned: 1 })))
  expect(() => log.payload(5, 0, 1)).toThrow()
  expect(say(log, 'y')).toBe(6)
  for (const viewId of [whole, filtered]) expect(log.rows(viewId, 0, 10)).toMatchObject({ first: 5, end: 6, rows: [{ seq: 6, preview: 'y' }] })
})

test('opens a bounded number of views and closes none by itself', () => {
  const log = logOf()
  const ids = Array.from({ length: limits.views }, () => log.openView(textsOnly).viewId)
  expect(() => log.openView(everything)).toThrow(expect.objectContaining({ code: 'too-many' }) as unknown)
  expect(log.views().map((view) => view.viewId)).toEqual(ids)
  log.closeView(ids[0] ?? 0)
  expect(log.openView(everything).viewId).toBe((ids.at(-1) ?? 0) + 1)
  expect(() => log.rows(ids[0] ?? 0, 0, 1)).toThrow(expect.objectContaining({ code: 'not-found' }) as unknown)
})

test('tells of many changes once, after them', async () => {
  const log = logOf()
  const seen: number[] = []
  const stop = log.onChange(() => seen.push(log.totals.head))
  for (let i = 0; i < 1_000; i += 1) say(log, 'x')
  expect(seen).toEqual([])
  await turn()
  expect(seen).toEqual([1_000])
  await settled()
  expect(seen).toEqual([1_000])
  const register = () => log.register({ connectionId: 'c1', name: 'n', color: 'red' })
  for (const change of [() => log.clear(), register, () => log.openView(everything), () => say(log, 'y')]) {
    const before = seen.length
    change()
    await turn()
    expect(seen.length).toBe(before + 1)
  }
  stop()
  say(log, 'z')
  await turn()
  expect(seen.length).toBe(5)
})

test('reports a listener or a view that fails, and goes on with the others', async () => {
  const complaints: string[] = []
  const clock = new FakeClock()
  const { elapsed } = clock
  const log = logOf({ clock, logger: { ...silentLogger, error: (text) => complaints.push(text) } })
  const { viewId } = log.openView(textsOnly)
  let told = 0
  const stop = log.onChange(() => {
    throw new Error('no screen')
  })
  log.onChange(() => (told += 1))
  say(log, 'one')
  await turn()
  stop()
  clock.elapsed = () => {
    throw new Error('no time')
  }
  say(log, 'two')
  await turn()
  clock.elapsed = elapsed
  say(log, 'three')
  await turn()
  expect(complaints).toEqual(['A listener of the log failed', 'A view of the log failed'])
  expect(told).toBe(3)
  expect(previews(log, viewId)).toEqual(['one', 'two', 'three'])
})

test('leaves nothing behind when it is disposed of, and takes late entries quietly', async () => {
  const log = logOf()
  let calls = 0
  log.onChange(() => (calls += 1))
  log.openView(textsOnly)
  say(log, 'x')
  log.dispose()
  expect(immediates()).toBe(0)
  say(log, 'late')
  expect(immediates()).toBe(0)
  await turn()
  expect([calls, log.views()]).toEqual([0, []])
})

test('keeps nothing pending when nobody looks', () => {
  const log = logOf()
  say(log, 'x')
  expect(immediates()).toBe(0)
})

/** Each look at it takes a quarter of a millisecond, so that the work between looks is what is counted. */
function tickingClock(): Clock {
  let time = 0
  return { ...systemClock, elapsed: () => (time += 0.25) }
}

test('scans 200,000 entries in slices, with the event loop in between and progress to see', async () => {
  const log = logOf({ clock: tickingClock() })
  for (let i = 0; i < 200_000; i += 1) log.append('c1', 'in', 'text', Buffer.from(`message ${i}`), i)
  const { viewId, scanned } = log.openView({ ...everything, text: 'E 19999' })
  expect(scanned).toBeLessThan(0.1)
  const steps: number[] = []
  log.onChange(() => steps.push(log.rows(viewId, 0, 0).scanned))
  while (steps.at(-1) !== 1) await turn()
  expect(steps.length).toBeGreaterThan(10)
  expect(steps).toEqual(steps.toSorted((a, b) => a - b))
  expect(previews(log, viewId)).toEqual(['message 19999', ...Array.from({ length: 10 }, (_, i) => `message ${199_990 + i}`)])
})

test('searches one payload of 16 MiB in slices, too', async () => {
  const log = logOf({ clock: tickingClock() })
  const payload = Buffer.alloc(16 * 1024 * 1024, 'hay ')
  payload.write('Needle', payload.length - 6)
  log.append('c1', 'in', 'text', payload)
  const { viewId } = log.openView({ ...everything, text: 'needle' })
  let turns = 0
  while (log.rows(viewId, 0, 0).scanned < 1) {
    turns += 1
    await turn()
  }
  expect(turns).toBeGreaterThan(10)
  expect(log.rows(viewId, 0, 1)).toMatchObject({ end: 1, rows: [{ seq: 1, cut: true }] })
})

test('serves all views at once while they scan', async () => {
  const log = logOf({ clock: tickingClock() })
  for (let i = 0; i < 100_000; i += 1) say(log, 'x')
  const views = [log.openView(textsOnly), log.openView({ ...everything, text: 'x' })].map((view) => view.viewId)
  await turn()
  const progress = log.views().map((view) => view.scanned)
  expect(progress.map((scanned) => scanned > 0 && scanned < 1)).toEqual([true, true])
  while (log.views().some((view) => view.scanned < 1)) await turn()
  for (const viewId of views) expect(log.rows(viewId, 0, 0).end).toBe(100_000)
})

test('goes on after blocks were dropped before a view had looked at them', async () => {
  const log = logOf({ clock: tickingClock(), maxBytes: 4 * 1024 * 1024 })
  const { viewId } = log.openView(textsOnly)
  for (let i = 0; i < 500_000; i += 1) say(log, 'x')
  expect(log.rows(viewId, 0, 0).scanned).toBeLessThan(0.2)
  while (log.rows(viewId, 0, 0).scanned < 1) await turn()
  expect(log.rows(viewId, 0, 0)).toMatchObject({ first: 0, end: log.totals.kept })
})

test('keeps exact books over a million entries', () => {
  const log = logOf({ maxBytes: 32 * 1024 * 1024 })
  const payload = Buffer.alloc(40, 'x')
  for (let i = 0; i < 1_000_000; i += 1) log.append('c1', 'in', 'text', payload, i)
  const { head, kept, keptBytes, dropped } = log.totals
  expect([head, kept + dropped]).toEqual([1_000_000, 1_000_000])
  expect(keptBytes).toBe(kept * (40 + 16))
  expect(keptBytes).toBeLessThanOrEqual(32 * 1024 * 1024)
  expect(keptBytes).toBeGreaterThan(30 * 1024 * 1024)
  expect(log.openView(everything)).toMatchObject({ first: dropped, end: 1_000_000 })
})
