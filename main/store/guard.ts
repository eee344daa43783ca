/** The durability guard around electron-store: a save either is on disk, proven, or has changed nothing. */
import { mkdirSync } from 'node:fs'
import ElectronStore from 'electron-store'
import { AppError } from '../../shared/errors'
import { t, wordsOf } from '../../shared/words/words'
import type { Clock } from '../lib/clock'
import { codeOf, diskWords } from '../lib/errno'
import { Listeners } from '../lib/listeners'
import { readDocument, sealDocument } from './document'
import { StoreFiles, type Aside } from './files'
import { attempt, nounOf, openFiles, type Noun, type Opened, type Recipe, type Recovery } from './recovery'

export interface GuardOptions<T> extends Recipe<T> {
  dir: string
  /** File name without extension. */
  name: string
  clock: Clock
}

/** Opens the store in `dir`; whatever is on disk, this succeeds, and `recovered` says what had to be done. */
export function openGuarded<T>(options: GuardOptions<T>): DurableStore<T> {
  const files = new StoreFiles(options.dir, options.name)
  attempt(options.logger, `Preparing the folder of ${options.name}`, () => {
    mkdirSync(options.dir, { recursive: true })
    files.sweep()
  })
  const store = new DurableStore(options, { files, opened: openFiles(files, options, options.clock.now()) })
  if (store.recovered?.level === 'error') store.saveIfPossible(store.value)
  return store
}

/**
 * electron-store's writer ignores a short write, so on a full disk it would rename a truncated file over the good one and
 * report success; under Snap it even writes in place. So it is given a name of its own to write to. What it wrote is compared
 * and read back by the very code that reads at start, and only then takes the current file's place:
 *
 *   electron-store writes <name>.new → read back and check → fsync → <name> becomes <name>.1 (hard link)
 *   → rename <name>.new to <name> → fsync the folder
 *
 * A kill at any moment leaves the old file or the new one; a failure leaves the old one and removes the rest.
 */
export class DurableStore<T> {
  readonly recovered: Recovery | null
  readonly fresh: boolean
  #version: number | null
  #value: T
  #stamp: string | null
  #writer: ElectronStore | null = null
  /** What the writer was given to write last. */
  #text = ''
  readonly #files: StoreFiles
  readonly #options: GuardOptions<T>
  readonly #listeners: Listeners<[value: T]>
  /** Forgets the save that is to come; null if none is. */
  #forgetSave: (() => void) | null = null

  constructor(options: GuardOptions<T>, { files, opened }: { files: StoreFiles; opened: Opened<T> }) {
    this.recovered = opened.recovered
    this.fresh = opened.fresh
    this.#version = opened.version
    this.#value = opened.value
    this.#stamp = opened.stamp
    this.#files = files
    this.#options = options
    this.#listeners = new Listeners((error) => options.logger.error(`A listener of ${options.name} failed`, error))
  }

  /** As it is on disk, or will be after `saveSoon`. Not to be changed in place. */
  get value(): T {
    return this.#value
  }

  /** What is on disk is of an older version, until something is saved. */
  get isOld(): boolean {
    return this.#version !== null && this.#version < this.#options.shape.version
  }

