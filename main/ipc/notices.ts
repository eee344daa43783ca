/** Notices: what happened without being asked for and that the person should read. */
import type { Notice } from '../../shared/contract'
import { limits } from '../../shared/limits'
import { Listeners } from '../lib/listeners'
import type { Logger } from '../lib/logger'

export class Notices {
  #list: Notice[] = []
  #lastId = 0
  readonly #listeners: Listeners

  constructor(logger: Logger) {
    this.#listeners = new Listeners((error) => logger.error('A listener of the notices failed', error))
  }

  /** Newest last. */
  get list(): Notice[] {
    return this.#list
  }

  /** Said again while it is still the last one: it is not repeated. At most `limits.notices` are kept, the oldest goes first. */
  add(notice: Omit<Notice, 'id'>): void {
    const last = this.#list.at(-1)
    if (last !== undefined && last.title === notice.title && last.text === notice.text) return
    this.#lastId += 1
    this.#list = [...this.#list, { id: this.#lastId, ...notice }].slice(-limits.notices)
    this.#listeners.tell()
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }
}
