import type { Api } from '../api'
import type { StartReply } from '../../shared/contract'
import type { Schedule, ScheduleState } from '../../shared/schedule'
import { ScheduleDraft, type DraftBegin } from './schedule-draft.svelte'

/** Messages sent by the clock. */
export class Schedules {
  list = $state.raw<ScheduleState[]>([])
  /** The one being written; null: none. */
  draft = $state.raw<ScheduleDraft | null>(null)
  readonly running = $derived(this.list.filter(({ state }) => state === 'running').length)
  readonly #api: Api

  constructor(api: Api) {
    this.#api = api
    api.on('schedules.changed', (list) => {
      this.list = list
    })
  }

  start(reply: StartReply): void {
    this.list = reply.schedules
  }

  begin(about: DraftBegin): void {
    this.draft = new ScheduleDraft(about)
  }

  edit({ schedule }: ScheduleState): void {
    this.draft = new ScheduleDraft({ schedule })
  }

  /** Starts what was written; false if something of it is wrong, which the draft then shows. */
  async startDraft(): Promise<boolean> {
    const schedule = this.draft?.finished() ?? null
    if (schedule === null) return false
    await this.run(schedule)
    this.draft = null
    return true
  }

  /** Starts it, anew if it is there already. */
  async run(schedule: Schedule): Promise<void> {
    await this.#api.call('schedules.start', { schedule })
  }

  async pause(id: string): Promise<void> {
    await this.#api.call('schedules.pause', { id })
  }

  async resume(id: string): Promise<void> {
    await this.#api.call('schedules.resume', { id })
  }

  async stop(id: string): Promise<void> {
    await this.#api.call('schedules.stop', { id })
  }

  async pauseAll(): Promise<void> {
    await Promise.all(this.list.filter(({ state }) => state === 'running').map(({ schedule }) => this.pause(schedule.id)))
  }

  /** The answer puts it back as it was: one that did not run sends nothing. */
  async remove({ schedule, state }: ScheduleState): Promise<() => Promise<void>> {
    await this.#api.call('schedules.remove', { id: schedule.id })
    return async () => {
      await this.#api.call('schedules.start', { schedule, as: state })
    }
  }
}
