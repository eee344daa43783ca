/** Saved decks: kept on disk and changed only through here. */
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { savedDeckSchema, type SavedDeck } from '../../shared/saved-deck'
import { t } from '../../shared/words/words'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { replaced } from './book'
import { openGuarded, type DurableStore } from './guard'
import type { Recovery } from './recovery'

interface Kept {
  decks: SavedDeck[]
}

const keptSchema = v.pipe(
  v.strictObject({ decks: v.pipe(v.array(savedDeckSchema), v.maxLength(limits.savedDecks)) }),
  // What a schema can't check: every id once.
  v.transform(({ decks }): Kept => ({ decks: [...new Map(decks.map((deck) => [deck.id, deck])).values()] })),
)

export class SavedDecks {
  readonly #store: DurableStore<Kept>

  private constructor(store: DurableStore<Kept>) {
    this.#store = store
  }

  /** Never fails for what it finds on disk: see `recovered`. */
  static open({ dir, clock, logger }: { dir: string; clock: Clock; logger: Logger }): SavedDecks {
    return new SavedDecks(
      openGuarded<Kept>({
        dir,
        name: 'decks',
        shape: { version: 1, schema: keptSchema, migrations: {} },
        defaults: () => ({ decks: [] }),
        noun: () => t('decks.noun'),
        count: ({ decks }) => t('decks.count', { count: decks.length }),
        clock,
        logger,
      }),
    )
  }

  /** What had to be done to open the store, in words for the person; null if nothing. */
  get recovered(): Recovery | null {
    return this.#store.recovered
  }

  get list(): SavedDeck[] {
    return this.#store.value.decks
  }

  /** Throws AppError not-found. */
  get(id: string): SavedDeck {
    const deck = this.list.find((each) => each.id === id)
    if (deck === undefined) throw new AppError('not-found', t('decks.gone'))
    return deck
  }

  onChange(listener: () => void): () => void {
    return this.#store.onChange(() => listener())
  }

  /** In the place of the one with its id, or after the others. Throws AppError too-many or store-write. */
  save(deck: SavedDeck): SavedDeck[] {
    this.#store.save({ decks: checkDecks(replaced(this.list, deck)) })
    return this.list
  }

  /**
   * Those decks of a shared file that are not here yet; nothing is kept yet. `ids` are what the file's profiles are called here: a
   * deck holds no other. One with a known id and other content comes under a new id, as a profile does. Throws AppError too-many.
   */
  fresh(shared: readonly SavedDeck[], ids: ReadonlyMap<string, string>): SavedDeck[] {
    const all = [...this.list]
    for (const deck of shared) {
      const mine = { ...deck, items: deck.items.flatMap((item) => renamed(item, ids)) }
      if (all.some((other) => isDeepStrictEqual({ ...other, id: '' }, { ...mine, id: '' }))) continue
      all.push(all.some(({ id }) => id === deck.id) ? { ...mine, id: randomUUID() } : mine)
    }
    return checkDecks(all).slice(this.list.length)
  }

  /** Keeps what `fresh` gave. Throws AppError store-write. */
  add(fresh: readonly SavedDeck[]): void {
    if (fresh.length > 0) this.#store.save({ decks: [...this.list, ...fresh] })
  }

  /** One that is gone already is no error. Throws AppError store-write. */
  remove(id: string): SavedDeck[] {
    const left = this.list.filter((deck) => deck.id !== id)
    if (left.length < this.list.length) this.#store.save({ decks: left })
    return this.list
  }
}

function renamed(item: SavedDeck['items'][number], ids: ReadonlyMap<string, string>): SavedDeck['items'] {
  const profileId = ids.get(item.profileId)
  return profileId === undefined ? [] : [{ ...item, profileId }]
}

/** Throws AppError too-many. */
export function checkDecks(decks: SavedDeck[]): SavedDeck[] {
  if (decks.length > limits.savedDecks) throw new AppError('too-many', t('decks.tooMany', { most: limits.savedDecks }))
  return decks
}
