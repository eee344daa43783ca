/** Farm: a few worker threads that read captures; short reads never wait behind a scan, and a worker that dies or hangs is replaced. */
import { fromWire, type WireError } from '../../../shared/errors'
import { language } from '../../../shared/words/words'
import { abortError, orAborted } from '../../lib/abort'
import type { Clock } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import type { CaptureContents, CaptureSummary } from '../read/open'
import type { SlotRow } from '../row'
import type { WorkerPort } from './port'
import type { Answer, Asked, Found, PayloadTask, PayloadWindow, Reply, ScanTask, Task, WantedRows } from './task'

export interface FarmOptions {
  /** Starts a worker. */
  spawn: () => WorkerPort
  /** Threads. Of two or more the first is kept free for reads: a scan of many entries by a regular expression takes 50 ms. */
  workers: number
  clock: Clock
  logger: Logger
}

/**
 * A scan is some ms of work, or some seconds if there is a message of 100 MiB. One that takes longer may never end (a JSONPath such as
 * `$..*..*` on a deep message): its worker is replaced and the scan fails, so that it can't keep others waiting for ever.
 */
const longestMs = 30_000
/** So long may a scan go on that nobody wants any more. */
const unwantedMs = 1_000
/** A task that so many workers died of is given up. */
const mostAttempts = 2

interface Work {
  readonly task: Task
  attempts: number
  /** Nobody waits for it. */
  abandoned: boolean
  resolve(answer: Answer): void
  reject(error: Error): void
}

/** One worker and what it does now. */
interface Lane {
  readonly scans: boolean
  port: WorkerPort | null
  work: Work | null
  /** Takes back the timer on its work. */
  relent: () => void
}

const nothing = () => undefined

export class Farm {
  readonly #options: FarmOptions
  readonly #lanes: readonly Lane[]
  readonly #reads: Work[] = []
  readonly #scans: Work[] = []
  #disposed = false

