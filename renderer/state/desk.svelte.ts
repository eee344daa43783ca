import type { ConnectionId } from '../../shared/connection'
import type { Settings } from './settings.svelte'

/** What the large pane below the deck shows. */
export type Stage = { kind: 'log' } | { kind: 'socket'; id: ConnectionId } | { kind: 'hub' }

export type Pane = 'sidebar' | 'deck' | 'composer' | 'messages'

/** Which parts of the window are there, and which of its dialogs is open. */
export class Desk {
  stage = $state.raw<Stage>({ kind: 'log' })
  dialog = $state<'palette' | 'settings' | 'shortcuts' | 'tour' | 'news' | 'update' | 'report' | 'schedule' | null>(null)
  /** The window is too narrow for messages beside the composer, unless somebody wants them there. */
  narrow = $state(false)
  #unfolded = $state(false)
  readonly #settings: Settings

  constructor(settings: Settings) {
    this.#settings = settings
  }

  shows(pane: Pane): boolean {
    return !this.#settings.hidden.includes(pane) && !(pane === 'messages' && this.#folded)
  }

  async toggle(pane: Pane): Promise<void> {
    const { hidden } = this.#settings
    const shown = this.shows(pane)
    if (pane === 'messages') this.#unfolded = !shown
    if (this.shows(pane) !== shown) return
    await this.#settings.set({ hidden: hidden.includes(pane) ? hidden.filter((name) => name !== pane) : [...hidden, pane] })
  }

  async show(pane: Pane): Promise<void> {
    if (!this.shows(pane)) await this.toggle(pane)
  }

  /** Who has given them a width has chosen them. */
  get #folded(): boolean {
    return this.narrow && !this.#unfolded && this.#settings.paneSize('messages') === null
  }
}
