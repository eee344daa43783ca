import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { systemClock as clock } from '../../../main/lib/clock'
import { silentLogger } from '../../../main/lib/logger'
import { manifestName } from '../../../main/log/format/manifest'
import { MessageLog } from '../../../main/log/log'
import type { ExportFormat } from '../../../shared/capture'
import { everything, type LogFilter, type TextCondition } from '../../../shared/entry'
import { tempDir } from '../../support/disk'
import { backTo, resources } from '../../support/leaks'
import { until } from '../../support/until'
import { workers } from '../../support/workers'

let root: string
let complaints: string[]
let bounds: { captures: number; bytes: number }
let log: MessageLog

const complain = (text: string, cause?: unknown) => void complaints.push(`${text} ${String(cause)}`)
function open(): MessageLog {
  const opened = new MessageLog({ root, clock, logger: { ...silentLogger, warn: complain, error: complain }, bounds: () => bounds, workers })
  onTestFinished(() => opened.close())
  return opened
}

beforeEach(() => {
  root = path.join(tempDir(), 'captures')
  complaints = []
  bounds = { captures: 20, bytes: 1024 ** 3 }
  log = open()
})

const source = (connectionId: string) => ({ connectionId, name: `Socket ${connectionId}`, color: 'blue', url: 'ws://127.0.0.1/echo' }) as const
const say = (text: string, connectionId = 'a') => log.sink.append(connectionId, 'in', 'text', Buffer.from(text))
const written = () => until(() => log.totals.onDisk === log.totals.head, 'all is on disk')
const previews = async (viewId: number, from = 0) => (await log.views.rows(viewId, from, 100)).rows.map((row) => row.preview)
const view = async (filter: Partial<LogFilter> = {}, captureId: string | null = null, find: TextCondition | null = null) =>
  (await log.openView(captureId, { ...everything, ...filter }, find)).viewId
const scanned = (viewId: number, end: number) => until(() => log.views.progress().some((one) => one.viewId === viewId && one.scanned === 1 && one.end === end), 'the view has seen all')
const over = (id: number) => until(() => log.jobs.list.find((job) => job.id === id && job.state !== 'running'), 'the job is over')

describe('the live capture', () => {
  it('shows what was appended: rows with their sources, payloads, books', async () => {
    log.sink.register(source('a'))
    for (let i = 1; i <= 300; i += 1) say(`message ${i}`)
    log.mark('here')
    await written()
    const viewId = await view()
    const { rows, end } = await log.views.rows(viewId, 298, 10)
    expect(end).toBe(301)
    expect(rows).toMatchObject([{ seq: 299, preview: 'message 299', source: source('a') }, { seq: 300 }, { seq: 301, kind: 'mark', preview: 'here', direction: 'none' }])
    expect(Buffer.from((await log.payload(null, { seq: 10, offset: 8, length: 100 })).bytes).toString()).toBe('10')
    expect(log.totals).toMatchObject({ head: 301, kept: 301, onDisk: 301, dropped: 0, missed: 0, recording: { kind: 'on' } })
    expect(complaints).toEqual([])
  })

  it('has two views with different filters at once, that grow while messages arrive', async () => {
    const odd = await view({ text: 'odd' })
    const ping = await view({}, null, { text: '^even 1', regex: true, caseSensitive: true })
    for (let i = 0; i < 200; i += 1) say(`${i % 2 === 0 ? 'even' : 'odd'} ${i}`)
    await written()
    await scanned(odd, 100)
    await scanned(ping, 55)
    expect((await previews(odd)).slice(0, 2)).toEqual(['odd 1', 'odd 3'])
    expect((await previews(ping)).slice(0, 2)).toEqual(['even 10', 'even 12'])
    say('odd one out')
    await scanned(odd, 101)
    expect(await previews(odd, 100)).toEqual(['odd one out'])
  })

  it('tells of changes, and of none when it is closed', async () => {
    let changes = 0
    log.onChange(() => (changes += 1))
    say('one')
    await until(() => changes > 0, 'a change is told')
    await log.close()
    const told = changes
    say('two')
    expect(log.mark('three')).toBe(0)
    expect(changes).toBe(told)
  })

  it.skipIf(process.platform !== 'linux')('leaves no thread, file or timer behind when it is closed', async () => {
    const live = async () => {
      const other = new MessageLog({ root: path.join(tempDir(), 'captures'), clock, logger: silentLogger, bounds: () => bounds, workers })
      other.mark('x')
      await other.openView(null, { ...everything, text: 'x' }, null)
      await other.list()
      await other.close()
      await other.close()
    }
    const held = () => ({ threads: readdirSync('/proc/self/task').length, files: readdirSync('/proc/self/fd').length })
    await live() // starts what Node keeps for itself
    const [before, loop] = [held(), resources()]
    await live()
    await until(() => held().threads <= before.threads && held().files <= before.files, () => `of ${JSON.stringify(before)} there are ${JSON.stringify(held())}`)
    await backTo(loop, 10_000)
  })

  it('refuses views in words when a page has too many, until they are released', async () => {
    await expect((async () => { for (;;) await view() })()).rejects.toMatchObject({ code: 'too-many' })
    log.releaseAll()
    expect(log.views.progress()).toEqual([])
    await expect(view()).resolves.toBeGreaterThan(0)
  })
})

