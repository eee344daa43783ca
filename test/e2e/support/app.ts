/** Starts the built app as a person would, with a data folder of its own, and speaks of what is on the screen. */
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { expect, test as base, type ElectronApplication, type Locator, type Page, type TestInfo } from '@playwright/test'

import { systemClock } from '../../../main/lib/clock'
import { silentLogger } from '../../../main/lib/logger'
import { seedBook } from '../../../main/store/seed'
import { Settings } from '../../../main/store/settings'
import type { Bridge, Replies, Reply } from '../../../shared/contract'
import { hubPort as usualPort } from '../../../shared/limits'
import type { Command, Payload } from '../../../shared/schemas'
import { done, launchElectron, told } from './electron'
import { SharedApp } from './shared'
import type { Launch, LaunchOptions, Shell } from './shell'

/** Tests run side by side, each worker with a screen and a port of its own: windows fight for the focus of a screen. */
const worker = Number(process.env['TEST_PARALLEL_INDEX'] ?? 0)
/** Another one only where somebody else has it: pictures show it. */
export const hubPort = await freePort(usualPort + worker).catch(() => freePort(0))
const { version } = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../../package.json'), 'utf8')) as { version: string }

export class Sockdeck {
  readonly shell: Shell
  readonly page: Page
  /** Errors and policy violations that the page has told its console. */
  readonly complaints: string[] = []

