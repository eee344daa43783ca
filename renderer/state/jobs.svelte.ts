import type { Api } from '../api'
import type { Job } from '../../shared/capture'
import type { StartReply } from '../../shared/contract'
import { t } from '../../shared/words/words'
import { jobWords } from '../format/capture'
import { plainLine } from '../format/text'
import type { Captures } from './captures.svelte'
import type { ToastMessage } from './notices.svelte'

/** Exports and imports that go on in the background. Each one that ends while the window looks on is told once. */
export class Jobs {
  list = $state.raw<Job[]>([])
  /** The list of them is on the screen, and tells all by itself. */
  open = $state(false)
  readonly running = $derived(this.list.filter(({ state }) => state === 'running'))
  /** Of all that run, 0…1. */
  readonly done = $derived(this.running.reduce((sum, job) => sum + job.done, 0) / Math.max(1, this.running.length))
  readonly #api: Api
  readonly #captures: Captures
  readonly #show: (message: ToastMessage) => void
  readonly #fail: (error: unknown) => void

  constructor(api: Api, captures: Captures, told: { show: (message: ToastMessage) => void; fail: (error: unknown) => void }) {
    this.#api = api
    this.#captures = captures
    this.#show = told.show
    this.#fail = told.fail
    api.on('jobs.changed', (jobs) => this.#take(jobs))
  }

  start(reply: StartReply): void {
    this.list = reply.jobs
  }

  async cancel(id: number): Promise<void> {
    await this.#api.call('jobs.cancel', { id })
  }

  async dismiss(id: number): Promise<void> {
    await this.#api.call('jobs.dismiss', { id })
  }

  async reveal(id: number): Promise<void> {
    await this.#api.call('jobs.reveal', { id })
  }

  #take(jobs: Job[]): void {
    const ran = new Set(this.running.map(({ id }) => id))
    const known = new Set(this.list.map(({ id }) => id))
    this.list = jobs
    this.open &&= jobs.length > 0
    // A short one is over before the window hears of it.
    for (const job of jobs) if (job.state !== 'running' && (ran.has(job.id) || !known.has(job.id))) this.#tell(job)
  }

  #tell(job: Job): void {
    if (job.state === 'cancelled') return void this.dismiss(job.id).catch(this.#fail)
    if (this.open) return
    this.#show({ level: job.state === 'done' ? 'done' : 'error', title: plainLine(jobWords(job)), text: job.problem, action: this.#next(job) })
  }

  /** What the person may want next. */
  #next({ id, kind, state, captureId }: Job): ToastMessage['action'] {
    if (kind === 'export' && state === 'done') return { label: t('captures.job.showInFolder'), run: () => this.#run(this.reveal(id)) }
    const again = kind === 'export' ? this.#captures.exportAgain(id) : null
    if (kind === 'export') return again === null ? null : { label: t('common.tryAgain'), run: again }
    if (state === 'failed') return { label: t('captures.job.chooseAnother'), run: () => this.#run(this.#captures.import()) }
    return captureId === null ? null : { label: t('captures.job.open'), run: () => this.#run(this.#captures.show(captureId)) }
  }

  #run(work: Promise<void>): void {
    work.catch(this.#fail)
  }
}
