/** Updates: looks for a newer version, takes it when told to, and has it installed when the app is down; never by itself. */
import { limits } from '../../shared/limits'
import type { NewVersion, UpdateMode, UpdateState } from '../../shared/update'
import { isAbort } from '../../shared/errors'
import type { Clock } from '../lib/clock'
import { Listeners } from '../lib/listeners'
import type { Logger } from '../lib/logger'
import { problemOf, SlowUpdate } from './update-problem'

/** What brings new versions; electron-updater behind it. */
export interface UpdateSource {
  /** null: there is nothing newer for this copy. */
  look: () => Promise<NewVersion | null>
  /** Takes what was found last, and checks that it is what was published. Rejects with an AbortError as soon as `signal` aborts. */
  take: (onProgress: (bytes: number, total: number) => void, signal: AbortSignal) => Promise<void>
  /** Puts it in the app's place, ends the app and starts the new one; calls back if that does not come about. */
  install: (onFailed: (error: unknown) => void) => void
}

export interface UpdatesOptions {
  /** A source that hangs is opened anew. In place of it: why there is none. */
  source: (() => Promise<UpdateSource>) | 'channel' | 'copy'
  settings: { value: { updates: UpdateMode } }
  /** The start before this one was to install an update, which did not come about. */
  failedBefore: boolean
  clock: Clock
  logger: Logger
}

const notInstalled: UpdateState = { kind: 'failed', during: 'install', problem: 'unknown', found: null }

export class Updates {
  readonly #options: UpdatesOptions
  readonly #listeners: Listeners
  #state: UpdateState
  #source: Promise<UpdateSource> | null = null
  #looking = false
  /** Somebody waits for the answer of the look that is under way. */
  #asked = false
  #download: AbortController | null = null
  #installing = false
  #cancelLook = () => {}

  constructor(options: UpdatesOptions) {
    const { source, failedBefore, logger } = options
    this.#options = options
    this.#listeners = new Listeners((error) => logger.error('Telling of an update failed', error))
    this.#state = typeof source === 'string' ? { kind: 'unable', why: source } : failedBefore ? notInstalled : { kind: 'idle' }
  }

  get state(): UpdateState {
    return this.#state
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  /** Looks from time to time, unless the person wants it off. The first look comes when the start is long over. */
  start(): void {
    if (this.#state.kind !== 'unable') this.#lookIn(limits.updateFirstMs)
  }

  close(): void {
    this.#cancelLook()
    this.#download?.abort()
  }

  /** Somebody asked: they see that it is looked for, and what went wrong with it. */
  async look(): Promise<void> {
    if (['unable', 'downloading', 'ready'].includes(this.#state.kind)) return
    this.#asked = true
    this.#set({ kind: 'checking' })
    await this.#look()
  }

  /** Takes the version that was found. */
  async download(): Promise<void> {
    const state = this.#state
    if ((state.kind !== 'available' && state.kind !== 'failed') || state.found === null) return
    const { found } = state
    const stop = new AbortController()
    this.#download = stop
    this.#set({ kind: 'downloading', found, bytes: 0, total: 0 })
    try {
      await this.#take(found, stop)
      this.#set({ kind: 'ready', found })
    } catch (error) {
      if (isAbort(error)) this.#set({ kind: 'available', found })
      else this.#fail('download', error, found)
    } finally {
      this.#download = null
    }
  }

  /** Ends a download; the version stays available. */
  cancel(): void {
    this.#download?.abort()
  }

  /** Whether there is something to restart for. From then on the end of the app is the install. */
  prepareInstall(): boolean {
    this.#installing = this.#state.kind === 'ready'
    return this.#installing
  }

  /**
   * The app is down, and about to end: installs what it was taken down for, else quits. Where that fails, or takes too long,
   * `comeBack` starts the app as it was.
   */
  async leave(quit: () => void, comeBack: () => void): Promise<void> {
    if (!this.#installing) return quit()
    const { clock, logger } = this.#options
    let back = false
    const giveUp = (error: unknown) => {
      if (back) return
      back = true
      logger.error('The update was not installed', error)
      comeBack()
    }
    clock.after(limits.updateInstallMs, () => giveUp(new SlowUpdate(limits.updateInstallMs)))
    try {
      const source = await this.#open()
      source.install(giveUp)
    } catch (error) {
      giveUp(error)
    }
  }

  #lookIn(ms: number): void {
    this.#cancelLook = this.#options.clock.after(ms, () => {
      this.#lookIn(limits.updateEveryMs)
      if (this.#options.settings.value.updates !== 'off' && knowsNothing(this.#state)) void this.#look()
    })
  }

  /** One at a time; whoever asks meanwhile gets the answer of the one under way. Never rejects. */
  async #look(): Promise<void> {
    if (this.#looking) return
    this.#looking = true
    try {
      const source = await this.#open()
      const found = await this.#within(limits.updateLookMs, source.look())
      this.#set(found === null ? { kind: 'current', at: this.#options.clock.now() } : { kind: 'available', found })
    } catch (error) {
      // What hangs would hang the next look, too.
      this.#source = null
      if (this.#asked) this.#fail('check', error, null)
      else this.#options.logger.warn('Looking for a new version failed', error)
    } finally {
      this.#looking = false
      this.#asked = false
    }
  }

  /** Ends a download that stands still: nothing below it has a time limit. */
  async #take(found: NewVersion, stop: AbortController): Promise<void> {
    const { clock } = this.#options
    const slow = new SlowUpdate(limits.updateStallMs)
    const stall = () => clock.after(limits.updateStallMs, () => stop.abort(slow))
    let cancelStall = stall()
    const onProgress = (bytes: number, total: number) => {
      cancelStall()
      if (stop.signal.aborted) return
      cancelStall = stall()
      this.#set({ kind: 'downloading', found, bytes, total })
    }
    try {
      const source = await this.#open()
      await source.take(onProgress, stop.signal)
    } catch (error) {
      throw stop.signal.reason === slow ? slow : error
    } finally {
      cancelStall()
    }
  }

  #open(): Promise<UpdateSource> {
    const { source } = this.#options
    if (typeof source === 'string') return Promise.reject(new Error('There is nothing to update from'))
    this.#source ??= source()
    return this.#source
  }

  async #within<T>(ms: number, work: Promise<T>): Promise<T> {
    let cancel = () => {}
    const late = new Promise<never>((_, reject) => (cancel = this.#options.clock.after(ms, () => reject(new SlowUpdate(ms)))))
    try {
      return await Promise.race([work, late])
    } finally {
      cancel()
    }
  }

  #fail(during: 'check' | 'download', error: unknown, found: NewVersion | null): void {
    this.#options.logger.warn(`The update failed (${during})`, error)
    this.#set({ kind: 'failed', during, problem: problemOf(error), found })
  }

  #set(state: UpdateState): void {
    this.#state = state
    this.#listeners.tell()
  }
}

/** A version that was found stays until the person asks again: what is on offer must not change under their hands. */
function knowsNothing(state: UpdateState): boolean {
  return state.kind === 'idle' || state.kind === 'current' || (state.kind === 'failed' && state.found === null)
}
