/** A page that dies and comes back: the driver has lost it for good by then, so that main looks at it. */
import type { Bridge, Replies, Reply } from '../../../shared/contract'
import type { Command, Payload } from '../../../shared/schemas'
import type { Sockdeck } from './app'
import { told } from './electron'

/** `hang`: Chromium says so after some 15 s of an endless loop, but only to who types or clicks; said here in its place. */
type Way = 'crash' | 'reload' | 'hang'

export class Deathbed {
  readonly #app: Sockdeck
  /** Resolves when the window is known in main, for which the page has to answer. */
  readonly ready: Promise<unknown>
  /** Of the window, in main. */
  readonly #id: Promise<number>

  constructor(app: Sockdeck) {
    this.#app = app
    this.#id = app.electron.browserWindow(app.page).then((window) => window.evaluate((each: { id: number }) => each.id))
    this.ready = this.#id
  }

  /**
   * Ends the page's process, reloads the page or says that it hangs; answers how many ms later a picture with what is looked for was
   * drawn: by default, rows of the log.
   */
  async until(way: Way, selector = '[role=grid][aria-label="Log entries"] [role=row]'): Promise<number> {
    const about = { way, selector, id: await this.#id }
    return this.#app.electron.evaluate(async ({ BrowserWindow }, { way: how, selector: sought, id }) => {
      const window = BrowserWindow.fromId(id)
      if (window === null) throw new Error('The window is gone')
      const contents = window.webContents
      const begun = performance.now()
      const back = new Promise<void>((resolve) => contents.once('dom-ready', () => resolve()))
      if (how === 'crash') contents.forcefullyCrashRenderer()
      else if (how === 'reload') contents.reload()
      else window.emit('unresponsive')
      await back
      await contents.executeJavaScript(`new Promise((drawn) => {
        const look = () => requestAnimationFrame(document.querySelector(${JSON.stringify(sought)}) === null ? look : drawn)
        look()
      }).then(() => true)`)
      return performance.now() - begun
    }, about)
  }

  /** What an expression is in the page that came back. */
  async see<T>(expression: string): Promise<T> {
    const about = { expression, id: await this.#id }
    const seen = await told(() => this.#app.electron.evaluate(({ BrowserWindow }, { expression: what, id }): Promise<unknown> | undefined => {
      return BrowserWindow.fromId(id)?.webContents.executeJavaScript(what)
    }, about))
    return seen as T
  }

  /** The text of what a selector finds first, without its white space. */
  text(selector: string): Promise<string> {
    return this.see(`(document.querySelector(${JSON.stringify(selector)})?.innerText ?? '').replace(/\\s+/g, ' ').trim()`)
  }

  /** As the page would ask main. */
  async ask<C extends Command>(command: C, payload: Payload<C>): Promise<Replies[C]> {
    const reply = await this.see<Reply<C>>(`window.sockdeck.call(${JSON.stringify(command satisfies Parameters<Bridge['call']>[0])}, ${JSON.stringify(payload)})`)
    if (!reply.ok) throw new Error(`${command} was refused: ${reply.error.code}, ${reply.error.message}`)
    return reply.value
  }
}
