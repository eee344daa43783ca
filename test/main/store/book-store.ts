/** A guarded store of profiles for tests of the guard: who calls says what a book looks like by one number. */
import { newFolder, newProfile, bookSchema, type ProfileBook } from '../../../shared/profile'
import { systemClock } from '../../../main/lib/clock'
import { silentLogger } from '../../../main/lib/logger'
import { openGuarded, type DurableStore } from '../../../main/store/guard'

export function openBook(dir: string): DurableStore<ProfileBook> {
  return openGuarded<ProfileBook>({
    dir,
    name: 'profiles',
    shape: { version: 2, schema: bookSchema, migrations: {} },
    defaults: () => ({ folders: [], profiles: [] }),
    noun: 'Profiles',
    count: (book) => `${book.profiles.length} profiles`,
    clock: systemClock,
    logger: silentLogger,
  })
}

/** Every profile carries the turn, so that a mixture of two books can't pass for one of them. */
export function bookOf(turn: number, count = 5): ProfileBook {
  const profiles = Array.from({ length: count }, (_, index) => newProfile(`p${index}`, { name: `turn ${turn}`, url: 'ws://127.0.0.1:7625/echo' }))
  return { folders: [newFolder('f', { name: `turn ${turn}` })], profiles }
}

/** The turn a book was made in; null for a book of no turn or of two. */
export function turnOf(book: ProfileBook): number | null {
  const names = new Set([...book.folders, ...book.profiles].map(({ name }) => name))
  const [name] = names
  return names.size === 1 && name !== undefined ? Number(name.replace('turn ', '')) : null
}
