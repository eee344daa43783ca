import type { Api } from '../api'
import type { LogRow } from '../../shared/entry'
import { AppError } from '../../shared/errors'
import { t } from '../../shared/words/words'
import type { PayloadForm } from '../format/clipboard'
import { rowLine } from '../format/entry'
import { joined, readWhole } from './payload.svelte'
import type { PayloadWorker } from './payload-worker'

/** Payload bytes copied at once: as hex they are three times as many characters. */
export const copiedBytes = 8 * 1024 * 1024

/** Puts rows of a capture on the clipboard; a worker writes large ones out, so that the window goes on. */
export class Copier {
  readonly #api: Api
  readonly #worker: PayloadWorker
  readonly #write: (text: string) => Promise<void>
  #writing = 0

  constructor(api: Api, worker: PayloadWorker, write: (text: string) => Promise<void>) {
    this.#api = api
    this.#worker = worker
    this.#write = write
  }

  async copyLines(rows: readonly LogRow[]): Promise<void> {
    await this.#write(rows.map(rowLine).join('\n'))
  }

  /** False: together they are more than `copiedBytes`. Throws AppError bad-json, and not-found for what is no longer kept. */
  async copyPayloads(captureId: string | null, rows: readonly LogRow[], form: PayloadForm): Promise<boolean> {
    if (rows.reduce((sum, { size }) => sum + size, 0) > copiedBytes) return false
    const payloads: Uint8Array[] = []
    for (const row of rows) payloads.push(joined(await readWhole(this.#api, { row, captureId })))
    const text = await this.#written(payloads, form)
    if (text === null) throw new AppError('bad-json', t(rows.length === 1 ? 'log.copy.oneNotJson' : 'log.copy.someNotJson'))
    await this.#write(text)
    return true
  }

  /** The worker is given back after the last one. */
  async #written(payloads: Uint8Array[], form: PayloadForm): Promise<string | null> {
    this.#writing += 1
    try {
      return await this.#worker.ask('clipboard', { payloads, form }, payloads.map(({ buffer }) => buffer as ArrayBuffer))
    } finally {
      this.#writing -= 1
      if (this.#writing === 0) this.#worker.stop()
    }
  }
}
