/** The built app in Electron, as a person starts it. */
import path from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import type { ActionId } from '../../../shared/actions'
import { eventChannel } from '../../../shared/contract'
import type { Launch, Shell } from './shell'

const root = path.join(import.meta.dirname, '../../..')
const screen = process.env['SOCKDECK_DISPLAYS']?.split(' ')[Number(process.env['TEST_PARALLEL_INDEX'] ?? 0)]
/** The screen of this worker, for the environment of what it starts. */
export const display: Record<string, string> = screen === undefined ? {} : { DISPLAY: screen }

export const launchElectron: Launch = async (data, { env = {}, args = [] }) => {
  const electron = await _electron.launch({
    cwd: root,
    // Without a graphics card the GPU process fails first and pictures taken in that moment are empty. Whoever runs the tests has
    // their own keyring, or none: it is not asked.
    args: ['.', `--user-data-dir=${data}`, '--disable-gpu', '--password-store=basic', ...args],
    env: { ...(process.env as Record<string, string>), ...display, ...env },
  })
  return { shell: new ElectronShell(electron), page: await electron.firstWindow() }
}

/** Main's garbage collector can take the driver's answer away before it was sent: what was asked for has been done by then. */
const isLost = (error: unknown) => String(error).includes('garbage collected')

/** For what answers nothing and ends at once. */
export async function done(act: Promise<unknown>): Promise<void> {
  await act.catch((error: unknown) => {
    if (!isLost(error)) throw error
  })
}

/** For what changes nothing: an answer that was lost is asked for again. */
export async function told<T>(ask: () => Promise<T>): Promise<T> {
  return ask().catch((error: unknown) => {
    if (!isLost(error)) throw error
    return told(ask)
  })
}

export class ElectronShell implements Shell {
  readonly electron: ElectronApplication
  /** Its diary has them. */
  readonly faults: readonly string[] = []
  running = true

  constructor(electron: ElectronApplication) {
    this.electron = electron
    electron.once('close', () => (this.running = false))
  }

  version(): Promise<string> {
    return told(() => this.electron.evaluate(({ app }) => app.getVersion()))
  }

  quit(): Promise<void> {
    return this.gone(() => this.electron.evaluate(({ app }) => app.quit()))
  }

  async gone(act: () => Promise<unknown>): Promise<void> {
    const gone = new Promise((resolve) => this.electron.process().once('exit', resolve))
    await act().catch((error: unknown) => {
      // The connection may close before the answer comes: that is what was asked for.
      if (!String(error).includes('closed')) throw error
    })
    await gone
    // The driver hears of it later than this process does.
    this.running = false
  }

  async newWindow(): Promise<Page> {
    const opened = this.electron.waitForEvent('window')
    await this.menu('New Window')
    return opened
  }

  /** Key presses of a test don't reach native menus. */
  async menu(label: string): Promise<void> {
    const chosen = this.electron.evaluate(({ Menu }, wanted) => {
      const menus = Menu.getApplicationMenu()?.items ?? []
      const item = menus.flatMap((menu) => menu.submenu?.items ?? []).find((each) => each.label === wanted)
      if (item === undefined) throw new Error(`No menu item ${wanted}`)
      const choose = item.click as () => void
      choose()
    }, label)
    await done(chosen)
  }

  menuLabel(id: ActionId): Promise<string | undefined> {
    return told(() => this.electron.evaluate(({ Menu }, wanted) => Menu.getApplicationMenu()?.getMenuItemById(wanted)?.label, id))
  }

  async choose(action: ActionId): Promise<void> {
    const event = { channel: eventChannel, action }
    const sent = this.electron.evaluate(
      ({ BrowserWindow }, { channel, action: chosen }) => BrowserWindow.getAllWindows()[0]?.webContents.send(channel, 'menu.chosen', { action: chosen }),
      event,
    )
    await done(sent)
  }

  async chooseFile(file: string): Promise<void> {
    const set = this.electron.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen })
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
    }, file)
    await done(set)
  }

  copied(): Promise<string> {
    return told(() => this.electron.evaluate(({ clipboard }) => clipboard.readText()))
  }

  async resize(width: number, height: number): Promise<void> {
    await done(this.electron.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w ?? 0, h ?? 0), [width, height]))
  }
}
