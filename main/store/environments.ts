/** Environments: named values for templates, kept on disk and changed only through here. */
import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import { environmentsSchema, type Environments as EnvironmentsValue } from '../../shared/environment'
import { t } from '../../shared/words/words'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { openGuarded, type DurableStore } from './guard'
import type { Recovery } from './recovery'

/** The promises between the parts that a schema can't check: every id once, the chosen one known. */
function tidied({ global, environments, chosenId }: EnvironmentsValue): EnvironmentsValue {
  const seen = new Set<string>()
  const kept = environments.map((environment) => {
    const id = seen.has(environment.id) ? randomUUID() : environment.id
    seen.add(id)
    return { ...environment, id }
  })
  return { global, environments: kept, chosenId: chosenId !== null && seen.has(chosenId) ? chosenId : null }
}

export class Environments {
  readonly #store: DurableStore<EnvironmentsValue>

  private constructor(store: DurableStore<EnvironmentsValue>) {
    this.#store = store
  }

  /** Never fails for what it finds on disk: see `recovered`. */
  static open({ dir, clock, logger }: { dir: string; clock: Clock; logger: Logger }): Environments {
    return new Environments(
      openGuarded<EnvironmentsValue>({
        dir,
        name: 'environments',
        shape: { version: 1, schema: v.pipe(environmentsSchema, v.transform(tidied)), migrations: {} },
        defaults: () => ({ global: [], environments: [], chosenId: null }),
        noun: () => t('main.store.nouns.environments'),
        count: ({ environments }) => t('main.store.environments', { count: environments.length }),
        clock,
        logger,
      }),
    )
  }

  /** What had to be done to open the store, in words for the person; null if nothing. */
  get recovered(): Recovery | null {
    return this.#store.recovered
  }

  get value(): EnvironmentsValue {
    return this.#store.value
  }

  onChange(listener: (value: EnvironmentsValue) => void): () => void {
    return this.#store.onChange(listener)
  }

  /** Replaces all of them. Throws AppError store-write. */
  save(next: EnvironmentsValue): EnvironmentsValue {
    this.#store.save(tidied(next))
    return this.value
  }
}
