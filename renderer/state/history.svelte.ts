import type { Api } from '../api'
import type { StartReply } from '../../shared/contract'
import type { SentItem } from '../../shared/sent'
import type { Selection } from './selection.svelte'

/** What was sent by hand, newest first: to any socket, or to those of one profile. */
export class History {
  items = $state.raw<SentItem[]>([])
  query = $state('')
  /** Only what went to the profiles of the ticked sockets. */
  narrowed = $state(false)
  problem = $state.raw<unknown>(null)
  readonly shown: SentItem[] = $derived.by(() => {
    const query = this.query.trim().toLowerCase()
    const ids = this.narrowed ? this.#selection.profileIds : null
    return this.items.filter(
      ({ message, targets }) =>
        (query === '' || message.text.toLowerCase().includes(query)) && (ids === null || targets.some(({ profileId }) => ids.has(profileId))),
    )
  })
  readonly #api: Api
  readonly #selection: Selection
  /** Nothing is asked for before somebody looks. */
  #looking = false

  constructor(api: Api, selection: Selection) {
    this.#api = api
    this.#selection = selection
    api.on('history.changed', () => {
      if (this.#looking) void this.#load()
    })
  }

  start(_reply: StartReply): void {
    if (this.#looking) void this.#load()
  }

  /** Begins to keep the list up to date; returns the way to stop. */
  look(): () => void {
    this.#looking = true
    void this.#load()
    return () => {
      this.#looking = false
    }
  }

  /** null: all of it. The answer puts it back. */
  async remove(ids: readonly string[] | null): Promise<() => Promise<void>> {
    const { removed } = await this.#api.call('history.remove', { ids: ids === null ? null : [...ids] })
    return async () => {
      await this.#api.call('history.restore', { items: removed })
    }
  }

  async #load(): Promise<void> {
    try {
      this.items = await this.#api.call('history.list', { profileId: null })
      this.problem = null
    } catch (error) {
      this.problem = error
    }
  }
}
