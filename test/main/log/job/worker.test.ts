import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Worker, type ResourceLimits } from 'node:worker_threads'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { exportCapture } from '../../../../main/log/export/export'
import { importFolder, leftoversOf, type ExportTask, type JobMessage, type JobOrder, type JobTask } from '../../../../main/log/job/task'
import { fillDisk, smallDisk, tempDir } from '../../../support/disk'
import { until } from '../../../support/until'
import { workers } from '../../../support/workers'
import { echo, filled, meter, row, startedAt, taskOf } from '../export/filled'

const rowsOf = (count: number) => Array.from({ length: count }, (_, index) => row(`a message of some length, number ${index}`, { at: startedAt + index }))

/** Made once: enough for a job to be met at its work. */
const many = join(mkdtempSync(join(tmpdir(), 'sockdeck-job-')), 'capture')
beforeAll(async () => {
  await filled(rowsOf(300_000), [echo], many)
}, 60_000)
afterAll(() => rmSync(dirname(many), { recursive: true, force: true }))

/** A real worker thread with this task, and what it has said so far. */
function started(task: JobTask, resourceLimits: ResourceLimits = {}, language: JobOrder['language'] = 'en'): { worker: Worker; messages: JobMessage[]; ended: Promise<void> } {
  const worker = new Worker(workers.job, { workerData: { ...task, language }, resourceLimits })
  const messages: JobMessage[] = []
  worker.on('message', (message: JobMessage) => messages.push(message))
  const ended = new Promise<void>((resolve, reject) => worker.on('error', reject).on('exit', () => resolve()))
  onTestFinished(async () => {
    await worker.terminate()
  })
  return { worker, messages, ended }
}

/** A task whose thread was terminated at its work; once more where this thread was held up until that was done. */
async function terminated(task: () => ExportTask): Promise<ExportTask> {
  for (;;) {
    const tried = task()
    const { worker, messages } = started(tried)
    await until(() => messages.some(({ kind }) => kind === 'progress'))
    await worker.terminate()
    if (messages.at(-1)?.kind === 'progress') return tried
  }
}

it('exports and imports in a worker thread, and says how far it is', async () => {
  const task = taskOf(many)
  const exporting = started(task)
  await exporting.ended
  const bytes = statSync(task.file).size
  expect(exporting.messages.at(-1)).toEqual({ kind: 'done', result: { entries: 300_000, bytes, captureId: null } })
  expect(statSync(task.file).mode & 0o777).toBe(0o600)
  const root = tempDir()
  const importing = started({ kind: 'import', file: task.file, root, id: 'made', name: 'x' })
  await importing.ended
  expect(importing.messages.at(-1)).toEqual({ kind: 'done', result: { entries: 300_000, bytes, captureId: 'made' } })
  expect(readdirSync(root)).toEqual(['made'])
  const progress = [...exporting.messages, ...importing.messages].flatMap((message) => (message.kind === 'progress' ? [message.progress] : []))
  expect(progress.length).toBeGreaterThan(0)
  expect(progress.filter(({ done, entries }) => done <= 0 || done > 1 || entries <= 0 || entries > 300_000)).toEqual([])
})

it('says in words why it failed', async () => {
  const { messages, ended } = started({ kind: 'import', file: join(tempDir(), 'gone'), root: tempDir(), id: 'x', name: '' })
  await ended
  expect(messages).toEqual([{ kind: 'failed', error: { code: 'file-unreadable', message: "This file can't be read: it is not there any more. Nothing was imported." } }])
})

it('says it in the language that it was started with', async () => {
  const { messages, ended } = started({ kind: 'import', file: join(tempDir(), 'gone'), root: tempDir(), id: 'x', name: '' }, {}, 'zh-CN')
  await ended
  expect(messages).toEqual([{ kind: 'failed', error: { code: 'file-unreadable', message: '无法读取此文件：它已不存在。未导入任何内容。' } }])
})

