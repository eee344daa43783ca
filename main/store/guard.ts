/** The durability guard around electron-store: a save either is on disk, proven, or has changed nothing. */
import { mkdirSync } from 'node:fs'
import ElectronStore from 'electron-store'
import { AppError } from '../../shared/errors'
import type { Clock } from '../lib/clock'
import { readDocument, sealDocument, type StoreDocument } from './document'
import { StoreFiles, type Aside } from './files'
import { attempt, openFiles, type Opened, type Recipe, type Recovery } from './recovery'

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
 * report success; under Snap it even writes in place. So it is given a name of its own to write to. What it wrote is read back
 * by the very code that reads at start, and only then takes the current file's place:
 *
 *   electron-store writes <name>.new → read back and check → fsync → <name> becomes <name>.1 (hard link)
 *   → rename <name>.new to <name> → fsync the folder
 *
 * A kill at any moment leaves the old file or the new one; a failure leaves the old one and removes the rest.
 */
export class DurableStore<T> {
  readonly recovered: Recovery | null
  readonly fresh: boolean
  #value: T
  #stamp: string | null
  #writer: ElectronStore | null = null
  readonly #files: StoreFiles
  readonly #options: GuardOptions<T>
  readonly #listeners = new Set<(value: T) => void>()

  constructor(options: GuardOptions<T>, { files, opened }: { files: StoreFiles; opened: Opened<T> }) {
    this.recovered = opened.recovered
    this.fresh = opened.fresh
    this.#value = opened.value
    this.#stamp = opened.stamp
    this.#files = files
    this.#options = options
  }

  /** As it is on disk. Not to be changed in place. */
  get value(): T {
    return this.#value
  }

  /** Throws AppError store-write, in words with an action; value and file are then as before. */
  save(next: T): void {
    try {
      this.#value = this.#replace(sealDocument(this.#options.shape.version, next))
    } catch (error) {
      const { logger, name, noun } = this.#options
      logger.error(`Saving ${name} failed`, error)
      attempt(logger, `Removing what a failed save of ${name} left`, () => this.#files.sweep())
      throw saveFailure(noun, error)
    }
    for (const listener of this.#listeners) listener(this.#value)
  }

  /** For what the app saves by itself at start, where there is nobody to tell: a failure is logged, and the value used all the same. */
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
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Returns the value as the file holds it. */
  #replace(document: StoreDocument): T {
    const { shape, name, logger } = this.#options
    this.#writer ??= openWriter(this.#files)
    this.#writer.store = { ...document }
    const written = readDocument(this.#files.staged, shape)
    if (written.kind !== 'good') throw new Error(`What was written did not read back: ${written.kind === 'damaged' ? written.why : written.kind}`)
    if (written.checksum !== document.checksum) throw new Error('What was written did not read back: it is other content')
    this.#keepCurrent()
    this.#stamp = this.#files.commit()
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
}

function openWriter(files: StoreFiles): ElectronStore {
  return new ElectronStore({
    cwd: files.dir,
    name: files.stagedName,
    // Private to the user: a header may carry a token.
    configFileMode: 0o600,
    // Its own way to the same text walks and copies the value several times: ten times slower at 1,000 profiles.
    serialize: (document) => JSON.stringify(document, null, '\t'),
  })
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space and try again',
  EDQUOT: 'your disk quota is used up. Free some space and try again',
  EFBIG: 'the disk is full or limits the size of files. Free some space and try again',
  EROFS: 'the disk is read-only. Make it writable and try again',
  EACCES: 'Sockdeck may not write to its data folder. Check the rights of the folder and try again',
  EPERM: 'Sockdeck may not write to its data folder. Check the rights of the folder and try again',
}

function saveFailure(noun: string, cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null
  const other = code === null ? 'the disk did not keep what was written; it may be full. Free some space and try again' : `the disk reported ${code}. Try again`
  return new AppError('store-write', `${noun} were not saved: ${(code === null ? null : reasons[code]) ?? other}. The last saved version is intact.`, { cause })
}
