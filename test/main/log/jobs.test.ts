import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { silentLogger } from '../../../main/lib/logger'
import type { ExportTask, ImportTask } from '../../../main/log/job/task'
import { Jobs } from '../../../main/log/jobs'
import type { Job } from '../../../shared/capture'
import { AppError } from '../../../shared/errors'
import { tempDir } from '../../support/disk'
import { until } from '../../support/until'

let dir: string
let complaints: string[]

/** Real threads that do what `program` says; it has `task` and `post`. */
function jobsDoing(program: string): Jobs {
  const worker = path.join(dir, 'worker.mjs')
  writeFileSync(
    worker,
    `import { parentPort, workerData as task } from 'node:worker_threads'
     import { writeFileSync } from 'node:fs'
     const post = (message) => parentPort.postMessage(message)
     ${program}`,
  )
  const complain = (text: string) => void complaints.push(text)
  const jobs = new Jobs({ worker: pathToFileURL(worker), logger: { ...silentLogger, error: complain, warn: complain } })
  onTestFinished(() => jobs.close())
  return jobs
}

const exportTask = (name = 'out.ndjson'): ExportTask => ({
  kind: 'export', folder: dir, runs: [], sources: [], seqs: null, capture: { name: '', startedAt: 0 }, format: 'ndjson', redact: true,
  file: path.join(dir, name), part: path.join(dir, `${name}.1.part`),
})
const importTask = (): ImportTask => ({ kind: 'import', file: path.join(dir, 'in.har'), root: dir, id: 'new', name: 'in' })

const waiting = 'writeFileSync(task.part, "half"); post({ kind: "progress", progress: { done: 0.5, entries: 7, bytes: 70 } }); setInterval(() => undefined, 1000)'
const state = (jobs: Jobs, id: number) => jobs.list.find((job) => job.id === id)?.state
const ended = (jobs: Jobs, id: number) => until(() => state(jobs, id) !== 'running', 'the job is over')

beforeEach(() => {
  dir = tempDir()
  complaints = []
})

