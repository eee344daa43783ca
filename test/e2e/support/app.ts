/** Starts the built app as a person would, with a data folder of its own, and speaks of what is on the screen. */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { _electron, expect, test as base, type ElectronApplication, type Locator, type Page } from '@playwright/test'

import type { Bridge, Replies, Reply } from '../../../shared/contract'
import type { Command, Payload } from '../../../shared/schemas'

const root = path.join(import.meta.dirname, '../../..')

export class Sockdeck {
  readonly electron: ElectronApplication
  readonly page: Page
  /** Errors and policy violations that the page has told its console. */
  readonly complaints: string[] = []

  running = true

  constructor(electron: ElectronApplication, page: Page) {
    electron.once('close', () => (this.running = false))
    this.electron = electron
    this.page = page
    page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()))
    page.on('pageerror', (error) => this.complaints.push(String(error)))
  }

  /** Quits as the system does, without a question, and waits until the process is gone. */
  async quit(): Promise<void> {
    await this.gone(() => this.electron.evaluate(({ app }) => app.quit()))
  }

  /** Ends the main process as a crash does: at once, and with no chance to tidy up. */
  async kill(): Promise<void> {
    const closed = new Promise((resolve) => this.electron.once('close', () => resolve(null)))
    this.electron.process().kill('SIGKILL')
    await closed
  }

  /** What the menu item of that action does; key presses of a test don't reach native menus. */
  async menu(label: string): Promise<void> {
    await this.electron.evaluate(({ Menu }, wanted) => {
      const menus = Menu.getApplicationMenu()?.items ?? []
      const item = menus.flatMap((menu) => menu.submenu?.items ?? []).find((each) => each.label === wanted)
      if (item === undefined) throw new Error(`No menu item ${wanted}`)
      const choose = item.click as () => void
      choose()
    }, label)
  }

  /** Opens one more window by the menu. */
  async newWindow(): Promise<Sockdeck> {
    const opened = this.electron.waitForEvent('window')
    await this.menu('New Window')
    const window = new Sockdeck(this.electron, await opened)
    // What it complains of counts as this one's.
    window.page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()))
    window.page.on('pageerror', (error) => this.complaints.push(String(error)))
    await expect(window.page.getByRole('region', { name: 'Deck' })).toBeVisible()
    return window
  }

  /** The next message boxes answer so; tells what they have asked. */
  async answerQuestions(response: number, checkboxChecked = false): Promise<() => Promise<string[]>> {
    await this.electron.evaluate(({ dialog }, answer) => {
      const asked: string[] = []
      Object.assign(globalThis, { asked })
      const ask = (...args: unknown[]) => {
        asked.push((args.at(-1) as { message: string }).message)
        return Promise.resolve(answer)
      }
      Object.assign(dialog, { showMessageBox: ask })
    }, { response, checkboxChecked })
    return () => this.electron.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)
  }

  /** Resolves when what is done has ended the process. */
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

  /** Asks main as the page does; for preparing what a test is not about. */
  async call(command: string, payload: unknown): Promise<unknown> {
    type Page = { sockdeck: Bridge }
    return this.page.evaluate(({ name, what }) => (window as unknown as Page).sockdeck.call(name, what), { name: command, what: payload })
  }

  /** As `call`, for what must not be refused. */
  async ask<C extends Command>(command: C, payload: Payload<C>): Promise<Replies[C]> {
    const reply = (await this.call(command, payload)) as Reply<C>
    if (!reply.ok) throw new Error(`${command} was refused: ${reply.error.code}, ${reply.error.message}`)
    return reply.value
  }

  /** The next file dialogs answer with this file. */
  async chooseFile(file: string): Promise<void> {
    await this.electron.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen })
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
    }, file)
  }

  copied(): Promise<string> {
    return this.electron.evaluate(({ clipboard }) => clipboard.readText())
  }

  profile(name: string): Locator {
    return this.page.getByRole('treeitem', { name, exact: true })
  }

  /** Connects to a profile by its button, as often as it is asked to. */
  async connect(name: string): Promise<void> {
    await this.profile(name).hover()
    await this.profile(name).getByRole('button', { name: /^(Connect|Open one more)$/ }).click()
  }

  get deck(): Locator {
    return this.page.getByRole('grid', { name: 'Sockets' })
  }

  /** The socket's row on the deck. */
  socket(name: string): Locator {
    return this.deck.getByRole('row').filter({ has: this.page.getByText(name, { exact: true }) })
  }

  async tick(...names: string[]): Promise<void> {
    for (const name of names) await this.deck.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check()
  }

  async untickAll(): Promise<void> {
    for (const box of await this.deck.getByRole('row').getByRole('checkbox', { checked: true }).all()) await box.uncheck()
  }

  get composer(): Locator {
    return this.page.getByRole('region', { name: 'Composer' })
  }

  async compose(text: string): Promise<void> {
    const editor = this.composer.getByRole('textbox', { name: 'Message' })
    // The browser keeps the style of coloured text that is typed over, which the content policy refuses aloud: the editor empties itself.
    await editor.press('ControlOrMeta+a')
    await editor.press('Delete')
    await editor.fill(text)
  }

  get log(): Locator {
    return this.page.getByRole('grid', { name: 'Log entries' })
  }

  /** Rows of the log now on the screen, each as one line of text. */
  async rows(): Promise<string[]> {
    const texts = await this.log.getByRole('row').allInnerTexts()
    return texts.map((text) => text.replace(/\s+/g, ' '))
  }

  /** The row on which the keyboard stands, and those that are picked. */
  get selected(): Locator {
    return this.log.getByRole('row', { selected: true })
  }

  get inspector(): Locator {
    return this.page.getByRole('region', { name: 'Inspector' })
  }

  async expectState(name: string, words: RegExp | string, patience: { timeout?: number } = {}): Promise<void> {
    await expect(this.socket(name)).toContainText(words, patience)
  }
}