describe('captures', () => {
  it('begin anew while views stay on the one before', async () => {
    say('first')
    await written()
    const { captureId } = log.totals
    const viewId = await view()
    let told = 0
    log.onCaptures(() => (told += 1))
    const info = await log.begin()
    expect(info).toMatchObject({ id: log.totals.captureId, live: true, entries: 0 })
    expect(log.totals.captureId).not.toBe(captureId)
    expect(told).toBe(1)
    say('second')
    await written()
    expect(await previews(viewId)).toEqual(['first'])
    expect(await previews(await view())).toEqual(['second'])
    expect(Buffer.from((await log.payload(captureId, { seq: 1, offset: 0, length: 9 })).bytes).toString()).toBe('first')
  })

  it('of an earlier start can be opened with all their sources', async () => {
    log.sink.register(source('a'))
    log.sink.register(source('b'))
    say('one')
    say('two', 'b')
    const { captureId } = log.totals
    await log.close()
    log = open()
    const { info, totals, sources } = await log.open(captureId)
    expect(info).toMatchObject({ id: captureId, live: false, imported: false, entries: 2, sockets: 2, damage: '' })
    expect(totals).toMatchObject({ captureId, head: 2, kept: 2, onDisk: 2 })
    expect(sources).toEqual(expect.arrayContaining([source('a'), source('b')]))
    const { rows } = await log.views.rows(await view({ connectionIds: ['b'] }, captureId).then(async (id) => (await scanned(id, 1), id)), 0, 10)
    expect(rows).toMatchObject([{ preview: 'two', source: source('b') }])
    await log.release(captureId)
    expect(log.views.progress()).toEqual([])
    expect(complaints).toEqual([])
  })

  it('that hold nothing are gone at the next start, and so is what an import left half-done', async () => {
    const empty = log.totals.captureId
    await log.close()
    mkdirSync(path.join(root, '.importing-x'))
    log = open()
    await until(() => readdirSync(root).join() === log.totals.captureId, 'only the live capture is there')
    expect(existsSync(path.join(root, empty))).toBe(false)
  })

  it('are renamed and removed, but not the live one', async () => {
    say('x')
    await written()
    const before = log.totals.captureId
    await log.begin()
    await log.rename(before, 'Morning')
    expect((await log.list()).captures.find(({ id }) => id === before)?.name).toBe('Morning')
    const viewId = await view({}, before)
    await expect(log.remove([log.totals.captureId])).rejects.toMatchObject({ code: 'capture-live' })
    await log.remove([before])
    expect(existsSync(path.join(root, before))).toBe(false)
    await expect(log.views.rows(viewId, 0, 1)).rejects.toMatchObject({ code: 'not-found' })
    for (const ask of [() => log.open(before), () => log.rename(before, 'x'), () => log.remove([before]), () => view({}, before)]) await expect(ask()).rejects.toMatchObject({ code: 'not-found' })
  })

  it('beyond new bounds are let go', async () => {
    for (let i = 0; i < 3; i += 1) {
      say('x')
      await written()
      await log.begin()
    }
    // The folder of the live one is made when the one before it has ended.
    await until(() => existsSync(path.join(root, log.totals.captureId, manifestName)), 'the live capture is there')
    bounds = { ...bounds, captures: 2 }
    log.retain()
    await until(() => readdirSync(root).length === 2, 'two captures are left')
    expect(readdirSync(root)).toContain(log.totals.captureId)
  })

  it('give no view to a page that is gone', async () => {
    say('x')
    const { captureId } = log.totals
    await log.close()
    log = open()
    const asked = view({}, captureId)
    log.releaseAll()
    await expect(asked).rejects.toMatchObject({ code: 'not-found' })
    expect(log.views.progress()).toEqual([])
  })

  it('whose process was killed are whole up to there, and nobody is told of damage', async () => {
    say('first')
    await written()
    for (let i = 0; i < 100; i += 1) say(`message ${i}`)
    const { captureId } = log.totals
    await log.close()
    const segment = path.join(root, captureId, '000001.seg')
    const bytes = readFileSync(segment)
    writeFileSync(segment, bytes.subarray(0, bytes.length - 300))
    log = open()
    expect(await log.damageBefore).toBe('')
    expect((await log.open(captureId)).info).toMatchObject({ damage: '', entries: 1 })
  })

  it('that are damaged open with what is left of them, and say so', async () => {
    for (let i = 0; i < 100; i += 1) say(`message ${i}`)
    const { captureId } = log.totals
    await log.close()
    const segment = path.join(root, captureId, '000001.seg')
    const bytes = readFileSync(segment)
    bytes.fill(0, 100, 104)
    writeFileSync(segment, bytes.subarray(0, bytes.length - 20))
    log = open()
    expect(await log.damageBefore).toContain('000001.seg')
    expect((await log.open(captureId)).info.damage).toContain('000001.seg')
    expect((await log.list()).captures.find(({ id }) => id === captureId)?.damage).toContain('000001.seg')
  })
})

