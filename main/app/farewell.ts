/** Farewell: what a person is asked before the app quits under sockets that are open and schedules that run. */
import type { BrowserWindow, MessageBoxOptions, MessageBoxReturnValue } from 'electron'
import type { ConnectionSnapshot } from '../../shared/connection'
import type { ScheduleState } from '../../shared/schedule'
import { t } from '../../shared/words/words'
import type { Settings } from '../store/settings'

export interface FarewellOptions {
  pool: { snapshots(): Pick<ConnectionSnapshot, 'state'>[] }
  schedules: { list: readonly Pick<ScheduleState, 'state'>[] }
  settings: Pick<Settings, 'value' | 'patch'>
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
      sockets: pool.snapshots().filter(({ state }) => live.has(state.kind)).length,
      schedules: schedules.list.filter(({ state }) => state === 'running').length,
    }
  }
}

interface Busy {
  sockets: number
  schedules: number
}

const live: ReadonlySet<ConnectionSnapshot['state']['kind']> = new Set(['open', 'connecting', 'waiting'])

function question({ sockets, schedules }: Busy): MessageBoxOptions {
  const running = schedules > 0 ? t('app.quit.schedules', { count: schedules }) : ''
  return {
    type: 'question',
    message: sockets > 0 ? t('app.quit.question', { count: sockets }) : t('app.quit.questionSchedules', { count: schedules }),
    detail: sockets > 0 ? running : '',
    checkboxLabel: t('app.quit.dontAsk'),
    checkboxChecked: false,
    buttons: [t('app.quit.yes'), t('common.cancel')],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  }
}
