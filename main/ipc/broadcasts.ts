/** Broadcasts: one message to many connections in an order, with the first reply of each; the latest runs are kept. */
import type { BroadcastChange, BroadcastOrder, BroadcastRun } from '../../shared/broadcast'
import type { ConnectionId } from '../../shared/connection'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import type { ComposedMessage } from '../../shared/payload'
import { sendableOf, unknownWords } from '../../shared/sendable'
import { t } from '../../shared/words/words'
import { Listeners } from '../lib/listeners'
import type { Logger } from '../lib/logger'
import { Run, type RunOptions } from './broadcast-run'

export interface BroadcastsOptions extends Omit<RunOptions, 'onChange'> {
  logger: Logger
}

export class Broadcasts {
  readonly #options: BroadcastsOptions
  readonly #listeners: Listeners
  /** Oldest first. */
  readonly #runs = new Map<number, Run>()
  #lastId = 0

  constructor(options: BroadcastsOptions) {
    this.#options = options
    this.#listeners = new Listeners((error) => options.logger.error('A listener of the broadcasts failed', error))
  }

  /** Oldest first. */
  get list(): BroadcastRun[] {
    return [...this.#runs.values()].map((run) => run.value)
  }

  /** Called on every change, so often that listeners must coalesce. */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  /** What changed since the last call. */
  takeChanges(): BroadcastChange[] {
    return [...this.#runs.values()].flatMap((run) => run.takeChange() ?? [])
  }

  /**
   * Resolves when no socket has it waiting in its queue, or after `limits.sendReplyMs`. Nothing is sent to anybody when the message
   * can't be encoded: AppError bad-hex, bad-base64, bad-json or message-too-large; nor when no connection knows its variables:
   * AppError unknown-variable.
   */
  async start(ids: readonly ConnectionId[], composed: ComposedMessage, order: BroadcastOrder): Promise<BroadcastRun> {
    const { pool, clock, logger } = this.#options
    const message = sendableOf(composed)
    const id = this.#lastId + 1
    const run = new Run({ pool, clock, onChange: () => this.#listeners.tell() }, { id, ids, message, order })
    const unknown = run.begin((error) => {
      logger.error('A broadcast broke', error)
      run.cancel()
    })
    if (unknown.length > 0) throw new AppError('unknown-variable', unknownWords(unknown))
    this.#lastId = id
    this.#runs.set(id, run)
    this.#evict()
    await run.quiet()
    return run.value
  }

  /** Harmless for one that is over. Throws AppError not-found. */
  cancel(id: number): void {
    const run = this.#runs.get(id)
    if (run === undefined) throw new AppError('not-found', t('engine.goneBroadcast'))
    run.cancel()
  }

  /** Nothing is sent and no timer left after it. */
  close(): void {
    for (const run of this.#runs.values()) run.cancel()
  }

  /** The oldest that is over goes first; where all still run, the oldest. */
  #evict(): void {
    while (this.#runs.size > limits.broadcastsKept) {
      const doomed = [...this.#runs].find(([, run]) => !run.running) ?? [...this.#runs][0]
      if (doomed === undefined) return
      doomed[1].cancel()
      this.#runs.delete(doomed[0])
    }
  }
}