it.each(['ndjson', 'har'] as const)('leaves only what its task names when it is terminated: %s', async (format) => {
  const task = await terminated(() => taskOf(many, { format }))
  const left = readdirSync(dirname(task.file)).map((name) => join(dirname(task.file), name))
  expect(left).toContain(task.part)
  expect(left.filter((path) => !leftoversOf(task).includes(path))).toEqual([])
})

it('leaves only the folder its task names when an import is terminated', async () => {
  const exporting = taskOf(many)
  exportCapture(exporting, meter)
  const root = tempDir()
  const task: JobTask = { kind: 'import', file: exporting.file, root, id: 'x', name: '' }
  const { worker } = started(task)
  await until(() => existsSync(importFolder(root, 'x')))
  await worker.terminate()
  expect(readdirSync(root)).toEqual(['.importing-x'])
  expect(leftoversOf(task)).toEqual([importFolder(root, 'x')])
})

it.for(['ndjson', 'har'] as const)('leaves nothing on a disk that is full, and the file that was there as it was: %s', async (format, { skip }) => {
  const disk = smallDisk(512)
  if (disk === null) return skip('needs root to mount a small disk')
  const file = join(disk, 'export')
  writeFileSync(file, 'the export of yesterday')
  for (const freeBlocks of [0, 1, 20, 100]) {
    const free = fillDisk(disk, freeBlocks)
    const task = taskOf(await filled(rowsOf(60_000)), { file, format })
    expect(() => exportCapture(task, meter)).toThrow(expect.objectContaining({ code: 'file-unwritable', message: "“export” can't be written: the disk is full" }))
    expect(readdirSync(disk)).toEqual(['export', 'filler'])
    free()
  }
  expect(readFileSync(file, 'utf8')).toBe('the export of yesterday')
})

it('replaces a file that was there only once the export is whole', async () => {
  const task = taskOf(await filled(rowsOf(3)))
  writeFileSync(task.file, 'the export of yesterday')
  exportCapture(task, meter)
  expect(readFileSync(task.file, 'utf8')).toContain('"seq":3')
  expect(readdirSync(dirname(task.file))).toEqual(['exported'])
})

it('leaves nothing when the capture is damaged', async () => {
  const folder = await filled(rowsOf(2_000))
  const segment = join(folder, '000001.seg')
  const task = taskOf(folder)
  const bytes = readFileSync(segment)
  bytes[5_000] = (bytes[5_000] ?? 0) ^ 1
  writeFileSync(segment, bytes)
  expect(() => exportCapture(task, meter)).toThrow(expect.objectContaining({ code: 'capture-damaged' }))
  expect(existsSync(task.file) || existsSync(task.part)).toBe(false)
})

it('can not be written to a folder that is not there', async () => {
  const task = taskOf(await filled(rowsOf(1)), { file: join(tempDir(), 'gone', 'export') })
  expect(() => exportCapture(task, meter)).toThrow(expect.objectContaining({ code: 'file-unwritable', message: "“export” can't be written: it is not there any more" }))
})

it.each(['ndjson', 'json', 'csv', 'text', 'har'] as const)('needs little memory for much from a thousand connections: %s', { timeout: 60_000 }, async (format) => {
  const sources = Array.from({ length: 1_000 }, (_, index) => ({ ...echo, connectionId: `c${index}` }))
  const payload = 'x'.repeat(1_000)
  const rows = Array.from({ length: 40_000 }, (_, index) => row(payload, { slot: 1 + (index % 1_000), at: startedAt + index }))
  const task = taskOf(await filled(rows, sources), { format })
  // Forty megabytes of messages would end a thread that keeps them, with ERR_WORKER_OUT_OF_MEMORY.
  const { messages, ended } = started(task, { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 8 })
  await ended
  expect(messages.at(-1)).toMatchObject({ kind: 'done', result: { entries: 40_000 } })
})