describe('exports and imports', () => {
  const exported = async (scope: Parameters<MessageLog['material']>[0], format: ExportFormat = 'ndjson') => {
    const file = path.join(tempDir(), `out.${format}`)
    const job = await over(log.export(await log.material(scope), { file, format, redact: true }))
    return { job, file, text: readFileSync(file, 'utf8') }
  }

  it('write the capture with what was appended last, the rows of a view, or picked rows', async () => {
    for (let i = 1; i <= 20; i += 1) say(i % 2 === 0 ? `even ${i}` : `odd ${i}`)
    const { captureId } = log.totals
    const whole = await exported({ kind: 'capture', captureId })
    expect(whole.job).toMatchObject({ state: 'done', entries: 20, problem: '' })
    expect(whole.text).toContain('"odd 19"')
    const viewId = await view({ text: 'even' })
    await scanned(viewId, 10)
    expect((await exported({ kind: 'view', viewId })).job).toMatchObject({ state: 'done', entries: 10 })
    const rows = await exported({ kind: 'rows', captureId, seqs: [7, 3, 7] })
    expect(rows.job.entries).toBe(2)
    expect(rows.text.indexOf('"odd 3"')).toBeLessThan(rows.text.indexOf('"odd 7"'))
    await expect(log.material({ kind: 'view', viewId: 99 })).rejects.toMatchObject({ code: 'not-found' })
    await expect(log.material({ kind: 'capture', captureId: 'none' })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('make a capture of a file, which is listed then', async () => {
    log.sink.register(source('a'))
    say('hello')
    const { file } = await exported({ kind: 'capture', captureId: log.totals.captureId })
    let told = 0
    log.onCaptures(() => (told += 1))
    const job = await over(log.import(file))
    expect(job).toMatchObject({ kind: 'import', title: 'out.ndjson', state: 'done', problem: '' })
    expect(told).toBe(1)
    expect((await log.list()).captures).toEqual(expect.arrayContaining([expect.objectContaining({ id: job.captureId, imported: true, entries: 1 })]))
    const { rows } = await log.views.rows(await view({}, job.captureId), 0, 10)
    expect(rows).toMatchObject([{ preview: 'hello', source: { name: 'Socket a' } }])
  })

  it('that fail leave no capture behind', async () => {
    const file = path.join(tempDir(), 'bad.har')
    writeFileSync(file, '{"log":')
    const before = (await log.list()).captures.map(({ id }) => id)
    const job = await over(log.import(file))
    expect(job).toMatchObject({ state: 'failed', captureId: null })
    expect(job.problem).not.toBe('')
    expect((await log.list()).captures.map(({ id }) => id)).toEqual(before)
    expect(readdirSync(root)).toEqual(before)
  })
})
