import type { Api } from '../api'
import type { StartReply } from '../../shared/contract'
import { plainDeckView } from '../../shared/deck-view'
import { limits } from '../../shared/limits'
import type { Overrides } from '../../shared/options'
import type { Payload } from '../../shared/schemas'
import type { Settings as Saved } from '../../shared/settings'
import { followLanguage, type Language } from '../../shared/words/words'

export type Theme = Saved['theme']
type LogSettings = Saved['log']
/** What the window may change. */
export type Chosen = Omit<Saved, 'window' | 'hub' | 'deck' | 'weakSecrets'>

const before: Chosen = {
  theme: 'system',
  language: 'system',
  density: 'comfortable',
  monoFont: '',
  motion: 'system',
  askBeforeQuit: true,
  updates: 'ask',
  shortcuts: {},
  seen: { tour: true, version: '' },
  deckView: plainDeckView,
  hidden: [],
  panes: {},
  log: { captures: limits.capturesKept, mebibytes: limits.captureMiB, time: 'clock', hiddenColumns: [], filters: [] },
  defaults: {},
}

export class Settings {
  /** A change shows at once, and goes back if main refuses it. */
  #saved = $state.raw<Chosen>(before)
  #system = $state.raw<Language>('en')
  readonly theme = $derived(this.#saved.theme)
  readonly density = $derived(this.#saved.density)
  readonly compact = $derived(this.density === 'compact')
  readonly monoFont = $derived(this.#saved.monoFont)
  readonly motion = $derived(this.#saved.motion)
  readonly askBeforeQuit = $derived(this.#saved.askBeforeQuit)
  readonly updates = $derived(this.#saved.updates)
  readonly shortcuts = $derived(this.#saved.shortcuts)
  readonly seen = $derived(this.#saved.seen)
  readonly deckView = $derived(this.#saved.deckView)
  /** Panes that are folded away. */
  readonly hidden = $derived(this.#saved.hidden)
  /** Pane sizes in percent, by pane group. */
  readonly panes = $derived(this.#saved.panes)
  readonly log = $derived(this.#saved.log)
  /** What folders and profiles inherit. */
  readonly defaults = $derived(this.#saved.defaults)
  /** As chosen, and as it comes out. */
  readonly languageChoice = $derived(this.#saved.language)
  readonly language: Language = $derived(this.#saved.language === 'system' ? this.#system : this.#saved.language)
  readonly #api: Api

  constructor(api: Api) {
    this.#api = api
    followLanguage(() => this.language)
    api.on('settings.changed', (settings) => this.#take(settings))
  }

  start(reply: StartReply): void {
    this.#system = reply.systemLanguage
    this.#take(reply.settings)
  }

  /** Changes what is named, each as a whole. Throws what main answers; what it refuses is not kept here either. */
  async set(patch: Payload<'settings.save'>): Promise<void> {
    const old = this.#saved
    const next = { ...old, ...patch } as Chosen
    this.#saved = next
    try {
      await this.#api.call('settings.save', patch)
    } catch (error) {
      if (this.#saved === next) this.#saved = old
      throw error
    }
  }

  async setTheme(theme: Theme): Promise<void> {
    await this.set({ theme })
  }

  paneSize(group: string): number | null {
    return this.panes[group]?.[0] ?? null
  }

  async setPaneSize(group: string, percent: number): Promise<void> {
    await this.set({ panes: { ...this.panes, [group]: [percent] } })
  }

  async setLog(patch: Partial<LogSettings>): Promise<void> {
    await this.set({ log: { ...this.log, ...patch } })
  }

  async setDefaults(defaults: Overrides): Promise<void> {
    await this.set({ defaults })
  }

  #take({ window: _window, hub: _hub, deck: _deck, weakSecrets: _weak, ...chosen }: Saved): void {
    this.#saved = chosen
  }
}
