import type { Api } from '../api'
import type { StartReply } from '../../shared/contract'
import type { Settings as Saved } from '../../shared/settings'

export type Theme = Saved['theme']

export class Settings {
  theme = $state.raw<Theme>('system')
  /** Pane sizes in percent, by pane group. */
  panes = $state.raw<Saved['panes']>({})
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

  #take(settings: Saved): void {
    this.theme = settings.theme
    this.panes = settings.panes
  }
}
