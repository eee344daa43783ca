/** The log's view as a person sets it: filter, find, pause, and what the view says of itself. */
import type { Locator } from '@playwright/test'
import type { Sockdeck } from './app'

export class LogView {
  readonly #app: Sockdeck

  constructor(app: Sockdeck) {
    this.#app = app
  }

  get all(): Locator {
    return this.#app.page.getByRole('region', { name: 'Log', exact: true })
  }

  get text(): Locator {
    return this.all.getByRole('textbox', { name: 'Filter by text' })
  }

  /** The filter's, while the bar of Find is closed. */
  get regex(): Locator {
    return this.all.getByRole('button', { name: 'Regular expression' })
  }

  get pause(): Locator {
    return this.all.getByRole('button', { name: 'Pause the view; recording goes on' })
  }

  /** Leads to the newest row, or back from a pause. */
  get pill(): Locator {
    return this.all.getByRole('button', { name: /^Paused|new$|^Newest$/ })
  }

  /** "kept 1,204 on disk 1,204 dropped 0" */
  get totals(): Locator {
    return this.all.getByRole('note', { name: 'What the log holds' })
  }

  get find(): Find {
    return new Find(this.#app.page.getByRole('search', { name: 'Find in the log' }))
  }

  async turn(direction: 'All' | 'In' | 'Out'): Promise<void> {
    await this.all.getByRole('radiogroup', { name: 'Direction' }).getByText(direction, { exact: true }).click()
  }

  /** The condition on a field of JSON messages; the box stays open for what it may have to say. */
  async field(condition: string): Promise<Locator> {
    const box = this.#app.page.getByRole('dialog', { name: 'More conditions' })
    if (!(await box.isVisible())) await this.all.getByRole('button', { name: 'More', exact: true }).click()
    await box.getByRole('textbox', { name: 'Field of a JSON message' }).fill(condition)
    return box
  }

  async clearFilter(): Promise<void> {
    await this.all.getByRole('button', { name: 'Clear filters' }).first().click()
  }

  async toTop(): Promise<void> {
    await this.#app.log.focus()
    await this.#app.page.keyboard.press('Home')
  }

  async toEnd(): Promise<void> {
    await this.#app.log.focus()
    await this.#app.page.keyboard.press('End')
  }

  /** Scrolls down by so many rows. */
  async scroll(rows: number): Promise<void> {
    await this.#app.log.hover()
    await this.#app.page.mouse.wheel(0, rows * 22)
  }
}

class Find {
  readonly bar: Locator

  constructor(bar: Locator) {
    this.bar = bar
  }

  get text(): Locator {
    return this.bar.getByRole('textbox', { name: 'Find in the log' })
  }

  /** "1 of 12" */
  get status(): Locator {
    return this.bar.getByRole('status')
  }

  get next(): Locator {
    return this.bar.getByRole('button', { name: 'Next hit' })
  }

  get previous(): Locator {
    return this.bar.getByRole('button', { name: 'Previous hit' })
  }
}