describe('Jobs', () => {
  it('tell how far a job is and how it ended', async () => {
    const jobs = jobsDoing(`
      post({ kind: 'progress', progress: { done: 0.25, entries: 10, bytes: 100 } })
      post({ kind: 'done', result: { entries: 40, bytes: 400, captureId: null } })`)
    const seen: Job[] = []
    const over: Job[] = []
    jobs.onChange(() => seen.push(...jobs.list))
    jobs.onEnd((job) => over.push(job))
    const id = jobs.start(exportTask())
    await ended(jobs, id)
    const job: Job = { id, kind: 'export', title: 'out.ndjson', state: 'done', done: 1, entries: 40, bytes: 400, problem: '', captureId: null }
    expect(seen).toEqual([{ ...job, state: 'running', done: 0, entries: 0, bytes: 0 }, { ...job, state: 'running', done: 0.25, entries: 10, bytes: 100 }, job])
    expect(over).toEqual([job])
    expect(jobs.fileOf(id)).toBe(path.join(dir, 'out.ndjson'))
  })

  it('name the capture that an import made', async () => {
    const jobs = jobsDoing("post({ kind: 'done', result: { entries: 1, bytes: 2, captureId: task.id } })")
    const id = jobs.start(importTask())
    await ended(jobs, id)
    expect(jobs.list).toMatchObject([{ kind: 'import', title: 'in.har', state: 'done', captureId: 'new' }])
    expect(() => jobs.fileOf(id)).toThrow(expect.objectContaining({ code: 'not-found' }))
  })

  it('hand the rows of an export over without a copy', async () => {
    const jobs = jobsDoing("post({ kind: 'done', result: { entries: task.seqs.length, bytes: 0, captureId: null } })")
    const seqs = Uint32Array.of(1, 2, 3)
    const id = jobs.start({ ...exportTask(), seqs })
    expect(seqs).toHaveLength(0)
    await ended(jobs, id)
    expect(jobs.list).toMatchObject([{ entries: 3 }])
  })

  it('say in words why a job failed', async () => {
    const jobs = jobsDoing("post({ kind: 'failed', error: { code: 'file-unwritable', message: 'The disk is full' } })")
    const id = jobs.start(exportTask())
    await ended(jobs, id)
    expect(jobs.list).toMatchObject([{ state: 'failed', problem: 'The disk is full' }])
    expect(complaints).toEqual([])
  })

  it.each([
    ['throws', 'throw new Error("/home/someone/secret")'],
    ['ends without a word', ''],
  ])('notice a worker that %s, and remove what it left', async (_what, end) => {
    const jobs = jobsDoing(`writeFileSync(task.part, 'half'); writeFileSync(task.part + '.spool', 'half'); ${end}`)
    const id = jobs.start(exportTask())
    await ended(jobs, id)
    expect(jobs.list).toMatchObject([{ state: 'failed', problem: 'Something went wrong inside Sockdeck' }])
    expect(complaints).toHaveLength(1)
    await until(() => readdirSync(dir).join() === 'worker.mjs', 'the files are gone')
  })

  it('cancel a job, and have removed its files by then', async () => {
    const jobs = jobsDoing(waiting)
    const id = jobs.start(exportTask())
    await until(() => jobs.list[0]?.entries === 7, 'the job is under way')
    const cancelling = jobs.cancel(id)
    expect(state(jobs, id)).toBe('cancelled')
    await cancelling
    expect(readdirSync(dir)).toEqual(['worker.mjs'])
    await jobs.cancel(id)
    expect(state(jobs, id)).toBe('cancelled')
    expect(complaints).toEqual([])
  })

  it('remove a half-imported capture', async () => {
    mkdirSync(path.join(dir, '.importing-new'))
    writeFileSync(path.join(dir, '.importing-new', '000001.seg'), 'half')
    const jobs = jobsDoing('setInterval(() => undefined, 1000)')
    await jobs.cancel(jobs.start(importTask()))
    expect(existsSync(path.join(dir, '.importing-new'))).toBe(false)
  })

  it('run four at once and refuse the fifth', async () => {
    const jobs = jobsDoing(waiting)
    const ids = ['a', 'b', 'c', 'd'].map((name) => jobs.start(exportTask(name)))
    expect(() => jobs.start(exportTask('e'))).toThrow(expect.objectContaining({ code: 'too-many' }))
    await jobs.cancel(ids[0] ?? 0)
    expect(() => jobs.start(exportTask('e'))).not.toThrow()
  })

  it('stay listed when they are over, until they are dismissed or twenty are newer', async () => {
    const jobs = jobsDoing("post({ kind: 'done', result: { entries: 0, bytes: 0, captureId: null } })")
    const ids: number[] = []
    for (let i = 0; i < 25; i += 1) {
      ids.push(jobs.start(exportTask(`${i}`)))
      await ended(jobs, ids[i] ?? 0)
    }
    expect(jobs.list.map((job) => job.id)).toEqual(ids.slice(5))
    jobs.dismiss(ids[7] ?? 0)
    expect(jobs.list).toHaveLength(19)
    for (const gone of [ids[0] ?? 0, ids[7] ?? 0, 99]) {
      expect(() => jobs.dismiss(gone)).toThrow(AppError)
      await expect(jobs.cancel(gone)).rejects.toMatchObject({ code: 'not-found' })
    }
  })

  it('are not dismissed while they run', () => {
    const jobs = jobsDoing(waiting)
    const id = jobs.start(exportTask())
    jobs.dismiss(id)
    expect(state(jobs, id)).toBe('running')
  })

  it('leave neither a thread nor a file when they are closed', async () => {
    const jobs = jobsDoing(waiting)
    for (const name of ['a', 'b', 'c']) jobs.start(exportTask(name))
    await until(() => jobs.list.every((job) => job.entries === 7), 'all are under way')
    await jobs.close()
    expect(readdirSync(dir)).toEqual(['worker.mjs'])
    expect(jobs.list.map((job) => job.state)).toEqual(['cancelled', 'cancelled', 'cancelled'])
  })
})
