import type { Api } from '../api'
import type { ComposedMessage } from '../../shared/payload'

/** A pause in typing after which the draft is kept. */
const pauseMs = 400

/** Keeps what is in the editor, so that it is there again after a restart. */
export class DraftText {
  readonly #api: Api
  readonly #now: () => ComposedMessage
  readonly #fail: (error: unknown) => void
  #timer: ReturnType<typeof setTimeout> | null = null
  /** That it can't be kept is said once, not at each pause. */
  #told = false

  constructor(api: Api, now: () => ComposedMessage, fail: (error: unknown) => void) {
    this.#api = api
    this.#now = now
    this.#fail = fail
  }

  /** Something was typed. */
  touch(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), pauseMs)
  }

  /** Keeps it at once, if anything was typed since. */
  async flush(): Promise<void> {
    if (this.#timer === null) return
    clearTimeout(this.#timer)
    this.#timer = null
    try {
      await this.#api.call('drafts.save', { draft: this.#now() })
      this.#told = false
    } catch (error) {
      if (!this.#told) this.#fail(error)
      this.#told = true
    }
  }
}