  /** Removes the older copies, but for those whose text `keep` finds in order: for when they hold what must not be kept. The current file stays. */
  forgetCopies(keep: (text: string) => boolean = () => false): void {
    attempt(this.#options.logger, `Removing copies of ${this.#options.name}`, () => this.#files.dropGenerations(keep))
  }

  /** The same of files that were set aside. */
  forgetAside(keep: (text: string) => boolean): void {
    attempt(this.#options.logger, `Removing files of ${this.#options.name} that were set aside`, () => this.#files.dropAside(keep))
  }

  /** Throws AppError store-write, in words with an action; value and file are then as before. */
  save(next: T): void {
    try {
      this.#value = this.#replace(next)
    } catch (error) {
      const { logger, name, noun } = this.#options
      logger.error(`Saving ${name} failed`, error)
      attempt(logger, `Removing what a failed save of ${name} left`, () => this.#files.sweep())
      throw saveFailure(noun, error)
    }
    this.#forgetSave?.()
    this.#forgetSave = null
    this.#listeners.tell(this.#value)
  }

  /**
   * For what is no loss and must not cost a save of its own each time: counts at once, and is on disk with the next save or after
   * `withinMs`. If that save fails it is logged, and the value goes with the one after it.
   */
  saveSoon(next: T, withinMs: number): void {
    this.#value = next
    this.#forgetSave ??= this.#options.clock.after(withinMs, () => this.flush())
    this.#listeners.tell(next)
  }

  /** Saves now what is to be saved soon. */
  flush(): void {
    if (this.#forgetSave === null) return
    this.#forgetSave()
    this.#forgetSave = null
    this.saveIfPossible(this.#value)
  }

  /** For what the app saves by itself, where there is nobody to tell: a failure is logged, and the value used all the same. */
  saveIfPossible(next: T): void {
    try {
      this.save(next)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.#value = next
    }
  }

  /** Calls back with the new value after each save; returns the way to stop. */
  onChange(listener: (value: T) => void): () => void {
    return this.#listeners.add(listener)
  }

  /** Returns the value as the file holds it. */
  #replace(next: T): T {
    const { shape, name, logger } = this.#options
    this.#writer ??= this.#openWriter()
    this.#writer.store = { ...sealDocument(shape.version, next) }
    const written = readDocument(this.#files.staged, shape, this.#text)
    if (written.kind !== 'good') throw new Error(`What was written did not read back: ${written.kind === 'damaged' ? written.why : written.kind}`)
    this.#keepCurrent()
    this.#stamp = this.#files.commit()
    this.#version = shape.version
    // From here on the new file is the current one; some network file systems can't flush a folder, which is no reason to say otherwise.
    attempt(logger, `Flushing the folder of ${name}`, () => this.#files.flushDir())
    return written.value
  }

  /** The current file becomes a generation, unless it is not what this process left there: then it stands aside. */
  #keepCurrent(): void {
    const { name, clock, logger } = this.#options
    const stamp = this.#files.stamp()
    if (stamp === null) return
    if (stamp === this.#stamp) return this.#files.keepGeneration((path) => this.#unfitness(path), clock.now())
    const kept = this.#files.setAside(this.#files.current, this.#unfitness(this.#files.current) ?? 'changed', clock.now())
    logger.warn(`${name}.json is not as it was left here, and is kept as ${kept}`)
  }

  #unfitness(path: string): Aside | null {
    const { kind } = readDocument(path, this.#options.shape)
    if (kind === 'good') return null
    return kind === 'newer' ? 'newer' : 'corrupt'
  }

  #openWriter(): ElectronStore {
    return new ElectronStore({
      cwd: this.#files.dir,
      name: this.#files.stagedName,
      // Private to the user: a header may carry a token.
      configFileMode: 0o600,
      // Its own way to the same text walks and copies the value several times: ten times slower at 1,000 profiles.
      serialize: (document) => (this.#text = JSON.stringify(document, null, '\t')),
    })
  }
}

const advice = wordsOf({
  ENOSPC: 'main.disk.freeSpace',
  EDQUOT: 'main.disk.freeSpace',
  EFBIG: 'main.disk.freeSpace',
  EROFS: 'main.disk.makeWritable',
  EACCES: 'main.disk.checkRights',
  EPERM: 'main.disk.checkRights',
})

function saveFailure(noun: Noun, cause: unknown): AppError {
  const code = codeOf(cause)
  const why = code === null ? t('main.disk.notKept') : (diskWords(code) ?? t('main.disk.reported', { code }))
  const next = code === null ? t('main.disk.freeSpace') : ((advice as Readonly<Record<string, string>>)[code] ?? t('common.tryAgain'))
  return new AppError('store-write', t('main.store.notSaved', { noun: nounOf(noun), why, next }), { cause })
}
