/** What preload and ipcMain are in Electron: a page's calls go by the browser's debugger, not by a network that the page must not have. */
import { EventEmitter } from 'node:events'
import type { BrowserContext, Frame, Page } from '@playwright/test'
import type { PageContents } from '../../../main/app/link'
import type { Answering } from '../../../main/ipc/answer'
import { bridgeName, callChannel, eventChannel, type Bridge } from '../../../shared/contract'

type Listener = Parameters<Bridge['listen']>[0]
type Sent = [name: string, value: unknown]

/** A page of the browser in the place of Electron's WebContents. */
export class BrowserContents extends EventEmitter implements PageContents {
  readonly id: number
  readonly page: Page
  readonly #fail: (error: unknown) => void
  #waiting: Sent[] = []
  #delivering = false

  constructor(id: number, page: Page, fail: (error: unknown) => void) {
    super()
    this.id = id
    this.page = page
    this.#fail = fail
    page.once('close', () => this.emit('destroyed'))
    page.on('crash', () => this.emit('render-process-gone'))
  }

  /** The value is copied now, as Electron does: what is sent is how things are at this moment. */
  send(_channel: string, ...sent: Sent): void {
    this.#waiting.push(structuredClone(sent))
    if (!this.#delivering) void this.#deliver()
  }

  /** In their order, and all that came while the page was busy at once: it must not fall behind. */
  async #deliver(): Promise<void> {
    this.#delivering = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0)
      try {
        await this.page.evaluate(([channel, events]) => {
          const deliver = (globalThis as unknown as Record<string, Listener>)[channel]
          for (const event of events) deliver?.(...event)
        }, [eventChannel, batch] as const)
      } catch (error) {
        // To a page that is going, as to one that is gone: it asks for the whole picture when it is back.
        if (!/closed|navigat|destroyed/.test(String(error))) this.#fail(error)
      }
    }
    this.#delivering = false
  }
}

export class Door {
  readonly #contents: () => readonly BrowserContents[]
  #answering: Answering | null = null

  constructor(contents: () => readonly BrowserContents[]) {
    this.#contents = contents
  }

  /** Before a page is opened: each then finds the bridge as it finds that of the preload script. */
  async open(context: BrowserContext): Promise<void> {
    await context.exposeBinding(callChannel, ({ page, frame }, request: unknown) => this.#answer(page, frame, request))
    await context.addInitScript(layBridge, { bridgeName, callChannel, eventChannel })
  }

  readonly serve = (answering: Answering) => {
    this.#answering = answering
  }

  #answer(page: Page, frame: Frame, request: unknown): unknown {
    // Contents that are none of our windows have an id, too.
    const id = this.#contents().find((each) => each.page === page)?.id ?? 0
    const sender = { url: frame.url(), isMainFrame: frame === page.mainFrame(), hasParent: frame.parentFrame() !== null }
    return this.#answering?.({ id, sender, request })
  }
}

/** Runs in the page, before its own script: it sees nothing of this file. */
function layBridge(names: { bridgeName: string; callChannel: string; eventChannel: string }): void {
  const world = globalThis as unknown as Record<string, (request: unknown) => Promise<unknown>>
  const ask = world[names.callChannel]
  const listeners = new Set<Listener>()
  const bridge: Bridge = {
    // Copied as Electron does: what can't be, a proxy of the page's state say, is refused here too.
    call: async (command, payload) => ask?.(structuredClone({ command, payload })),
    listen: (onEvent) => {
      listeners.add(onEvent)
      return () => {
        listeners.delete(onEvent)
      }
    },
  }
  const deliver: Listener = (name, value) => {
    for (const listener of listeners) listener(name, value)
  }
  Object.assign(globalThis, { [names.bridgeName]: Object.freeze(bridge), [names.eventChannel]: deliver })
}
