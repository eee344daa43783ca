/** Windows: all that are open onto the one pool, the one that the person works in last. */
import type { BrowserWindow, BrowserWindowConstructorOptions, WebContents } from 'electron'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { t } from '../../shared/words/words'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import type { Settings } from '../store/settings'
import { cascade, fitPlace, type Placement, type Rectangle } from './place'
import { revive, type Revival } from './revive'
import { background, hearPainted, keepPlace, loadPage, putInPlace, showWhenPainted, windowOptions, type FirstWindow, type Painted } from './window'

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
    return this.#take(window, hearPainted(window))
  }

  /** Takes over a window that was made ahead, and puts it where it was left. */
  adopt({ window, painted }: Pick<FirstWindow, 'window' | 'painted'>): void {
    putInPlace(window, this.#placement())
    window.setBackgroundColor(background(this.#options.dark()))
    this.#take(window, painted)
  }

  #take(window: BrowserWindow, painted: Painted): BrowserWindow {
    const { clock, logger, revival, onPage, settings } = this.#options
    const { front } = this
    this.#open.push(window)
    showWhenPainted(window, painted, front === null && settings.value.window.maximized)
    revive(window, { clock, logger, ...revival })
    if (front === null) this.#rememberPlace(window)
    window.on('focus', () => this.#use(window))
    window.on('close', (event) => {
      if (this.#open.length === 1 && this.#options.holdsLast(window)) event.preventDefault()
    })
    window.on('closed', () => {
      this.#open = this.#open.filter((other) => other !== window)
    })
    onPage(window.webContents)
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