interface Start {
  env?: Record<string, string>
  /** Leaves the tour's card on the screen, as at the first start. */
  tour?: boolean
}

async function launch(data: string, { env = {}, tour = false }: Start): Promise<Sockdeck> {
  const electron = await _electron.launch({
    cwd: root,
    // Without a graphics card the GPU process fails first and pictures taken in that moment are empty. Whoever runs the tests has
    // their own keyring, or none: it is not asked.
    args: ['.', `--user-data-dir=${data}`, '--disable-gpu', '--password-store=basic'],
    env: { ...(process.env as Record<string, string>), ...env },
  })
  const app = new Sockdeck(electron, await electron.firstWindow())
  await expect(app.page.getByRole('region', { name: 'Deck' })).toBeVisible()
  if (!tour) await skipTour(app)
  return app
}

async function skipTour(app: Sockdeck): Promise<void> {
  const version = await app.electron.evaluate((electron) => electron.app.getVersion())
  await app.ask('settings.save', { seen: { tour: true, version } })
  await expect(app.page.getByRole('button', { name: 'Skip the tour' })).toHaveCount(0)
}

interface Fixtures {
  /** A data folder that is new and goes away after the test. */
  data: string
  /** Starts the app on the data folder; what still runs is quit after the test. */
  start: (options?: Start) => Promise<Sockdeck>
}

/** Every app a test starts must have had nothing to complain of: no error and no breach of the content policy. */
export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from the pattern
  data: async ({}, use) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'sockdeck-e2e-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  start: async ({ data }, use) => {
    const started: Sockdeck[] = []
    await use(async (options = {}) => {
      const app = await launch(data, options)
      started.push(app)
      return app
    })
    for (const app of started) if (app.running) await app.quit()
    expect(started.flatMap((app) => app.complaints)).toEqual([])
  },
})

export { expect }
