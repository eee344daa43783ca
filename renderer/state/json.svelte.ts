import type { LogRow } from '../../shared/entry'
import { isAbort } from '../../shared/errors'
import { language, type Language } from '../../shared/words/words'
import type { JsonText } from '../format/json-lines'
import type { JsonOutcome } from '../worker/protocol'
import type { PayloadReader } from './payload.svelte'
import type { PayloadWorker } from './payload-worker'
import { JsonTreeReader } from './tree.svelte'
import { Windows } from './windows.svelte'

/** Lines of one block of the source; more where there would be too many blocks for the page. */
const blockLines = 200
const mostBlocks = 2_000
const blocksKept = 24

/** A payload read as JSON: what the worker found, and the blocks of its formatted source that are looked at. */
export class JsonReader {
  /** What is read, or was. */
  row = $state.raw<LogRow | null>(null)
  /** null: being read. */
  outcome = $state.raw<JsonOutcome | null>(null)
  /** Why it could not be read at all. */
  problem = $state.raw<unknown>(null)
  readonly tree: JsonTreeReader
  readonly #lines = $derived(this.outcome?.kind === 'json' ? this.outcome.lines : 0)
  readonly blockLines = $derived(Math.max(blockLines, Math.ceil(this.#lines / mostBlocks)))
  readonly blockCount = $derived(Math.ceil(this.#lines / this.blockLines))
  readonly blocks: Windows<JsonText>
  readonly #worker: PayloadWorker
  #work: Promise<void> = Promise.resolve()
  /** In which is told what is wrong with it. */
  #language: Language = 'en'

  constructor(worker: PayloadWorker) {
    this.#worker = worker
    this.tree = new JsonTreeReader(worker)
    this.blocks = new Windows((index) => worker.ask('lines', { from: index * this.blockLines, to: (index + 1) * this.blockLines }), blocksKept)
  }

  /** Reads the payload once, as soon as its JSON is to be shown, and what is wrong with it anew in another language; resolves when it is read. */
  open(payload: PayloadReader): Promise<void> {
    const { row } = payload
    const foreign = this.outcome?.kind === 'invalid' && this.#language !== language()
    if (row !== null && (this.row !== row || foreign)) {
      this.close()
      this.row = row
      this.#language = language()
      this.#work = this.#read(payload, row)
    }
    return this.#work
  }

  /** Lets go of what was read; a reading that is not done yet is ended. */
  close(): void {
    this.#worker.interrupt('open')
    this.row = null
    this.outcome = null
    this.problem = null
    this.blocks.clear()
    this.tree.begin(0)
  }

  /** The formatted source; null if it is longer than `most` characters. */
  async source(most: number): Promise<string | null> {
    return this.#worker.ask('source', { most })
  }

  async #read(payload: PayloadReader, row: LogRow): Promise<void> {
    try {
      const parts = await payload.whole()
      if (this.row !== row) return
      const outcome = await this.#worker.ask('open', { parts }, parts.map(({ buffer }) => buffer as ArrayBuffer))
      if (this.row !== row) return
      this.tree.begin(outcome.kind === 'json' ? outcome.rows : 0)
      this.outcome = outcome
    } catch (error) {
      if (this.row === row && !isAbort(error)) this.problem = error
    }
  }
}
