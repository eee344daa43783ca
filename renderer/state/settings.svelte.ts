import type { Api } from '../api'
import type { StartReply } from '../../shared/contract'
import { limits } from '../../shared/limits'
import type { Overrides } from '../../shared/options'
import type { Settings as Saved } from '../../shared/settings'

export type Theme = Saved['theme']
type LogSettings = Saved['log']

export class Settings {
  theme = $state.raw<Theme>('system')
  /** Pane sizes in percent, by pane group. */
  panes = $state.raw<Saved['panes']>({})
  log = $state.raw<LogSettings>({ captures: limits.capturesKept, mebibytes: limits.captureMiB, time: 'clock', filters: [] })
  /** What folders and profiles inherit. */
  defaults = $state.raw<Overrides>({})
  readonly #api: Api

  constructor(api: Api) {
    this.#api = api
    api.on('settings.changed', (settings) => this.#take(settings))
  }

  start(reply: StartReply): void {
    this.#take(reply.settings)
  }

  async setTheme(theme: Theme): Promise<void> {
    this.theme = theme
    await this.#api.call('settings.save', { theme })
  }

  paneSize(group: string): number | null {
    return this.panes[group]?.[0] ?? null
  }

  async setPaneSize(group: string, percent: number): Promise<void> {
    this.panes = { ...this.panes, [group]: [percent] }
    await this.#api.call('settings.save', { panes: this.panes })
  }

  /** What main refuses is not kept here either. */
  async setLog(patch: Partial<LogSettings>): Promise<void> {
    const before = this.log
    const next = { ...before, ...patch }
    this.log = next
    try {
      await this.#api.call('settings.save', { log: next })
    } catch (error) {
      if (this.log === next) this.log = before
      throw error
    }
  }

  async setDefaults(defaults: Overrides): Promise<void> {
    await this.#api.call('settings.save', { defaults })
    this.defaults = defaults
  }

  #take(settings: Saved): void {
    this.theme = settings.theme
    this.panes = settings.panes
    this.log = settings.log
    this.defaults = settings.defaults
  }
}
