/** Jobs: exports and imports, each at work in a worker of its own; how far they are, how they ended, and the way to cancel them. */
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Job } from '../../shared/capture'
import { AppError, toWire } from '../../shared/errors'
import { language, t } from '../../shared/words/words'
import { codeOf } from '../lib/errno'
import { Listeners } from '../lib/listeners'
import type { Logger } from '../lib/logger'
import { leftoversOf, type JobMessage, type JobOrder, type JobTask } from './job/task'

export interface JobsOptions {
  /** The built program of job/worker.ts. */
  worker: URL
  logger: Logger
}

interface Entry {
  job: Job
  file: string
  /** To be removed if the worker does not come to its end. */
  leftovers: readonly string[]
  worker: Worker
}

/** Each has a thread that reads and writes as fast as the disk lets it. */
const mostRunning = 4
/** Memory for short-lived objects of a worker. */
const youngMiB = 8
/** Jobs that are over stay listed for a person to read; above this the oldest goes. */
const mostListed = 20

export class Jobs {
  readonly #options: JobsOptions
  /** Oldest first. */
  readonly #entries = new Map<number, Entry>()
  readonly #listeners: Listeners
  readonly #ends: Listeners<[Job]>
  /** Cancelled ones whose files are not removed yet. */
  readonly #leaving = new Set<Promise<void>>()
  #lastId = 0

  constructor(options: JobsOptions) {
    const report = (error: unknown) => options.logger.error('A listener of the jobs failed', error)
    this.#options = options
    this.#listeners = new Listeners(report)
    this.#ends = new Listeners(report)
  }

  get list(): Job[] {
    return Array.from(this.#entries.values(), ({ job }) => job)
  }

  /** Returns the job's id. `task.seqs` is handed over: it is empty here afterwards. Throws AppError too-many. */
  start(task: JobTask): number {
    this.mustHaveRoom()
    this.#lastId += 1
    const id = this.#lastId
    const seqs = task.kind === 'export' ? task.seqs : null
    const worker = new Worker(this.#options.worker, {
      workerData: { ...task, language: language() } satisfies JobOrder,
      transferList: seqs === null ? [] : [seqs.buffer as ArrayBuffer],
      name: `${task.kind} ${id}`,
      // What streams through is garbage at once; by default V8 would let some 50 MiB of it gather before it looks.
      resourceLimits: { maxYoungGenerationSizeMb: youngMiB },
    })
    const title = path.basename(task.file)
    const job: Job = { id, kind: task.kind, title, state: 'running', done: 0, entries: 0, bytes: 0, problem: '', captureId: null }
    this.#entries.set(id, { job, file: task.file, leftovers: leftoversOf(task), worker })
    worker.on('message', (message: JobMessage) => this.#heard(id, message))
    worker.on('error', (error) => this.#died(id, error))
    worker.on('exit', () => this.#died(id, new Error('The worker of a job ended before its work was done')))
    this.#trim()
    this.#listeners.tell()
    return id
  }

  /** Throws AppError too-many when no other job can be started now. */
  mustHaveRoom(): void {
    const running = this.list.filter((job) => job.state === 'running').length
    if (running >= mostRunning) throw new AppError('too-many', t('errors.job.running', { jobs: running }))
  }

  /** Resolves when nothing of it is left on the disk; harmless when it is over. Rejects with AppError not-found. */
  async cancel(id: number): Promise<void> {
    const { job, worker, leftovers } = this.#get(id)
    if (job.state !== 'running') return
    this.#change(id, { state: 'cancelled' })
    const gone = worker.terminate().then(() => this.#sweep(leftovers))
    this.#leaving.add(gone)
    await gone.finally(() => this.#leaving.delete(gone))
  }

  /** Takes a job that is over off the list. Throws AppError not-found. */
  dismiss(id: number): void {
    if (this.#get(id).job.state === 'running') return
    this.#entries.delete(id)
    this.#listeners.tell()
  }

  /** The file that an export wrote. Throws AppError not-found. */
  fileOf(id: number): string {
    const { job, file } = this.#get(id)
    if (job.kind !== 'export' || job.state !== 'done') throw new AppError('not-found', t('errors.job.noFile'))
    return file
  }

  /** Calls back with each change of the list; returns the way to stop. */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  /** Calls back with each job that is over; returns the way to stop. */
  onEnd(listener: (job: Job) => void): () => void {
    return this.#ends.add(listener)
  }

  /** Cancels what runs; resolves when all workers have ended. */
  async close(): Promise<void> {
    const running = this.list.filter((job) => job.state === 'running')
    await Promise.all([...running.map((job) => this.cancel(job.id)), ...this.#leaving])
  }

  #heard(id: number, message: JobMessage): void {
    if (this.#entries.get(id)?.job.state !== 'running') return
    if (message.kind === 'progress') this.#change(id, message.progress)
    else if (message.kind === 'done') this.#change(id, { ...message.result, done: 1, state: 'done' })
    else this.#change(id, { state: 'failed', problem: message.error.message })
  }

  /** It said nothing of its end: it broke, or ran out of memory. */
  #died(id: number, error: Error): void {
    const entry = this.#entries.get(id)
    if (entry?.job.state !== 'running') return
    this.#options.logger.error(`The ${entry.job.kind} job ${id} failed`, error)
    const tooLarge = codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY'
    this.#change(id, { state: 'failed', problem: tooLarge ? t('errors.job.memory') : toWire(error).message })
    void this.#sweep(entry.leftovers)
  }

  #change(id: number, change: Partial<Job>): void {
    const entry = this.#get(id)
    entry.job = { ...entry.job, ...change }
    this.#listeners.tell()
    if (entry.job.state !== 'running') this.#ends.tell(entry.job)
  }

  async #sweep(files: readonly string[]): Promise<void> {
    for (const file of files) {
      await rm(file, { recursive: true, force: true }).catch((error: unknown) => this.#options.logger.warn('What a job left was not removed', error))
    }
  }

  #trim(): void {
    for (const [id, { job }] of this.#entries) {
      if (this.#entries.size <= mostListed) return
      if (job.state !== 'running') this.#entries.delete(id)
    }
  }

  #get(id: number): Entry {
    const entry = this.#entries.get(id)
    if (entry === undefined) throw new AppError('not-found', t('errors.job.gone'))
    return entry
  }
}