  constructor(shell: Shell, page: Page) {
    this.shell = shell
    this.page = page
    page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()))
    page.on('pageerror', (error) => this.complaints.push(String(error)))
  }

  get electron(): ElectronApplication {
    return this.shell.electron
  }

  get running(): boolean {
    return this.shell.running
  }

  /** Quits as the system does, without a question, and waits until the process is gone. */
  quit(): Promise<void> {
    return this.shell.quit()
  }

  /** Ends the main process as a crash does: at once, and with no chance to tidy up. */
  async kill(): Promise<void> {
    const closed = new Promise((resolve) => this.electron.once('close', () => resolve(null)))
    this.electron.process().kill('SIGKILL')
    await closed
  }

  /** What the menu item of that action does; key presses of a test don't reach native menus. */
  menu(label: string): Promise<void> {
    return this.shell.menu(label)
  }

  /** Opens one more window by the menu. */
  async newWindow(): Promise<Sockdeck> {
    const window = new Sockdeck(this.shell, await this.shell.newWindow())
    // What it complains of counts as this one's.
    window.page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()))
    window.page.on('pageerror', (error) => this.complaints.push(String(error)))
    await expect(window.page.getByRole('region', { name: 'Deck' })).toBeVisible()
    return window
  }

  /** The next message boxes answer so; tells what they have asked. */
  async answerQuestions(response: number, checkboxChecked = false): Promise<() => Promise<string[]>> {
    await done(this.electron.evaluate(({ dialog }, answer) => {
      const asked: string[] = []
      Object.assign(globalThis, { asked })
      const ask = (...args: unknown[]) => {
        asked.push((args.at(-1) as { message: string }).message)
        return Promise.resolve(answer)
      }
      Object.assign(dialog, { showMessageBox: ask })
    }, { response, checkboxChecked }))
    return () => told(() => this.electron.evaluate(() => (globalThis as unknown as { asked: string[] }).asked))
  }

  /** Resolves when what is done has ended the process. */
  gone(act: () => Promise<unknown>): Promise<void> {
    return this.shell.gone(act)
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
  chooseFile(file: string): Promise<void> {
    return this.shell.chooseFile(file)
  }

  copied(): Promise<string> {
    return this.shell.copied()
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
    const ticked = this.deck.getByRole('row').getByRole('checkbox', { checked: true })
    while ((await ticked.count()) > 0) await ticked.first().uncheck()
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

  /**
   * Rows of the log now on the screen, each as one line of text. Found and read in one visit to the page: the list gives its elements to other
   * rows as it moves, so what is found first and read later has the order of one moment and the texts of another.
   */
  async rows(): Promise<string[]> {
    const texts = await this.log.evaluateAll((grids) => grids.flatMap((grid) => [...grid.querySelectorAll<HTMLElement>('[role=row]')].map((row) => row.innerText)))
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

interface Start extends LaunchOptions {
  /** Leaves the tour's card on the screen. */
  tour?: boolean
  /** Finds nothing at all, and shows the tour. */
  first?: boolean
}

/** Rejects if somebody else has it; 0: any. */
async function freePort(wanted: number): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** All that most starts find is the port, and that the tour has been seen. Answers what is set then. */
function prepare(data: string, { tour = false, first = false }: Start): Settings['value'] | null {
  if (first || existsSync(path.join(data, 'settings.json'))) return null
  const settings = Settings.open({ dir: data, clock: systemClock, logger: silentLogger })
  return settings.patch({ hub: { port: hubPort, startWithApp: true }, seen: tour ? settings.value.seen : { tour: true, version } })
}

async function open(launch: Launch, data: string, options: Start): Promise<Sockdeck> {
  prepare(data, options)
  const { tour: _, first: __, ...how } = options
  const { shell, page } = await launch(data, how)
  const app = new Sockdeck(shell, page)
  await expect(app.page.getByRole('region', { name: 'Deck' })).toBeVisible()
  return app
}

async function openShared(launch: Launch, data: string) {
  const settings = prepare(data, {})
  if (settings === null) throw new Error('There is something in the folder of a first start')
  const app = await open(launch, data, {})
  return { app, fresh: { book: seedBook(hubPort), settings } }
}

/** Of where a test failed, beside its report; a page that is gone has none. */
async function keepPicture({ page }: Sockdeck, info: TestInfo): Promise<void> {
  const picture = page.screenshot({ path: info.outputPath('page.png'), timeout: 5_000 })
  await picture.catch((error: unknown) => console.log(`no picture of the page: ${String(error).slice(0, 200)}`))
}

/** What shows the page: Electron, or a browser (test/chromium). */
export interface World {
  world: 'electron' | 'chromium'
}

interface WorkerFixtures extends World {
  launch: Launch
  shared: SharedApp
}

interface Fixtures {
  /** A folder that is new and goes away after the test. */
  data: string
  /** As a first start has it, and with nothing of another test; for all that need no start of their own. */
  app: Sockdeck
  /** Starts the app on the data folder; what still runs is quit after the test. */
  start: (options?: Start) => Promise<Sockdeck>
}

/** Every app that a test has must have had nothing to complain of: no error and no breach of the content policy. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  world: ['electron', { option: true, scope: 'worker' }],
  launch: [
    async ({ world }, use) => {
      if (world === 'electron') return use(launchElectron)
      // Only here: who runs the app in Electron needs no second engine in this process.
      const { startChromium } = await import('../../chromium/support/chromium')
      const { launch, close } = await startChromium()
      await use(launch)
      await close()
    },
    { scope: 'worker' },
  ],
  shared: [
    async ({ launch, world }, use) => {
      const shared = new SharedApp({ start: (data) => openShared(launch, data), once: world === 'chromium' })
      await use(shared)
      await shared.retire()
    },
    { scope: 'worker' },
  ],
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from the pattern
  data: async ({}, use) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'sockdeck-e2e-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  app: async ({ shared }, use, info) => {
    const app = await shared.lend()
    await use(app)
    // After a failure the worker ends, and the app with it.
    if (info.status !== info.expectedStatus) return keepPicture(app, info)
    expect(await shared.takeBack()).toEqual([])
  },
  start: async ({ data, launch, shared }, use, info) => {
    await shared.rest()
    const started: Sockdeck[] = []
    await use(async (options = {}) => {
      const app = await open(launch, data, options)
      started.push(app)
      return app
    })
    const last = started.at(-1)
    if (info.status !== info.expectedStatus && last?.running === true) await keepPicture(last, info)
    for (const app of started) if (app.running) await app.quit()
    expect(started.flatMap((app) => [...app.complaints, ...app.shell.faults])).toEqual([])
  },
})

export { expect }
