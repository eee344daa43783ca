/** Profiles: the saved connections of the person, kept on disk and changed only through here. */
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { AppError } from '../../shared/errors'
import type { Imported } from '../../shared/imported'
import { limits } from '../../shared/limits'
import { bookSchema, type Folder, type Profile, type ProfileBook } from '../../shared/profile'
import type { SavedDeck } from '../../shared/saved-deck'
import type { RemovedProfile } from '../../shared/schemas'
import { t } from '../../shared/words/words'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { tidied, withAdded, withCopy, withFolder, withMoved, withMovedFolder, withoutFolder, withoutImported, withoutProfiles, withProfile, withRestored, type Addition } from './book'
import { openGuarded, type DurableStore } from './guard'
import type { Recovery } from './recovery'
import { exportBook, mergeBook, type ExportText, type Merged } from './transfer'
import { bookFrom1 } from './version-1'

export interface ProfilesOptions {
  dir: string
  clock: Clock
  logger: Logger
  /** What a first start begins with. */
  seed: ProfileBook
}

/** Every change is on disk when the call returns, or has thrown AppError store-write and changed nothing; only folding may wait. */
export class Profiles {
  readonly #store: DurableStore<ProfileBook>
  readonly #clock: Clock

  private constructor(store: DurableStore<ProfileBook>, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** Never fails for what it finds on disk: see `recovered`. */
  static open({ dir, clock, logger, seed }: ProfilesOptions): Profiles {
    const store = openGuarded<ProfileBook>({
      dir,
      name: 'profiles',
      shape: { version: 2, schema: v.pipe(bookSchema, v.transform((book) => tidied(book, randomUUID))), migrations: { 1: bookFrom1 } },
      defaults: () => ({ folders: [], profiles: [] }),
      noun: () => t('main.store.nouns.profiles'),
      count: (book) => t('main.store.profiles', { count: book.profiles.length }),
      clock,
      logger,
    })
    if (store.fresh) store.saveIfPossible(seed)
    return new Profiles(store, clock)
  }

  /** What had to be done to open the store, in words for the person; null if nothing. */
  get recovered(): Recovery | null {
    return this.#store.recovered
  }

  /** The file is of an older version until something is saved. */
  get isOld(): boolean {
    return this.#store.isOld
  }

  get book(): ProfileBook {
    return this.#store.value
  }

  /** Calls back with the whole book after each change; returns the way to stop. */
  onChange(listener: (book: ProfileBook) => void): () => void {
    return this.#store.onChange(listener)
  }

  find(id: string): Profile | null {
    return this.book.profiles.find((profile) => profile.id === id) ?? null
  }

  /** Creates or updates. Throws AppError not-found (its folder) or too-many. */
  save(profile: Profile): Profile {
    this.#store.save(withProfile(this.book, profile))
    return this.#saved(profile.id)
  }

  /** All or nothing, at the end; a folder's variables come with them. Throws AppError not-found or too-many. */
  add(profiles: readonly Profile[], into: Addition): void {
    this.#store.save(withAdded(this.book, profiles, into))
  }

  /** Puts another book in the place of this one, and leaves no copy of what was before on the disk. */
  replace(book: ProfileBook): void {
    this.#store.save(book)
    this.#store.forgetCopies()
  }

  /** Throws AppError not-found or too-many. */
  duplicate(id: string): Profile {
    const copyId = randomUUID()
    this.#store.save(withCopy(this.book, id, copyId))
    return this.#saved(copyId)
  }

  /** Returns what `restore` needs to undo this. */
  remove(ids: readonly string[]): RemovedProfile[] {
    const { book, removed } = withoutProfiles(this.book, ids)
    if (removed.length > 0) this.#store.save(book)
    return removed
  }

  restore(removed: readonly RemovedProfile[]): void {
    this.#store.save(withRestored(this.book, removed))
  }

  /** Throws AppError not-found. */
  move(ids: readonly string[], folderId: string | null, beforeId: string | null): void {
    this.#store.save(withMoved(this.book, ids, { folderId, beforeId }))
  }

  /** Throws AppError too-many. */
  saveFolder(folder: Folder): void {
    const known = this.book.folders.find((other) => other.id === folder.id)
    const book = withFolder(this.book, folder)
    if (known !== undefined && isDeepStrictEqual({ ...known, collapsed: folder.collapsed }, folder)) this.#store.saveSoon(book, limits.foldedMs)
    else this.#store.save(book)
  }

  /** Writes down what may still wait; for quitting. */
  flush(): void {
    this.#store.flush()
  }

  /** Its profiles stay, outside of any folder. */
  removeFolder(id: string): void {
    this.#store.save(withoutFolder(this.book, id))
  }

  /** Throws AppError not-found. */
  moveFolder(id: string, beforeId: string | null): void {
    this.#store.save(withMovedFolder(this.book, id, beforeId))
  }

  /** One JSON document of these profiles (null: all) and their folders, without secrets, and of decks made of them. */
  exportText(ids: readonly string[] | null, decks: readonly SavedDeck[] = []): ExportText {
    const chosen = ids === null ? null : new Set(ids)
    const profiles = this.book.profiles.filter(({ id }) => chosen?.has(id) ?? true)
    const folders = this.book.folders.filter(({ id }) => chosen === null || profiles.some(({ folderId }) => folderId === id))
    return exportBook({ folders, profiles }, this.#clock.now(), decks)
  }

  /** The same of one folder with all that is in it. Throws AppError not-found. */
  exportFolder(id: string): ExportText {
    const folder = this.book.folders.find((one) => one.id === id)
    if (folder === undefined) throw new AppError('not-found', t('errors.gone.folder'))
    return exportBook({ folders: [folder], profiles: this.book.profiles.filter(({ folderId }) => folderId === id) }, this.#clock.now())
  }

  /** This book with a shared one merged into it; nothing is kept yet. Throws AppError too-many. */
  merged(shared: ProfileBook): Merged {
    return mergeBook(this.book, shared, randomUUID)
  }

  /** Keeps what `merged` gave. */
  take({ book, report }: Merged): void {
    if (report.added + report.folders > 0) this.#store.save(book)
  }

  /** Removes what an import has added. */
  takeBack(imported: Imported): void {
    const book = withoutImported(this.book, imported)
    if (!isDeepStrictEqual(book, this.book)) this.#store.save(book)
  }

  #saved(id: string): Profile {
    const profile = this.find(id)
    if (profile === null) throw new AppError('internal', t('errors.internal'))
    return profile
  }
}
