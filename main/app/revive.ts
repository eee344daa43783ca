/** Revive: what is done about a window whose page died or hangs; sockets and log live in main and go on meanwhile. */
import type { BrowserWindow } from 'electron'
import { isAbort } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { t } from '../../shared/words/words'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import type { Engine } from './engine'
import { liveSockets, type Farewell, type FarewellOptions } from './farewell'

/** What goes on without the window, and what the person is asked by. */
export interface Revival {
  ask: FarewellOptions['ask']
  /** Sockets that live. */
  sockets: () => number
  /** A page that died is on its way back. */
  revived: () => void
  /** The person wants to quit; resolves with whether the app does. */
  quit: (window: BrowserWindow) => Promise<boolean>
}

export interface ReviveOptions extends Revival {
  /** Loads the page into its window. */
  load: () => void
  clock: Clock
  logger: Logger
}

interface Behind {
  engine: Pick<Engine, 'pool' | 'notices'>
  farewell: Pick<Farewell, 'wish'>
  leaving: () => boolean
}

export function revivalOn({ engine, farewell, leaving }: Behind, ask: Revival['ask']): Revival {
  return {
    ask,
    sockets: () => liveSockets(engine.pool.snapshots()),
    revived: () => engine.notices.add({ level: 'warning', title: t('app.crash.revived'), text: t('app.crash.revivedText') }),
    quit: async (window) => {
      await farewell.wish(window)
      return leaving()
    },
  }
}

/** Loads a page that died again, unless it keeps dying, and asks about one that hangs. */
export function revive(window: BrowserWindow, options: ReviveOptions): void {
  const patient = new Patient(window, options)
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => patient.gone(reason, exitCode))
  window.on('unresponsive', () => patient.hangs())
  window.on('responsive', () => patient.answers())
  window.on('closed', () => patient.answers())
  // A page loads while the desk behind it is built: it may have died before anybody listened.
  if (window.webContents.isCrashed()) patient.gone('crashed', 0)
}

class Patient {
  readonly #window: BrowserWindow
  readonly #options: ReviveOptions
  /** When it died within the last `limits.crashLoopMs`. */
  #deaths: number[] = []
  /** The page was ended because the person wanted it anew. */
  #ended = false
  /** It hangs: aborting ends the wait and takes the question back. */
  #hang: AbortController | null = null

  constructor(window: BrowserWindow, options: ReviveOptions) {
    this.#window = window
    this.#options = options
  }

  gone(reason: string, exitCode: number): void {
    const { logger, clock, revived } = this.#options
    logger.error(`The page is gone: ${reason} (${exitCode})`)
    this.answers()
    if (reason === 'clean-exit') return
    const wanted = this.#ended
    this.#ended = false
    if (wanted) return this.#reload()
    const now = clock.elapsed()
    this.#deaths = [...this.#deaths.filter((at) => now - at < limits.crashLoopMs), now]
    if (this.#deaths.length >= limits.crashesInLoop) return this.#watch(this.#askWhetherAgain())
    revived()
    this.#reload()
  }

  hangs(): void {
    if (this.#hang !== null) return
    this.#options.logger.warn('The page does not answer')
    this.#hang = new AbortController()
    this.#watch(this.#askWhileItHangs(this.#hang.signal))
  }

  answers(): void {
    this.#hang?.abort()
    this.#hang = null
  }

  /** A page that dies again and again would take the screen away from under the question. */
  async #askWhetherAgain(): Promise<void> {
    const { ask, quit } = this.#options
    this.#deaths = []
    for (;;) {
      const { response } = await ask({
        type: 'error',
        message: t('app.crash.again'),
        detail: this.#goesOn(),
        buttons: [t('app.crash.reload'), t('app.quit.yes')],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
      }, this.#parent)
      if (this.#window.isDestroyed()) return
      if (response === 0) return this.#reload()
      if (await quit(this.#window)) return
    }
  }

  /** Asks after `limits.hangMs`, and again as long as it hangs. */
  async #askWhileItHangs(signal: AbortSignal): Promise<void> {
    const { clock, ask } = this.#options
    for (let waitMs: number = limits.hangMs; ; waitMs = limits.hangAgainMs) {
      await clock.sleep(waitMs, signal)
      const { response } = await ask({
        type: 'warning',
        message: t('app.hang.question'),
        detail: this.#goesOn(),
        buttons: [t('app.hang.wait'), t('app.crash.reload')],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
        signal,
      }, this.#parent)
      signal.throwIfAborted()
      if (response === 1) return this.#end()
    }
  }

  /** A page in an endless loop can't be reloaded: its process has to go first. */
  #end(): void {
    this.#ended = true
    this.#window.webContents.forcefullyCrashRenderer()
  }

  #goesOn(): string {
    const count = this.#options.sockets()
    return count === 0 ? '' : t('app.crash.goesOn', { count })
  }

  #reload(): void {
    const { webContents } = this.#window
    // What died before it had an address has nothing to reload.
    if (webContents.getURL() === '') this.#options.load()
    else webContents.reload()
  }

  /** A window that was never shown can't show a question. */
  get #parent(): BrowserWindow | null {
    return this.#window.isVisible() ? this.#window : null
  }

  #watch(question: Promise<void>): void {
    question.catch((error: unknown) => {
      if (!isAbort(error)) this.#options.logger.error('Asking about a page that does not work failed', error)
    })
  }
}
