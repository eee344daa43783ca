import type { Api } from '../api'
import type { CaptureInfo, ExportFormat, ExportScope } from '../../shared/capture'
import type { StartReply } from '../../shared/contract'
import { dateTime } from '../format/capture'
import type { LogReader } from './log.svelte'

/** What is exported, and how. */
export interface ExportOrder {
  scope: ExportScope
  format: ExportFormat
  redact: boolean
}

/** The captures on disk: the list of them, what the person does with them, and which one the log shows. */
export class Captures {
  /** The list is on the screen. */
  open = $state(false)
  query = $state('')
  oldestFirst = $state(false)
  /** What the person is asked about before it is exported; null: nothing. */
  asked = $state.raw<ExportScope | null>(null)
  /** Why the list could not be read; null while all is well. */
  problem = $state.raw<unknown>(null)
  #listed = $state.raw<CaptureInfo[]>([])
  readonly #api: Api
  readonly #log: LogReader
  readonly #exported = new Map<number, ExportScope>()
  #reading = false
  #stale = false

  /** Newest first. The figures of the live one come from the log: the list is only read when something has changed. */
  readonly all: CaptureInfo[] = $derived.by(() => {
    const { captureId, kept, diskBytes } = this.#log.totals
    const now = this.#listed.map((info) => (info.id === captureId ? { ...info, entries: kept, diskBytes } : info))
    return now.sort((a, b) => b.startedAt - a.startedAt)
  })
  /** Bytes of all their files. */
  readonly diskBytes = $derived(this.all.reduce((sum, info) => sum + info.diskBytes, 0))
  readonly shown: CaptureInfo[] = $derived.by(() => {
    const words = this.query.toLowerCase().split(/\s+/).filter((word) => word !== '')
    const found = this.all.filter((info) => words.every((word) => `${info.name} ${dateTime(info.startedAt)}`.toLowerCase().includes(word)))
    return this.oldestFirst ? found.reverse() : found
  })
  /** The earlier capture that the log shows; null while it shows the live one. */
  readonly viewed: CaptureInfo | null = $derived.by(() => {
    const { captureId, opened } = this.#log
    return captureId === null ? null : (this.get(captureId) ?? opened?.info ?? null)
  })

  constructor(api: Api, log: LogReader) {
    this.#api = api
    this.#log = log
    api.on('captures.changed', () => void this.refresh())
  }

  start(_reply: StartReply): void {
    void this.refresh()
  }

  get(id: string): CaptureInfo | undefined {
    return this.all.find((info) => info.id === id)
  }

  /** Reads the list again; what changes meanwhile makes one more reading. */
  async refresh(): Promise<void> {
    this.#stale = true
    if (this.#reading) return
    this.#reading = true
    try {
      while (this.#stale) {
        this.#stale = false
        const list = await this.#api.call('captures.list', {})
        this.#listed = list.captures
      }
      this.problem = null
    } catch (error) {
      this.problem = error
    } finally {
      this.#reading = false
    }
  }

  /** Leaves the list and shows it in the log; the live one as the live log. */
  async show(id: string): Promise<void> {
    this.open = false
    await this.#log.show(this.get(id)?.live === true ? null : id)
  }

  async backToLive(): Promise<void> {
    await this.#log.show(null)
  }

  async rename(id: string, name: string): Promise<void> {
    if (name.trim() === this.get(id)?.name) return
    await this.#api.call('captures.rename', { id, name: name.trim() })
    await this.refresh()
  }

  /** Deletes them from the disk, for good. The log leaves the one it shows first. */
  async remove(ids: string[]): Promise<void> {
    const { captureId } = this.#log
    if (captureId !== null && ids.includes(captureId)) await this.backToLive()
    await this.#api.call('captures.remove', { ids })
    await this.refresh()
  }

  async reveal(id: string): Promise<void> {
    await this.#api.call('captures.reveal', { id })
  }

  /** Ends the live capture and begins a new one, which the log shows from then on. */
  async begin(): Promise<void> {
    await this.#log.begin()
    await this.backToLive()
    await this.refresh()
  }

  /** The person chooses the file; what becomes of it is told by its job. */
  async import(): Promise<void> {
    await this.#api.call('captures.import', {})
  }

  /** Opens the dialog that asks how to export it. */
  askExport(scope: ExportScope): void {
    this.asked = scope
  }

  /** False: the person chose no file. */
  async export(order: ExportOrder): Promise<boolean> {
    const { jobId } = await this.#api.call('log.export', order)
    if (jobId !== null) this.#exported.set(jobId, order.scope)
    return jobId !== null
  }

  /** Asks anew for what that job was to export; null: this window did not begin it. */
  exportAgain(jobId: number): (() => void) | null {
    const scope = this.#exported.get(jobId)
    return scope === undefined ? null : () => this.askExport(scope)
  }
}
