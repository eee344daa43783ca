import type { Api } from '../api'
import type { LogRow } from '../../shared/entry'
import { AppError, isAbort } from '../../shared/errors'
import { t } from '../../shared/words/words'
import type { DiffLayout, DiffRow } from '../format/diff'
import { formatBytes } from '../format/bytes'
import type { DiffOutcome } from '../worker/protocol'
import { joined, readWhole } from './payload.svelte'
import type { PayloadWorker } from './payload-worker'
import { Windows } from './windows.svelte'

/** Bytes of one side that are compared at most: more lines than that nobody reads. */
const sideBytes = 4 * 1024 * 1024
const blockRows = 200
const blocksKept = 24

/** Two messages and what differs between them. */
export class DiffReader {
  pair = $state.raw<readonly [LogRow, LogRow] | null>(null)
  /** null: being compared. */
  outcome = $state.raw<DiffOutcome | null>(null)
  problem = $state.raw<unknown>(null)
  layout = $state.raw<DiffLayout>('unified')
  readonly rows = $derived(this.outcome?.kind === 'changes' ? this.outcome.rows[this.layout] : 0)
  /** First row of each place that differs. */
  readonly changes = $derived(this.outcome?.kind === 'changes' ? this.outcome.changes[this.layout] : [])
  readonly blockRows = blockRows
  readonly blockCount = $derived(Math.ceil(this.rows / blockRows))
  readonly blocks: Windows<DiffRow[]>
  readonly #api: Api
  readonly #worker: PayloadWorker

  constructor(api: Api, worker: PayloadWorker) {
    this.#api = api
    this.#worker = worker
    this.blocks = new Windows((index) => worker.ask('compared', { layout: this.layout, from: index * blockRows, to: (index + 1) * blockRows }), blocksKept)
  }

  async open(pair: readonly [LogRow, LogRow], captureId: string | null): Promise<void> {
    if (this.pair !== null && this.pair[0].seq === pair[0].seq && this.pair[1].seq === pair[1].seq) return
    this.close()
    this.pair = pair
    try {
      const [a, b] = [await this.#side(pair[0], captureId), await this.#side(pair[1], captureId)]
      if (this.pair !== pair) return
      const outcome = await this.#worker.ask('compare', { a, b }, [a.buffer as ArrayBuffer, b.buffer as ArrayBuffer])
      if (this.pair === pair) this.outcome = outcome
    } catch (error) {
      if (this.pair === pair && !isAbort(error)) this.problem = error
    }
  }

  show(layout: DiffLayout): void {
    if (layout === this.layout) return
    this.layout = layout
    this.blocks.renew()
  }

  /** Gives the worker back too: a comparison is looked at and closed. */
  close(): void {
    this.#worker.stop()
    this.pair = null
    this.outcome = null
    this.problem = null
    this.blocks.clear()
  }

  async #side(row: LogRow, captureId: string | null): Promise<Uint8Array> {
    if (row.size > sideBytes) throw new AppError('message-too-large', t('inspector.diff.tooLarge', { seq: row.seq, size: formatBytes(row.size), most: formatBytes(sideBytes) }))
    return joined(await readWhole(this.#api, { row, captureId }))
  }
}
