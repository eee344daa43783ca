/** An app that the tests of a worker use one after another: a start costs more than most of them do. */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect } from '@playwright/test'
import type { Sockdeck } from './app'
import { done } from './electron'
import { remember, tidy, type Fresh } from './tidy'

interface Lent {
  app: Sockdeck
  data: string
  fresh: Fresh
  used: boolean
  resting: boolean
}

export interface SharedOptions {
  start: (data: string) => Promise<Pick<Lent, 'app' | 'fresh'>>
  /** Once only, where a start costs next to nothing. */
  once: boolean
}

export class SharedApp {
  readonly #options: SharedOptions
  #lent: Lent | null = null

  constructor(options: SharedOptions) {
    this.#options = options
  }

  /** As a first start has it: what another test left of it is gone. */
  async lend(): Promise<Sockdeck> {
    this.#lent ??= await this.#first()
    const { app, used, fresh } = this.#lent
    this.#lent.used = true
    if (!used) return app
    if (this.#lent.resting) await wake(app, fresh)
    this.#lent.resting = false
    await app.page.mouse.move(0, 0)
    await app.page.reload()
    await expect(app.page.getByRole('region', { name: 'Deck' })).toBeVisible()
    return app
  }

  /** Answers what it had to complain of. Where something is left that can't be taken away, the next test gets another. */
  async takeBack(): Promise<string[]> {
    if (this.#lent === null) return []
    const { app, fresh } = this.#lent
    const left = this.#options.once ? [] : await this.#tidy(app, fresh)
    const complaints = [...app.complaints, ...app.shell.faults]
    app.complaints.length = 0
    if (left.length > 0) console.log(`the next test gets another app: ${left.join(', ').slice(0, 300)}`)
    if (this.#options.once || left.length > 0) await this.retire()
    return complaints
  }

  /** Out of the way of another app: two of them fight for the focus, and for the hub's port. */
  async rest(): Promise<void> {
    if (this.#lent === null || this.#lent.resting) return
    this.#lent.resting = true
    await this.#lent.app.ask('hub.stop', {})
    await show(this.#lent.app, false)
  }

  async retire(): Promise<void> {
    if (this.#lent === null) return
    const { app, data } = this.#lent
    this.#lent = null
    if (app.running) await app.quit()
    await rm(data, { recursive: true, force: true })
  }

  async #first(): Promise<Lent> {
    const data = await mkdtemp(path.join(os.tmpdir(), 'sockdeck-e2e-'))
    const started = await this.#options.start(data)
    if (!this.#options.once) await remember(started.app)
    return { ...started, data, used: false, resting: false }
  }

  #tidy(app: Sockdeck, fresh: Fresh): string[] | Promise<string[]> {
    if (!app.running) return ['it has quit']
    return app.electron.windows().length === 1 ? tidy(app, fresh) : ['it has several windows']
  }
}

async function wake(app: Sockdeck, { settings }: Fresh): Promise<void> {
  await show(app, true)
  await app.ask('hub.start', { port: settings.hub.port })
}

async function show({ electron }: Sockdeck, visible: boolean): Promise<void> {
  const changed = electron.evaluate(({ BrowserWindow }, shown) => {
    for (const window of BrowserWindow.getAllWindows()) window[shown ? 'show' : 'hide']()
  }, visible)
  await done(changed)
}
