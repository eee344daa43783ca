/** Schedules: messages sent again and again by the clock; those not aimed at single sockets outlive the app, and come back paused. */
import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import type { Schedule, ScheduleState } from '../../shared/schedule'
import { t } from '../../shared/words/words'
import { Listeners } from '../lib/listeners'
import { Runner, type RunnerOptions } from './runner'

export interface SchedulesOptions extends Omit<RunnerOptions, 'onChange'> {
  /** Where they are kept. `save` throws AppError store-write. */
  store: { readonly value: readonly Schedule[]; save: (schedules: Schedule[]) => void }
}

/** Characters of messages that may be told of in one millisecond: all states travel together, 20 times a second where they are small. */
const charactersPerMs = 4 * 1024

export class Schedules {
  readonly #options: SchedulesOptions
  readonly #listeners: Listeners
  /** In the order they were begun in. */
  readonly #runners = new Map<string, Runner>()
  #telling: (() => void) | null = null

  constructor(options: SchedulesOptions) {
    this.#options = options
    this.#listeners = new Listeners((error) => options.logger.error('A listener of the schedules failed', error))
    for (const schedule of options.store.value) this.#runners.set(schedule.id, this.#runner(schedule))
  }

  get list(): ScheduleState[] {
    return [...this.#runners.values()].map((runner) => runner.state)
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  /**
   * Begins it, in the place of one with the same id; or puts it back `as` it was, and it sends nothing. Throws AppError bad-cron, bad-hex, bad-base64, bad-json, message-too-large,
   * too-many or store-write, and has changed nothing then.
   */
  start(schedule: Schedule, as: ScheduleState['state'] = 'running'): ScheduleState {
    const next = new Map(this.#runners)
    const runner = this.#runner(schedule)
    next.set(schedule.id, runner)
    checkRoom([...next.values()].map((one) => one.schedule))
    runner.check()
    this.#keep([...next.values()])
    this.#runners.get(schedule.id)?.close()
    this.#runners.set(schedule.id, runner)
    if (as === 'running') runner.resume()
    if (as === 'ended') runner.stop()
    this.#tell()
    return runner.state
  }

  /** Throws AppError not-found. */
  pause(id: string): void {
    this.#get(id).pause()
    this.#tell()
  }

  /** Goes on with a rhythm that begins now; one that has ended begins from its first turn. Throws AppError not-found, or as `start`. */
  resume(id: string): void {
    this.#get(id).resume()
    this.#tell()
  }

  /** Ends it; it stays on the list. Throws AppError not-found. */
  stop(id: string): void {
    this.#get(id).stop()
    this.#tell()
  }

  /** Throws AppError not-found or store-write. */
  remove(id: string): void {
    const doomed = this.#get(id)
    this.#keep([...this.#runners.values()].filter((runner) => runner !== doomed))
    doomed.close()
    this.#runners.delete(id)
    this.#tell()
  }

  /** Nothing is sent and no timer left after it. */
  close(): void {
    for (const runner of this.#runners.values()) runner.close()
    this.#telling?.()
    this.#telling = null
  }

  #runner(schedule: Schedule): Runner {
    return new Runner(schedule, { ...this.#options, onChange: () => this.#tellSoon() })
  }

  #get(id: string): Runner {
    const runner = this.#runners.get(id)
    if (runner === undefined) throw new AppError('not-found', t('engine.goneSchedule'))
    return runner
  }

  /** Connections do not outlive a run of the app, and neither does what is aimed at them. */
  #keep(runners: readonly Runner[]): void {
    const { store } = this.#options
    const lasting = runners.map(({ schedule }) => schedule).filter(({ target }) => target.kind !== 'connections')
    if (!isDeepStrictEqual(lasting, store.value)) store.save(lasting)
  }

  /** A person's own doing is told at once. */
  #tell(): void {
    this.#telling?.()
    this.#telling = null
    this.#listeners.tell()
  }

  /** Turns and outcomes are told together. */
  #tellSoon(): void {
    const pace = () => Math.max(limits.publishEveryMs, charactersOf([...this.#runners.values()].map(({ schedule }) => schedule)) / charactersPerMs)
    this.#telling ??= this.#options.clock.after(pace(), () => {
      this.#telling = null
      this.#listeners.tell()
    })
  }
}

function charactersOf(schedules: readonly Schedule[]): number {
  return schedules.reduce((sum, { message }) => sum + message.text.length, 0)
}

function checkRoom(schedules: readonly Schedule[]): void {
  if (schedules.length > limits.schedules) throw new AppError('too-many', t('engine.schedules', { most: limits.schedules }))
  if (charactersOf(schedules) > limits.scheduleCharacters) throw new AppError('too-many', t('engine.scheduleCharacters', { most: limits.scheduleCharacters }))
}
