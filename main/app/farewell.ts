/** Farewell: what a person is asked before the app quits under sockets that are open and schedules that run. */
import type { BrowserWindow, MessageBoxOptions, MessageBoxReturnValue } from 'electron'
import type { ConnectionSnapshot } from '../../shared/connection'
import type { ScheduleState } from '../../shared/schedule'
import type { UpdateState } from '../../shared/update'
import { t } from '../../shared/words/words'
import type { Settings } from '../store/settings'

export interface FarewellOptions {
  pool: { snapshots(): Pick<ConnectionSnapshot, 'state'>[] }
  schedules: { list: readonly Pick<ScheduleState, 'state'>[] }
  settings: Pick<Settings, 'value' | 'patch'>
  updates: { state: Pick<UpdateState, 'kind'>; prepareInstall(): boolean }
  report: (title: string, error: unknown) => void
  ask: (options: MessageBoxOptions, parent: BrowserWindow | null) => Promise<MessageBoxReturnValue>
  quit: () => void
  /** It is on its way already, whoever wanted it. */
  leaving: () => boolean
  platform: NodeJS.Platform
}

export class Farewell {
  readonly #options: FarewellOptions
  #asking = false

  constructor(options: FarewellOptions) {
    this.#options = options
  }

  /** The last window is about to close, and the app with it: true if it must stay until the person has answered. */
  holds(window: BrowserWindow): boolean {
    const { leaving, platform } = this.#options
    // On macOS an app without a window lives on, and so do its sockets.
    if (platform === 'darwin' || leaving() || !this.#due) return false
    void this.wish(window)
    return true
  }

  /** The person wants to quit: by the menu, a shortcut or the last window's cross. Asks once at a time. */
  async wish(parent: BrowserWindow | null): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    try {
      if (!this.#due || (await this.#agreed(parent))) this.#options.quit()
    } catch (error) {
      this.#options.report(t('app.quit.failed'), error)
    } finally {
      this.#asking = false
    }
  }

  /** The person wants to restart into the version that is ready. They are asked whenever something is open, whatever the settings say. */
  async restart(parent: BrowserWindow | null): Promise<void> {
    const { updates, report, quit } = this.#options
    if (this.#asking || updates.state.kind !== 'ready') return
    this.#asking = true
    try {
      if ((await this.#agreedToRestart(parent)) && updates.prepareInstall()) quit()
    } catch (error) {
      report(t('update.restart.failed'), error)
    } finally {
      this.#asking = false
    }
  }

  async #agreedToRestart(parent: BrowserWindow | null): Promise<boolean> {
    const busy = this.#busy()
    if (busy.sockets + busy.schedules === 0) return true
    const { response } = await this.#options.ask(restartQuestion(busy), parent)
    return response === 0
  }

  get #due(): boolean {
    const { sockets, schedules } = this.#busy()
    return this.#options.settings.value.askBeforeQuit && sockets + schedules > 0
  }

  async #agreed(parent: BrowserWindow | null): Promise<boolean> {
    const { ask, settings, report } = this.#options
    const { response, checkboxChecked } = await ask(question(this.#busy()), parent)
    if (response !== 0) return false
    if (!checkboxChecked) return true
    try {
      settings.patch({ askBeforeQuit: false })
    } catch (error) {
      report(t('app.quit.unsaved'), error)
    }
    return true
  }

  #busy(): Busy {
    const { pool, schedules } = this.#options
    return {
      sockets: liveSockets(pool.snapshots()),
      schedules: schedules.list.filter(({ state }) => state === 'running').length,
    }
  }
}

interface Busy {
  sockets: number
  schedules: number
}

const live: ReadonlySet<ConnectionSnapshot['state']['kind']> = new Set(['open', 'connecting', 'waiting'])

export function liveSockets(snapshots: readonly Pick<ConnectionSnapshot, 'state'>[]): number {
  return snapshots.filter(({ state }) => live.has(state.kind)).length
}

function question(busy: Busy): MessageBoxOptions {
  const { sockets, schedules } = busy
  const message = sockets > 0 ? t('app.quit.question', { count: sockets }) : t('app.quit.questionSchedules', { count: schedules })
  return { ...yesOrNo(busy, message, t('app.quit.yes')), checkboxLabel: t('app.quit.dontAsk'), checkboxChecked: false }
}

function restartQuestion(busy: Busy): MessageBoxOptions {
  const { sockets, schedules } = busy
  const message = sockets > 0 ? t('update.restart.question', { count: sockets }) : t('update.restart.questionSchedules', { count: schedules })
  return yesOrNo(busy, message, t('update.restart.yes'))
}

function yesOrNo({ sockets, schedules }: Busy, message: string, yes: string): MessageBoxOptions {
  return {
    type: 'question',
    message,
    detail: sockets > 0 && schedules > 0 ? t('app.quit.schedules', { count: schedules }) : '',
    buttons: [yes, t('common.cancel')],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  }
}
