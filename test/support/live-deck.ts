/** A real pool with a log in memory and real time, and ways to ask what became of its connections. */
import { onTestFinished, vi } from 'vitest'
import { Pool } from '../../main/connection/pool'
import type { Dial } from '../../main/connection/wire'
import { sleepOn, systemClock, type Clock } from '../../main/lib/clock'
import type { Logger } from '../../main/lib/logger'
import type { Cause, ConnectionId, ConnectionSnapshot, ConnectionState, StateKind } from '../../shared/connection'
import type { LifecycleNote, LogRow } from '../../shared/entry'
import type { Options, Overrides } from '../../shared/options'
import type { Plan } from '../../shared/plan'
import type { Surroundings } from '../../main/prepare/surroundings'
import { MemoryLog } from './memory-log'
import { planOver, type PlanAbout } from './plan'
import { seeded } from './random'
import { until } from './until'

// Waits below have limits of their own, in words; they must run out before the test does.
vi.setConfig({ testTimeout: 30_000 })

export interface DeckOptions {
  dial?: Dial
  log?: MemoryLog
  surroundings?: Surroundings
  /** Under the counting one. */
  clock?: Clock
  random?: () => number
}

/** Nothing happens by itself: no heartbeat and no retry unless a test asks for it. */
const quiet: Overrides = {
  limits: { deadlineMs: 20_000, closeTimeoutMs: 5_000 },
  heartbeat: { enabled: false, intervalMs: 100, timeoutMs: 100, misses: 1 },
  reconnect: { enabled: false, baseMs: 10, capMs: 40 },
}

/** Retries quickly, for as long as it takes. */
export const eager: Partial<Options['reconnect']> = { enabled: true, baseMs: 10, capMs: 40, attempts: null }

export class Deck {
  readonly log: MemoryLog
  readonly pool: Pool
  /** What the pool set and neither fired nor took back: with none of them and no socket, nothing can happen any more. */
  readonly timers = new Set<symbol>()
  /** What the pool wrote into the app's diary as an error: nothing, in a healthy run. */
  readonly complaints: string[] = []
  readonly #about = new Map<ConnectionId, { profileId: string; about: PlanAbout }>()
  readonly #history = new Map<ConnectionId, StateKind[]>()

  constructor({ dial, surroundings, log = new MemoryLog(systemClock), clock = systemClock, random = seeded(1) }: DeckOptions = {}) {
    this.log = log
    const logger: Logger = { info: () => undefined, warn: () => undefined, error: (text, cause) => this.complaints.push(`${text}: ${String(cause)}`) }
    this.pool = new Pool({ log, clock: this.#countingClock(clock), random, logger, ...(dial && { dial }), ...(surroundings && { surroundings }) })
    this.pool.onChange((id) => {
      const kind = this.pool.snapshot(id)?.state.kind
      const history = this.history(id)
      if (kind !== undefined && history.at(-1) !== kind) this.#history.set(id, [...history, kind])
    })
    onTestFinished(() => this.end())
  }

  /** `index` is its place in an "open ×N", from 1. */
  add(url: string, about: PlanAbout = {}, index = 1): ConnectionId {
    const profileId = `p${this.#about.size + 1}`
    const plan = planOver(quiet, profileId, { url, ...about })
    const id = this.pool.add(plan, plan.name, index)
    this.#about.set(id, { profileId, about: { url, ...about } })
    return id
  }

  /** Saves the profile of a connection anew. */
  update(id: ConnectionId, changes: PlanAbout & Partial<Pick<Plan, 'color'>>): void {
    const known = this.#about.get(id)
    if (known === undefined) return
    const { color = 'blue', ...about } = { ...known.about, ...changes }
    this.pool.update(id, { ...planOver(quiet, known.profileId, about), color })
  }

  open(url: string, about: PlanAbout = {}): ConnectionId {
    const id = this.add(url, about)
    this.pool.open(id)
    return id
  }

  /** Opens a connection and waits until it is open. */
  async opened(url: string, about: PlanAbout = {}): Promise<ConnectionId> {
    const id = this.open(url, about)
    await this.reaches(id, 'open')
    return id
  }

  snapshot(id: ConnectionId): ConnectionSnapshot {
    const snapshot = this.pool.snapshot(id)
    if (snapshot === null) throw new Error(`${id} is not on the deck`)
    return snapshot
  }

  state(id: ConnectionId): ConnectionState {
    return this.snapshot(id).state
  }

  /** Every state so far, each once in a row. */
  history(id: ConnectionId): StateKind[] {
    return this.#history.get(id) ?? []
  }

  /** Waits for a state and sees it even if it lasts for no time at all. */
  async reaches<K extends StateKind>(id: ConnectionId, kind: K, limitMs = 10_000): Promise<Extract<ConnectionState, { kind: K }>> {
    let seen = this.#as(id, kind)
    const stop = this.pool.onChange((changed) => {
      if (changed === id) seen ??= this.#as(id, kind)
    })
    try {
      return await until(() => seen, () => `${id} was ${kind} (it is ${JSON.stringify(this.pool.snapshot(id)?.state)})`, limitMs)
    } finally {
      stop()
    }
  }

  /** Waits for an end, final or not, and answers why it came. */
  async cause(id: ConnectionId): Promise<Cause> {
    return until(() => {
      const state = this.state(id)
      return 'cause' in state ? state.cause : null
    }, () => `${id} was over (it is ${JSON.stringify(this.pool.snapshot(id)?.state)})`)
  }

  rows(id?: ConnectionId): LogRow[] {
    return this.log.rows(id)
  }

  /** The frames of a connection in the log, as "in text" and their bytes. */
  frames(id: ConnectionId): [what: string, bytes: Buffer][] {
    return this.rows(id).filter((row) => row.kind !== 'lifecycle').map((row) => [`${row.direction} ${row.kind}`, this.bytes(row)])
  }

  notes(id: ConnectionId): LifecycleNote[] {
    return this.rows(id).filter((row) => row.kind === 'lifecycle').map((row) => JSON.parse(this.bytes(row).toString()) as LifecycleNote)
  }

  bytes(row: LogRow): Buffer {
    return this.log.bytes(row.seq)
  }

  async end(): Promise<void> {
    // The second time cuts whatever still waits for a peer.
    const over = this.pool.closeAll()
    await Promise.race([over, this.pool.closeAll()])
    await over
  }

  #countingClock(clock: Clock): Clock {
    const after: Clock['after'] = (ms, callback) => {
      const timer = Symbol(`${ms} ms`)
      this.timers.add(timer)
      const takeBack = clock.after(ms, () => {
        this.timers.delete(timer)
        callback()
      })
      return () => {
        this.timers.delete(timer)
        takeBack()
      }
    }
    return { ...clock, after, sleep: sleepOn(after) }
  }

  #as<K extends StateKind>(id: ConnectionId, kind: K): Extract<ConnectionState, { kind: K }> | null {
    const state = this.pool.snapshot(id)?.state
    return state?.kind === kind ? (state as Extract<ConnectionState, { kind: K }>) : null
  }
}
