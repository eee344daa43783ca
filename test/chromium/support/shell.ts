/** What main/main.ts puts together, without Electron: the real engine, handlers and publisher in this process, with pages of a browser as windows. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContext, ElectronApplication, Page } from '@playwright/test'
import { fileDialogs } from '../../../main/app/dialogs'
import { openDiary } from '../../../main/app/diary'
import { buildEngine, startHub, stopEngine, type Engine } from '../../../main/app/engine'
import { linkPages, type Link } from '../../../main/app/link'
import { followMenu } from '../../../main/app/menu'
import { systemClock as clock } from '../../../main/lib/clock'
import { loggerTo, silentLogger, type Logger } from '../../../main/lib/logger'
import type { ActionId } from '../../../shared/actions'
import type { Shell } from '../../e2e/support/shell'
import { BrowserContents, Door } from './bridge'
import { FileChooser, NativeMenu } from './system'

const root = path.join(import.meta.dirname, '../../..')
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }
const program = (name: string) => pathToFileURL(path.join(root, 'out/main', `${name}.js`))
const workers = { scan: program('scan-worker'), job: program('job-worker') }

export interface Surroundings {
  data: string
  /** URL of the page. */
  page: string
  context: BrowserContext
  runtime: string
}

export class ChromiumShell implements Shell {
  readonly faults: string[] = []
  running = true
  readonly #surroundings: Surroundings
  readonly #engine: Engine
  readonly #logger: Logger
  readonly #link: Link<BrowserContents>
  readonly #door = new Door(() => this.#windows)
  readonly #menu = new NativeMenu()
  readonly #files = new FileChooser()
  /** Opened last at the end. */
  readonly #windows: BrowserContents[] = []
  #opened = 0
  #ended: Promise<void> | null = null

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
    const { data, page, runtime } = surroundings
    const diary = openDiary(path.join(data, 'sockdeck.log'), silentLogger)
    // What the diary calls an error is one that nobody expected: people read of the others on the screen.
    const logger = loggerTo(diary.sink, (line) => {
      if (this.running && /^\S+ error /.test(line)) this.faults.push(line)
    })
    const engine = buildEngine({ dir: data, clock, logger, random: Math.random, workers })
    const { platform } = process
    this.#engine = engine
    this.#logger = logger
    this.#link = linkPages<BrowserContents>({
      engine, clock, logger, serve: this.#door.serve, page, diary,
      about: { version, runtime, dataFolder: data, platform, systemLanguage: 'en' },
      machine: () => Promise.resolve({ about: { runtime }, processes: [] }),
      contents: () => this.#windows,
      dialogs: () => fileDialogs(this.#files.options),
      openWindow: () => void this.#open(),
      quit: () => void this.quit(),
      restart: () => void this.quit(),
    })
    const choose = (action: ActionId) => (action === 'quit' ? void this.quit() : this.#link.publisher.chosen(action))
    followMenu({ platform, developing: false, choose, settings: engine.settings, set: (template) => this.#menu.set(template) })
  }

  get electron(): ElectronApplication {
    throw new Error('There is no Electron here: a test that needs it must not have the tag @page')
  }

  async start(): Promise<Page> {
    await this.#door.open(this.#surroundings.context)
    const [page] = await Promise.all([this.#open(), startHub(this.#engine)])
    return page
  }

  version(): Promise<string> {
    return Promise.resolve(version)
  }

  quit(): Promise<void> {
    this.#ended ??= this.#end()
    return this.#ended
  }

  async gone(act: () => Promise<unknown>): Promise<void> {
    await act()
    await this.#ended
  }

  async newWindow(): Promise<Page> {
    const opened = this.#surroundings.context.waitForEvent('page')
    await this.menu('New Window')
    return opened
  }

  async menu(label: string): Promise<void> {
    await Promise.resolve(this.#menu.click(label))
  }

  menuLabel(id: ActionId): Promise<string | undefined> {
    return Promise.resolve(this.#menu.label(id))
  }

  async choose(action: ActionId): Promise<void> {
    await Promise.resolve(this.#link.publisher.chosen(action))
  }

  async chooseFile(file: string): Promise<void> {
    await Promise.resolve(this.#files.choose(file))
  }

  copied(): Promise<string> {
    return this.#front.evaluate(() => navigator.clipboard.readText())
  }

  resize(width: number, height: number): Promise<void> {
    return this.#front.setViewportSize({ width, height })
  }

  get #front(): Page {
    const front = this.#windows.at(-1)
    if (front === undefined) throw new Error('No page is open')
    return front.page
  }

  async #open(): Promise<Page> {
    const page = await this.#surroundings.context.newPage()
    this.#opened += 1
    const contents = new BrowserContents(this.#opened, page, (error) => this.faults.push(String(error)))
    this.#windows.push(contents)
    contents.once('destroyed', () => this.#windows.splice(this.#windows.indexOf(contents), 1))
    this.#link.admit(contents)
    await page.goto(this.#surroundings.page)
    return page
  }

  async #end(): Promise<void> {
    this.running = false
    await this.#surroundings.context.close()
    await stopEngine(this.#engine, clock, this.#logger)
  }
}