  /** Starts its workers at once: they are ready when the first rows are asked for. */
  constructor(options: FarmOptions) {
    this.#options = options
    this.#lanes = Array.from({ length: options.workers }, (_, i) => ({ scans: i > 0 || options.workers === 1, port: null, work: null, relent: nothing }))
    for (const lane of this.#lanes) lane.port = this.#start(lane)
  }

  /** Scans that can go on at once. */
  get scanLanes(): number {
    return this.#lanes.filter((lane) => lane.scans).length
  }

  /** Rejects with an AbortError as soon as `signal` aborts. */
  async scan(task: Omit<ScanTask, 'kind'>, signal: AbortSignal): Promise<Found> {
    if (signal.aborted) throw abortError(signal)
    const { work, answer } = this.#submit({ ...task, kind: 'scan' })
    try {
      return (await orAborted(answer, signal)) as Found
    } finally {
      if (signal.aborted) this.#abandon(work)
    }
  }

  /** In the order asked for. Throws AppError capture-damaged. */
  async rows(folder: string, wanted: readonly WantedRows[]): Promise<SlotRow[]> {
    return (await this.#submit({ kind: 'rows', folder, wanted }).answer) as SlotRow[]
  }

  /** As much of the window as there is. Throws AppError capture-damaged. */
  async payload(task: Omit<PayloadTask, 'kind'>): Promise<PayloadWindow> {
    return (await this.#submit({ ...task, kind: 'payload' }).answer) as PayloadWindow
  }

  /** Throws AppError capture-damaged. */
  async open(folder: string): Promise<CaptureContents> {
    return (await this.#submit({ kind: 'open', folder }).answer) as CaptureContents
  }

  /** Throws AppError capture-damaged. */
  async summary(folder: string): Promise<CaptureSummary> {
    return (await this.#submit({ kind: 'summary', folder }).answer) as CaptureSummary
  }

  /** Ends all workers; what they were doing rejects with an AbortError. */
  async dispose(): Promise<void> {
    this.#disposed = true
    const closing = this.#lanes.map(async (lane) => {
      lane.work?.reject(disposed())
      await this.#stop(lane)
    })
    for (const work of [...this.#reads.splice(0), ...this.#scans.splice(0)]) work.reject(disposed())
    await Promise.all(closing)
  }

  #submit(task: Task): { work: Work; answer: Promise<Answer> } {
    let work: Work | null = null
    const answer = new Promise<Answer>((resolve, reject) => {
      work = { task, attempts: 0, abandoned: false, resolve, reject }
    })
    const submitted = work as unknown as Work
    if (this.#disposed) submitted.reject(disposed())
    else {
      this.#queueOf(submitted).push(submitted)
      this.#dispatch()
    }
    return { work: submitted, answer }
  }

  #queueOf({ task }: Work): Work[] {
    return task.kind === 'scan' ? this.#scans : this.#reads
  }

  /** One task at a time for each worker, so that a read that comes later overtakes all scans that wait. */
  #dispatch(): void {
    for (const lane of this.#lanes) {
      lane.port ??= this.#start(lane)
      if (lane.work !== null) continue
      const work = this.#reads.shift() ?? (lane.scans ? this.#scans.shift() : undefined)
      if (work === undefined) continue
      lane.work = work
      work.attempts += 1
      // A thread has words of its own.
      lane.port.post({ ...work.task, language: language() } satisfies Asked)
      if (work.task.kind === 'scan') this.#expect(lane, longestMs)
    }
  }

  #start(lane: Lane): WorkerPort {
    const port = this.#options.spawn()
    port.onMessage((message) => {
      if (lane.port === port) this.#answered(lane, message as Reply)
    })
    port.onError((error) => {
      if (lane.port === port) this.#died(lane, error)
    })
    return port
  }

  #answered(lane: Lane, reply: Reply): void {
    const work = this.#leave(lane)
    if ('error' in reply) work?.reject(errorOf(reply.error))
    else work?.resolve(reply.answer)
    this.#dispatch()
  }

  #died(lane: Lane, error: Error): void {
    this.#options.logger.error('A worker that reads captures ended', error)
    lane.port = null
    const work = this.#leave(lane)
    if (work !== null && !work.abandoned) {
      if (work.attempts < mostAttempts) this.#queueOf(work).unshift(work)
      else work.reject(new Error(`A ${work.task.kind} task ended its worker`, { cause: error }))
    }
    if (this.#reads.length + this.#scans.length > 0) this.#dispatch()
  }

  /** What waits is forgotten; what a worker does already is given some time to end. */
  #abandon(work: Work): void {
    work.abandoned = true
    const waiting = this.#scans.indexOf(work)
    if (waiting !== -1) this.#scans.splice(waiting, 1)
    const lane = this.#lanes.find((other) => other.work === work)
    if (lane !== undefined) this.#expect(lane, unwantedMs)
  }

  /** Replaces the worker if it does not come to the end of its task within `ms`. */
  #expect(lane: Lane, ms: number): void {
    lane.relent()
    lane.relent = this.#options.clock.after(ms, () => this.#replace(lane))
  }

  #replace(lane: Lane): void {
    this.#options.logger.warn('A worker that reads captures did not come to an end and was replaced')
    lane.work?.reject(new Error('A scan did not come to an end'))
    void this.#stop(lane)
    this.#dispatch()
  }

  #leave(lane: Lane): Work | null {
    const { work } = lane
    lane.relent()
    lane.relent = nothing
    lane.work = null
    return work
  }

  async #stop(lane: Lane): Promise<void> {
    const { port } = lane
    this.#leave(lane)
    lane.port = null
    try {
      await port?.close()
    } catch (error) {
      this.#options.logger.warn('A worker that reads captures could not be ended', error)
    }
  }
}

/** Words that are not for people stay in the diary. */
function errorOf(error: WireError): Error {
  return error.code === 'internal' ? new Error(error.message) : fromWire(error)
}

function disposed(): Error {
  return new DOMException('The log is closed', 'AbortError')
}
