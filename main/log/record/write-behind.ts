/** WriteBehind: brings full blocks to disk one batch at a time, tries again what the disk did not take, and ends captures that are over. */
import { isAbort } from '../../../shared/errors'
import { limits } from '../../../shared/limits'
import { inLanguage } from '../../../shared/words/words'
import { Listeners } from '../../lib/listeners'
import type { Logger } from '../../lib/logger'
import type { Run } from '../format/runs'
import { Backlog, type BacklogOptions, type Stop } from './backlog'
import type { Block } from './block'
import type { BlockPool } from './block-pool'
import type { Disk } from './disk'
import type { LiveCapture } from './live-capture'
import { hasRoom, whyOf } from './room'

export interface WriteBehindOptions extends Omit<BacklogOptions, 'onPressure'> {
  root: string
  logger: Logger
  disk: Disk
  pool: BlockPool
  /** Writing works again after this. */
  onResume: (stop: Stop) => void
  /** A new segment was begun. */
  onSegment: () => void
}

/** How soon a disk that took nothing is tried again: soon for an eye, rare for a disk. */
const retryMs = 1_000

export class WriteBehind {
  readonly grown: Listeners
  readonly pressure: Listeners<[pressed: boolean]>
  readonly backlog: Backlog
  readonly #options: WriteBehindOptions
  /** Those with something to write, oldest first; all but the last one only need to be ended. */
  readonly #captures: LiveCapture[] = []
  #waiters: { isDone: () => boolean; resolve: () => void }[] = []
  #isRunning = false
  #running: Promise<void> = Promise.resolve()
  #takeBackTimer: (() => void) | null = null
  /** The block at hand is old enough to be written. */
  #due = false
  readonly #closing = new AbortController()

  constructor(options: WriteBehindOptions) {
    const report = (error: unknown) => options.logger.error('A listener of the recorder failed', error)
    this.#options = options
    this.grown = new Listeners(report)
    this.pressure = new Listeners<[pressed: boolean]>(report)
    const onPressure = (pressed: boolean) => {
      this.pressure.tell(pressed)
      this.grown.tell()
    }
    this.backlog = new Backlog({ ...options, onPressure })
  }

  /** The ones before it are ended as soon as all of them is written. */
  add(capture: LiveCapture): void {
    const before = this.#captures.at(-1)
    if (before !== undefined) this.#seal(before)
    this.#captures.push(capture)
    this.#wake()
  }

  /** The block at hand can't take the next entry: it is written at once. */
  seal(capture: LiveCapture): void {
    this.#seal(capture)
    this.#wake()
  }

  /** There is something to write soon: it waits for others to go with it. */
  soon(): void {
    if (this.#closing.signal.aborted) return
    this.#takeBackTimer ??= this.#options.clock.after(limits.logFlushMs, () => {
      this.#takeBackTimer = null
      this.#due = true
      this.#wake()
    })
  }

  /** Resolves when `isDone`, or as soon as nothing can be written. */
  async until(isDone: () => boolean): Promise<void> {
    if (isDone() || this.backlog.stop !== null) return
    await new Promise<void>((resolve) => {
      this.#waiters.push({ isDone, resolve })
      this.#due = true
      this.#wake()
    })
  }

  /** Those whose files are not ended yet, oldest first. */
  get writing(): readonly LiveCapture[] {
    return this.#captures
  }

  /** Writes what waits and ends all files; what the disk does not take now is lost, and the logger told. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#takeBackTimer?.()
    this.#due = true
    this.#wake()
    await this.#running
    this.grown.clear()
    this.pressure.clear()
  }

  #seal(capture: LiveCapture): void {
    this.backlog.add(capture.seal())
  }

  #wake(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.#running = this.#writeLoop(this.#closing.signal)
  }

  /** Ends when nothing is left to write: between its last look and `#isRunning` nobody else has a turn. */
  async #writeLoop(signal: AbortSignal): Promise<void> {
    for (let capture = this.#next(); capture !== null; capture = this.#next()) {
      try {
        await this.#step(capture)
        this.#worked()
      } catch (error) {
        this.#failed(error)
        if (signal.aborted) await this.#giveUp()
        else await this.#untilRoom(signal)
      }
    }
    this.#isRunning = false
  }

  /** The capture to write or to end next; null for none. */
  #next(): LiveCapture | null {
    const last = this.#captures.at(-1)
    if (this.#due && last !== undefined) this.#seal(last)
    this.#due = false
    const [capture] = this.#captures
    return capture !== undefined && (capture.waits || this.#isOver(capture)) ? capture : null
  }

  #isOver(capture: LiveCapture): boolean {
    return capture !== this.#captures.at(-1) || this.#closing.signal.aborted
  }

  async #step(capture: LiveCapture): Promise<void> {
    const { writer, sealed } = capture
    const { segment } = writer
    if (sealed.length > 0 || writer.behind) await writer.write(sealed, (block, run) => this.#wrote(capture, block, run))
    else if (this.#isOver(capture)) await this.#end(capture)
    else await writer.prepare()
    if (writer.segment !== segment) this.#options.onSegment()
  }

  #wrote(capture: LiveCapture, block: Block, run: Run): void {
    capture.sealed.shift()
    capture.wrote(run, block.payloadBytes)
    this.backlog.remove(block.bytes)
    this.#options.pool.giveBack(block)
  }

  async #end(capture: LiveCapture): Promise<void> {
    await capture.writer.finish(capture.missed)
    if (capture.head === 0) await this.#options.disk.remove(capture.folder)
    this.#captures.splice(this.#captures.indexOf(capture), 1)
  }

  #worked(): void {
    const stop = this.backlog.work()
    if (stop !== null) this.#options.onResume(stop)
    this.#settle()
    this.grown.tell()
  }

  #failed(error: unknown): void {
    if (this.backlog.stop === null) this.#options.logger.warn('The recording stopped', error)
    this.backlog.fail(() => whyOf(error))
    // What is missed from now on lies between two blocks.
    const last = this.#captures.at(-1)
    if (this.backlog.refuses && last !== undefined) this.#seal(last)
    this.#settle()
    this.grown.tell()
  }

  #settle(): void {
    const settled = this.#waiters.filter(({ isDone }) => this.backlog.stop !== null || isDone())
    this.#waiters = this.#waiters.filter((waiter) => !settled.includes(waiter))
    for (const { resolve } of settled) resolve()
  }

  /** Waits a little, and then until the disk has some room. */
  async #untilRoom(signal: AbortSignal): Promise<void> {
    const { clock, disk, root } = this.#options
    try {
      do {
        await clock.sleep(retryMs, signal)
        // What is missed meanwhile is counted on the screen.
        this.grown.tell()
      } while (!(await hasRoom(disk, root)))
    } catch (error) {
      if (!isAbort(error)) throw error
    }
  }

  async #giveUp(): Promise<void> {
    const { logger } = this.#options
    for (const capture of this.#captures.splice(0)) {
      const lost = capture.head - capture.runs.head
      if (lost > 0) logger.error(`${lost} entries at the end of capture ${capture.id} were lost: ${inLanguage('en', () => this.backlog.stop?.why() ?? '')}`)
      await capture.writer.abandon().catch((error: unknown) => logger.warn('A segment could not be closed', error))
    }
    this.#settle()
  }
}
