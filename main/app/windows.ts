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
import { background, keepPlace, showWhenReady, windowOptions } from './window'

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
    const { make, dark, preload, clock, logger, revival, onPage, settings } = this.#options
    const { front } = this
    const window = make(windowOptions({ placement: this.#placement(), dark: dark(), preload }))
    this.#open.push(window)
    showWhenReady(window, front === null && settings.value.window.maximized)
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

  /** Never rejects: a page that is closed or reloaded while it loads is nothing to give up for. */
  async load(window: BrowserWindow): Promise<void> {
    try {
      await window.loadURL(this.#options.page)
    } catch (error) {
      this.#options.logger.warn('Showing the page failed', error)
    }
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
