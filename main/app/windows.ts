/** Windows: all that are open onto the one pool, the one that the person works in last. */
import { isDeepStrictEqual } from 'node:util'
import type { BrowserWindow, BrowserWindowConstructorOptions, WebContents } from 'electron'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { t } from '../../shared/words/words'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import type { Settings } from '../store/settings'
import { cascade, fitPlace, type Placement, type Rectangle } from './place'
import { revive, type Revival } from './revive'
import { background, keepPlace, loadPage, putInPlace, showWhenPainted, windowOptions, type FirstWindow } from './window'

export interface WindowsOptions {
  make: (options: BrowserWindowConstructorOptions) => BrowserWindow
  /** URL of the page, and the absolute path of the built preload script. */
  page: string
  preload: string
  clock: Clock
  logger: Logger
  settings: Pick<Settings, 'value' | 'patch'>
  report: (title: string, error: unknown) => void
  revival: Revival
  workAreas: () => Rectangle[]
  dark: () => boolean
  /** The page of a new window, before it is loaded. */
  onPage: (contents: WebContents) => void
  /** The last window is about to close; true: it stays for now. */
  holdsLast: (window: BrowserWindow) => boolean
}

export class Windows {
  readonly #options: WindowsOptions
  /** Last used last. */
  #open: BrowserWindow[] = []

  constructor(options: WindowsOptions) {
    this.#options = options
  }

  get front(): BrowserWindow | null {
    return this.#open.at(-1) ?? null
  }

  get contents(): WebContents[] {
    return this.#open.map(({ webContents }) => webContents)
  }

  of(contents: WebContents): BrowserWindow | null {
    return this.#open.find(({ webContents }) => webContents === contents) ?? null
  }

  /** Throws AppError too-many. */
  open(): BrowserWindow {
    if (this.#open.length >= limits.windows) throw new AppError('too-many', t('app.tooManyWindows', { most: limits.windows }))
    const { make, dark, preload } = this.#options
    const window = make(windowOptions({ placement: this.#placement(), dark: dark(), preload }))
    showWhenPainted(window, this.front === null && this.#options.settings.value.window.maximized)
    return this.#take(window)
  }

  /** Takes over a window that was made by what a glance at the settings said, and puts right what that could not know. */
  adopt({ window, placement }: Pick<FirstWindow, 'window' | 'placement'>): void {
    const wanted = this.#placement()
    if (!isDeepStrictEqual(placement, wanted)) putInPlace(window, wanted)
    this.#take(window)
  }

  #take(window: BrowserWindow): BrowserWindow {
    const { clock, logger, revival, onPage } = this.#options
    const { front } = this
    this.#open.push(window)
    if (front === null) this.#rememberPlace(window)
    window.on('focus', () => this.#use(window))
    window.on('close', (event) => {
      if (this.#open.length === 1 && this.#options.holdsLast(window)) event.preventDefault()
    })
    window.on('closed', () => {
      this.#open = this.#open.filter((other) => other !== window)
    })
    onPage(window.webContents)
    // Last: a page that has died already is loaded again at once.
    revive(window, { clock, logger, load: () => void this.load(window), ...revival })
    return window
  }

  /** Brings the one used last to the front; opens one if there is none. */
  show(): void {
    const { front } = this
    if (front === null) return void this.load(this.open())
    if (front.isMinimized()) front.restore()
    front.show()
    front.focus()
  }

  load(window: BrowserWindow): Promise<void> {
    return loadPage(window, this.#options.page, this.#options.logger)
  }

  paint(): void {
    for (const window of this.#open) window.setBackgroundColor(background(this.#options.dark()))
  }

  closeAll(): void {
    for (const window of [...this.#open]) window.close()
  }

  #use(window: BrowserWindow): void {
    this.#open = [...this.#open.filter((other) => other !== window), window]
  }

  #placement(): Placement {
    const { settings, workAreas } = this.#options
    return this.front === null ? fitPlace(settings.value.window, workAreas()) : cascade(this.front.getNormalBounds(), workAreas())
  }

  /** Of the first one alone: the next start opens one window. */
  #rememberPlace(window: BrowserWindow): void {
    const { clock, settings, report } = this.#options
    keepPlace(window, clock, (place) => {
      try {
        settings.patch({ window: place })
      } catch (error) {
        report(t('app.placeUnsaved'), error)
      }
    })
  }
}
