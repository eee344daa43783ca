/** A page that hangs: what main tells it waits, serialized as it travels, until it goes on and asks for the rows that it missed. */
import { serialize } from 'node:v8'
import type { Pool } from '../../../main/connection/pool'
import { Publisher, type WholeValues } from '../../../main/ipc/publish'
import { systemClock as clock } from '../../../main/lib/clock'
import type { Logger } from '../../../main/lib/logger'
import type { MessageLog } from '../../../main/log/log'
import { everything } from '../../../shared/entry'

/** What it finds when it goes on. */
export interface CaughtUp {
  /** Events that waited, and their bytes. */
  events: number
  bytes: number
  /** Of the newest event of the log, of the view that was open all the time, and of its last row. */
  toldHead: number
  matches: number
  lastSeq: number
  /** From the moment it goes on until it has the last rows, ms. */
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
  #toldHead = 0

  constructor({ pool, log, logger }: Engine) {
    this.#log = log
    const publisher = new Publisher({
      clock,
      logger,
      snapshot: (id) => pool.snapshot(id),
      send: (name, value) => {
        this.#waiting.push(serialize([name, value]))
        if (name === 'log.changed') this.#toldHead = log.totals.head
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
  }

  async goOn(): Promise<CaughtUp> {
    const begun = performance.now()
    const bytes = this.#waiting.reduce((sum, { byteLength }) => sum + byteLength, 0)
    const scanned = () => this.#log.views.progress().find(({ viewId }) => viewId === this.#viewId)
    let view = scanned()
    while (view === undefined || view.scanned < 1) {
      await clock.sleep(1)
      view = scanned()
    }
    const { end, rows } = await this.#log.views.rows(this.#viewId, view.end - screen, screen)
    return { events: this.#waiting.length, bytes, toldHead: this.#toldHead, matches: end, lastSeq: rows.at(-1)?.seq ?? 0, ms: performance.now() - begun }
  }
}
