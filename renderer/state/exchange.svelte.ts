import { SvelteSet } from 'svelte/reactivity'
import type { Api } from '../api'
import type { Replies } from '../../shared/contract'
import type { ExchangeReport, LineFormat } from '../../shared/exchange'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { t } from '../../shared/words/words'
import type { ToastMessage } from './notices.svelte'
import type { Profiles } from './profiles.svelte'

/** Typing goes on for so long before it is read. */
const pauseMs = 250
/** Characters that a text field is asked to show; more is held without being shown. */
export const typedCharacters = 64 * 1024

/** What is at hand besides the field. */
export interface Held {
  /** null: it was pasted. */
  file: string | null
  text: string
}

export interface ExchangeSeams {
  show: (message: ToastMessage) => void
  /** Puts text on the clipboard. */
  write: (text: string) => Promise<void>
}

/** Connections from other tools, on their way in, and lines for other tools, on their way out. */
export class Exchange {
  /** The dialog is on the screen. */
  shown = $state(false)
  typed = $state('')
  /** A file, or a pasted text too long for the field. */
  held = $state.raw<Held | null>(null)
  /** Of what was read last; while something newer is being read, it is still the one before. */
  report = $state.raw<ExchangeReport | null>(null)
  problem = $state.raw<unknown>(null)
  reading = $state(false)
  /** Which of the found connections are taken, by their places. */
  readonly places = new SvelteSet<number>()
  readonly count = $derived(this.report?.connections.length ?? 0)
  readonly #api: Api
  readonly #seams: ExchangeSeams
  #timer: ReturnType<typeof setTimeout> | undefined
  /** A reply for a text that has changed since is thrown away. */
  #turn = 0

  constructor(api: Api, seams: ExchangeSeams) {
    this.#api = api
    this.#seams = seams
  }

  get text(): string {
    return this.held?.text ?? this.typed
  }

  show(): void {
    this.#forget()
    this.typed = ''
    this.held = null
    this.shown = true
  }

  close(): void {
    this.shown = false
    // It may hold secrets, and megabytes.
    this.typed = ''
    this.held = null
    this.#forget()
  }

  /** What is in the field now; read when the typing pauses. */
  type(text: string): void {
    this.typed = text
    if (text.trim() === '') {
      this.#forget()
      return
    }
    this.#turn += 1
    clearTimeout(this.#timer)
    this.problem = null
    this.reading = true
    this.#timer = setTimeout(() => void this.read(), pauseMs)
  }

  hold(held: Held | null): void {
    this.held = held
    this.#forget()
    if (held !== null) void this.read()
  }

  async read(): Promise<void> {
    const { text } = this
    this.#turn += 1
    const turn = this.#turn
    if (text.length > limits.importBytes) {
      this.#fail(new AppError('import-too-large', t('exchange.tooLarge', { size: limits.importBytes / 1024 / 1024 })))
      return
    }
    this.reading = true
    try {
      const report = await this.#api.call('exchange.read', { text })
      if (turn === this.#turn) this.#take(report)
    } catch (error) {
      if (turn === this.#turn) this.#fail(error)
    }
  }

  /** The person chooses a file; nothing changes if none is chosen. */
  async openFile(): Promise<void> {
    const turn = this.#turn
    const opened = await this.#api.call('exchange.openFile', {})
    if (opened === null || turn !== this.#turn) return
    this.#forget()
    this.held = { file: opened.file, text: opened.text }
    this.#take(opened.report)
  }

  tick(place: number, on: boolean): void {
    if (on) this.places.add(place)
    else this.places.delete(place)
  }

  tickAll(on: boolean): void {
    this.places.clear()
    if (on) for (let place = 0; place < this.count; place += 1) this.places.add(place)
  }

  /** Saves the ticked ones as profiles, in a folder of this id or name; their ids, how many did not fit, and what undoes it. */
  async takeInto(target: string | { name: string } | null, profiles: Profiles): Promise<Replies['exchange.take']> {
    const places = [...this.places].sort((a, b) => a - b)
    const { text } = this
    if (target === null || typeof target === 'string') return this.#api.call('exchange.take', { text, places, folderId: target })
    const folder = await profiles.addFolder(target.name)
    try {
      const reply = await this.#api.call('exchange.take', { text, places, folderId: folder.id })
      return { ...reply, imported: { ...reply.imported, folderIds: [folder.id] } }
    } catch (error) {
      // Nothing came into it.
      await profiles.removeFolder(folder)
      throw error
    }
  }

  /** Puts a profile on the clipboard as another tool's command line, and says what that tool can't do. */
  async copyLine(profileId: string, format: LineFormat): Promise<void> {
    const { line, left } = await this.#api.call('exchange.line', { profileId, format })
    await this.#seams.write(line)
    const text = left.length === 0 ? '' : t('exchange.lineLeft', { what: left.join('; ') })
    this.#seams.show({ level: 'done', title: t('exchange.copiedLine', { format }), text, action: null })
  }

  #take(report: ExchangeReport): void {
    this.report = report
    this.reading = false
    this.tickAll(true)
  }

  #fail(error: unknown): void {
    this.#forget()
    this.problem = error
  }

  #forget(): void {
    this.#turn += 1
    clearTimeout(this.#timer)
    this.report = null
    this.problem = null
    this.reading = false
    this.places.clear()
  }
}
