/** Kept schedules: what the person wants sent again and again, on disk so that it outlives the app; who runs them is main/schedule. */
import * as v from 'valibot'
import { limits } from '../../shared/limits'
import { scheduleSchema, type Schedule } from '../../shared/schedule'
import { t } from '../../shared/words/words'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { openGuarded, type DurableStore } from './guard'
import type { Recovery } from './recovery'

interface Kept {
  schedules: Schedule[]
}

/** Every id once, and none aimed at connections, which do not outlive a run of the app. */
function tidied({ schedules }: Kept): Kept {
  const lasting = schedules.filter(({ target }) => target.kind !== 'connections')
  return { schedules: [...new Map(lasting.map((schedule) => [schedule.id, schedule])).values()] }
}

export class KeptSchedules {
  readonly #store: DurableStore<Kept>

  private constructor(store: DurableStore<Kept>) {
    this.#store = store
  }

  /** Never fails for what it finds on disk: see `recovered`. */
  static open({ dir, clock, logger }: { dir: string; clock: Clock; logger: Logger }): KeptSchedules {
    const schema = v.strictObject({ schedules: v.pipe(v.array(scheduleSchema), v.maxLength(limits.schedules)) })
    return new KeptSchedules(
      openGuarded<Kept>({
        dir,
        name: 'schedules',
        shape: { version: 1, schema: v.pipe(schema, v.transform(tidied)), migrations: {} },
        defaults: () => ({ schedules: [] }),
        noun: () => t('engine.store.schedules'),
        count: ({ schedules }) => t('engine.store.scheduleCount', { count: schedules.length }),
        clock,
        logger,
      }),
    )
  }

  /** What had to be done to open the store, in words for the person; null if nothing. */
  get recovered(): Recovery | null {
    return this.#store.recovered
  }

  get value(): Schedule[] {
    return this.#store.value.schedules
  }

  /** Replaces all of them. Throws AppError store-write. */
  save(schedules: Schedule[]): void {
    this.#store.save({ schedules })
  }
}
