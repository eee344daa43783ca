/** Ramps: connections opened one after another, so that a thousand of them do not knock at once. */
import type { ConnectionId } from '../../shared/connection'
import type { Ramp } from '../../shared/saved-deck'
import type { Pool } from '../connection/pool'
import type { Clock } from '../lib/clock'

export interface RampsOptions {
  pool: Pool
  clock: Clock
}

interface Run {
  id: number
  total: number
  /** In their order; one that was opened or removed by hand is no longer among them. */
  waiting: Set<ConnectionId>
  rampMs: number
  /** On the monotonic clock: each opening has its place from here, so that late timers don't add up. */
  startedAt: number
  opened: number
  cancel: () => void
}

export class Ramps {
  readonly #options: RampsOptions
  readonly #runs = new Map<number, Run>()
  readonly #listeners = new Set<() => void>()
  #lastId = 0
  /** The pool tells of every message: it is heard only while something waits. */
  #unfollow: (() => void) | null = null

  constructor(options: RampsOptions) {
    this.#options = options
  }

  get list(): Ramp[] {
    return [...this.#runs.values()].map(({ id, total, waiting }) => ({ id, total, begun: total - waiting.size }))
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener)
  }

  /** Opens them `rampMs` apart; at once if that is 0. */
  open(ids: readonly ConnectionId[], rampMs: number): void {
    const { pool, clock } = this.#options
    if (rampMs <= 0 || ids.length < 2) {
      for (const id of ids) pool.open(id)
      return
    }
    this.#lastId += 1
    const run: Run = { id: this.#lastId, total: ids.length, waiting: new Set(ids), rampMs, startedAt: clock.elapsed(), opened: 0, cancel: () => undefined }
    this.#runs.set(run.id, run)
    this.#unfollow ??= pool.onChange((id) => this.#looked(id))
    this.#step(run)
  }

  /** Those that were not opened yet stay as they are. One that is over is no error. */
  cancel(id: number): void {
    const run = this.#runs.get(id)
    if (run !== undefined) this.#end(run)
  }

  /** For quitting: no timer is left. */
  stop(): void {
    for (const run of this.#runs.values()) this.#end(run)
  }

  /** All that are due by now, then waits for the next one. */
  #step(run: Run): void {
    const { pool, clock } = this.#options
    const due = Math.floor((clock.elapsed() - run.startedAt) / run.rampMs) + 1
    for (const id of run.waiting) {
      if (run.opened >= due) break
      run.waiting.delete(id)
      if (pool.snapshot(id)?.state.kind !== 'idle') continue
      run.opened += 1
      pool.open(id)
    }
    if (run.waiting.size === 0) return this.#end(run)
    const nextAt = run.startedAt + run.opened * run.rampMs
    run.cancel = clock.after(Math.max(0, nextAt - clock.elapsed()), () => this.#step(run))
    this.#tell()
  }

  #looked(id: ConnectionId): void {
    for (const run of this.#runs.values()) {
      if (!run.waiting.has(id) || this.#options.pool.snapshot(id)?.state.kind === 'idle') continue
      run.waiting.delete(id)
      if (run.waiting.size === 0) this.#end(run)
      else this.#tell()
    }
  }

  #end(run: Run): void {
    run.cancel()
    this.#runs.delete(run.id)
    if (this.#runs.size === 0) {
      this.#unfollow?.()
      this.#unfollow = null
    }
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
