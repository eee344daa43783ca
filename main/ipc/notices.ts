/** Notices: what happened without being asked for and that the person should read. */
import type { Notice } from '../../shared/contract'
import { limits } from '../../shared/limits'

export class Notices {
  #list: Notice[] = []
  #lastId = 0
  readonly #listeners = new Set<() => void>()

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
    for (const listener of this.#listeners) listener()
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
