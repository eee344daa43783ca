/** A page that hangs: what main tells it waits, serialized as it travels, until it goes on and asks for the rows that it missed. */
import { serialize } from 'node:v8'
import type { Pool } from '../../../main/connection/pool'
import { Publisher, type WholeValues } from '../../../main/ipc/publish'
import { systemClock as clock } from '../../../main/lib/clock'
import type { Logger } from '../../../main/lib/logger'
import type { MessageLog } from '../../../main/log/log'
import type { Events } from '../../../shared/contract'
import { everything } from '../../../shared/entry'
import { until } from '../until'

/** What it finds when it goes on. */
export interface CaughtUp {
  /** Events that waited, and their bytes. */
  events: number
  bytes: number
  /** By the events: how many entries came while it hung, and how many of its view there are. */
  missed: number
  matches: number
  /** How many entries really came meanwhile. */
  came: number
  /** The last rows of its view, as they are shown. */
  rows: string[]
  /** From the moment it goes on until it knows all that and has the last rows, ms. */
  ms: number
}

interface Engine {
  pool: Pool
  log: MessageLog
  logger: Logger
}

/** As many rows as a screen takes. */
const screen = 50

export class StalledPage {
  readonly #log: MessageLog
  readonly #waiting: Buffer[] = []
  #viewId = 0
  #hungAt = 0
  /** The newest of the log's events. */
  #newest: Events['log.changed'] | null = null

  constructor({ pool, log, logger }: Engine) {
    this.#log = log
    const publisher = new Publisher({
      clock,
      logger,
      snapshot: (id) => pool.snapshot(id),
      send: (name, value) => {
        this.#waiting.push(serialize([name, value]))
        if (name === 'log.changed') this.#newest = structuredClone(value) as Events['log.changed']
      },
      sendFront: () => undefined,
      // Nothing else changes here.
      values: { 'log.changed': () => ({ totals: log.totals, views: log.views.progress() }) } as unknown as WholeValues,
    })
    pool.onChange((id) => publisher.connectionChanged(id))
    log.onChange(() => publisher.changed('log.changed'))
  }

  /** A view of all that has this text. */
  async look(text: string): Promise<void> {
    const { viewId } = await this.#log.openView(null, { ...everything, kinds: ['text'], text }, null)
    this.#viewId = viewId
    this.#hungAt = this.#log.totals.head
  }

  async goOn(): Promise<CaughtUp> {
    const begun = performance.now()
    const bytes = this.#waiting.reduce((sum, { byteLength }) => sum + byteLength, 0)
    const head = this.#log.totals.head
    const told = await until(() => this.#told(head), () => `the page was told of ${head} entries (${JSON.stringify(this.#newest)})`)
    const { rows } = await this.#log.views.rows(this.#viewId, told.matches - screen, screen)
    const ms = performance.now() - begun
    return { ...told, events: this.#waiting.length, bytes, came: head - this.#hungAt, rows: rows.map(({ preview }) => preview), ms }
  }

  /** Null where so much is not told yet. */
  #told(head: number): Pick<CaughtUp, 'missed' | 'matches'> | null {
    const view = this.#newest?.views.find(({ viewId }) => viewId === this.#viewId)
    const { head: seen = 0 } = this.#newest?.totals ?? {}
    return seen >= head && view?.scanned === 1 ? { missed: seen - this.#hungAt, matches: view.end } : null
  }
}
