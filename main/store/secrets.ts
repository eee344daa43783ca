/** Secrets: passwords, tokens and keys, encrypted on disk where the system can do that, and in memory alone where it can't. */
import { createHash, randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { isSecretId, type SecretRef, type SecretsState } from '../../shared/secret'
import { t } from '../../shared/words/words'
import type { Clock } from '../lib/clock'
import { Listeners } from '../lib/listeners'
import type { Logger } from '../lib/logger'
import { isFreeOfWeak, plainCipher, weakBackends, type Cipher } from './encryption'
import { openGuarded, type DurableStore } from './guard'
import type { Recovery } from './recovery'
import type { Settings } from './settings'

const entrySchema = v.strictObject({
  blob: v.pipe(v.string(), v.maxLength(limits.secretCharacters * 6)),
  backend: v.pipe(v.string(), v.maxLength(40)),
  /** Epoch ms; null: something refers to it. */
  unusedSince: v.nullable(v.number()),
})
type Entry = v.InferOutput<typeof entrySchema>

const vaultSchema = v.strictObject({ entries: v.record(v.pipe(v.string(), v.regex(/^sec_[A-Za-z0-9_-]{1,60}$/)), entrySchema) })
type Vault = v.InferOutput<typeof vaultSchema>

export interface SecretsOptions {
  dir: string
  clock: Clock
  logger: Logger
  cipher: Cipher
  /** Remembers what the person agreed to. */
  settings: Settings
}

/** A secret never changes, so that what refers to it may be copied; `set` is for what the app itself renews: cookies, refresh tokens. */
export class Secrets {
  readonly #store: DurableStore<Vault>
  readonly #options: SecretsOptions
  readonly #listeners: Listeners
  /** In memory only, by id. */
  readonly #held = new Map<string, string>()
  #unreadable: ReadonlySet<string> = new Set()
  /** Ids whose blob was opened once. */
  readonly #proven = new Set<string>()
  /** Set, and not written yet. */
  readonly #fresh = new Map<string, string>()
  #forgetWrite: (() => void) | null = null

  private constructor(options: SecretsOptions, store: DurableStore<Vault>) {
    this.#options = options
    this.#store = store
    this.#listeners = new Listeners((error) => options.logger.error('A listener of the secrets failed', error))
  }

  /** Never fails for what it finds on disk: see `recovered`. */
  static open(options: SecretsOptions): Secrets {
    const { dir, clock, logger } = options
    const store = openGuarded<Vault>({
      dir,
      name: 'secrets',
      shape: { version: 1, schema: vaultSchema, migrations: {} },
      defaults: () => ({ entries: {} }),
      noun: () => t('main.store.nouns.secrets'),
      count: () => '',
      clock,
      logger,
    })
    return new Secrets(options, store)
  }

  /** What had to be done to open the store, in words for the person; null if nothing. */
  get recovered(): Recovery | null {
    return this.#store.recovered
  }

  get state(): SecretsState {
    const { cipher } = this.#options
    const backend = cipher.backend === plainCipher.backend ? '' : cipher.backend
    return { backend, safe: cipher.safe, agreed: this.#agreed, unreadable: [...this.#unreadable] }
  }

  /** Some live in memory only, and are gone when the app quits. */
  get holdsSome(): boolean {
    return this.#held.size > 0
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  /** Keeps a secret and answers its id. Throws AppError store-write. */
  put(text: string): string {
    const [id = ''] = this.putAll([text])
    return id
  }

  /** All or none, in one write; their ids, in order. Throws AppError store-write. */
  putAll(texts: readonly string[]): string[] {
    const ids = texts.map(() => `sec_${randomUUID()}`)
    if (ids.length > 0) this.#keep(new Map(ids.map((id, at) => [id, texts[at] ?? ''])))
    return ids
  }

  /** null: it can't be read, or there is none. */
  get(ref: SecretRef): string | null {
    const near = this.#fresh.get(ref) ?? this.#held.get(ref)
    if (near !== undefined) return near
    const entry = this.#entry(ref)
    return entry === undefined ? null : this.#opened(entry)
  }

  /** For a person who asks to see it. Throws AppError secret-unavailable. */
  reveal(ref: SecretRef): string {
    const text = isOwn(ref) || !isSecretId(ref) ? null : this.get(ref)
    if (text === null) throw new AppError('secret-unavailable', t('errors.secret.unreadable'))
    return text
  }

  /** All that can be read, used or not: so that they can be found, and taken out, where they must not be. */
  texts(): string[] {
    const ids = new Set([...Object.keys(this.#store.value.entries), ...this.#held.keys(), ...this.#fresh.keys()])
    return [...ids].flatMap((id) => this.get(id) ?? [])
  }

  /** Replaces what is kept under an id; written soon. '' removes it. */
  set(id: string, text: string): void {
    this.#fresh.set(id, text)
    this.#forgetWrite ??= this.#options.clock.after(limits.cookiesSavedMs, () => this.flush())
  }

  /** Writes down what was set. */
  flush(): void {
    this.#forgetWrite?.()
    this.#forgetWrite = null
    const fresh = new Map(this.#fresh)
    this.#fresh.clear()
    if (fresh.size === 0) return
    try {
      this.#keep(fresh)
    } catch (error) {
      // Nobody waits for it, the guard has logged why, and it stays known until the app quits.
      if (!(error instanceof AppError)) throw error
      for (const [id, text] of fresh) this.#held.set(id, text)
    }
  }

  /** Keeps secrets on disk although their key is not safe, or takes them off it again. Throws AppError store-write. */
  agree(agreed: boolean): SecretsState {
    const { settings } = this.#options
    if (!agreed) this.#takeOffWeak()
    settings.patch({ weakSecrets: agreed })
    if (agreed) this.#writeHeld()
    this.#listeners.tell()
    return this.state
  }

  /** To be told whenever what is in use has changed: finds out which of it can't be read. */
  follow(used: ReadonlySet<string>): void {
    const unreadable = new Set([...used].filter((id) => !isOwn(id) && !this.#isReadable(id)))
    if (isDeepStrictEqual(unreadable, this.#unreadable)) return
    this.#unreadable = unreadable
    this.#listeners.tell()
  }

  /**
   * At start: finds out which of the secrets in use can't be read, marks those that nothing uses, and removes what was unused for
   * `limits.unusedSecretMs`. What was kept weakly is encrypted anew where the system has a safe store by now.
   */
  collect(used: ReadonlySet<string>): void {
    const { clock, cipher } = this.#options
    const { entries } = this.#store.value
    const now = clock.now()
    const next: Record<string, Entry> = {}
    for (const [id, entry] of Object.entries(entries)) {
      const unusedSince = used.has(id) ? null : (entry.unusedSince ?? now)
      if (unusedSince !== null && now - unusedSince > limits.unusedSecretMs) continue
      const text = cipher.safe && weakBackends.has(entry.backend) ? this.#opened(entry) : null
      next[id] = text === null ? { ...entry, unusedSince } : { ...this.#sealed(text), unusedSince }
    }
    if (JSON.stringify(next) !== JSON.stringify(entries)) {
      const strengthened = Object.entries(next).some(([id, { backend }]) => backend !== entries[id]?.backend)
      this.#store.saveIfPossible({ entries: next })
      if (strengthened) this.#forgetWeak()
    }
    this.follow(used)
  }

  get #agreed(): boolean {
    return this.#options.settings.value.weakSecrets
  }

  #entry(ref: string): Entry | undefined {
    const { entries } = this.#store.value
    return Object.hasOwn(entries, ref) ? entries[ref] : undefined
  }

  #keep(texts: ReadonlyMap<string, string>): void {
    const { cipher } = this.#options
    const count = Object.keys(this.#store.value.entries).length + this.#held.size
    if (count + texts.size > limits.secrets) throw new AppError('too-many', t('errors.most.secrets', { most: limits.secrets }))
    if (cipher.safe || this.#agreed) this.#write(texts)
    else {
      for (const [id, text] of texts) this.#hold(id, text)
      // What an earlier run kept under a safe key goes all the same.
      this.#write(new Map([...texts].filter(([id, text]) => text === '' && this.#entry(id) !== undefined)))
    }
    this.#listeners.tell()
  }

  /** All or none: what is not on disk must not count as agreed to be there. */
  #writeHeld(): void {
    try {
      this.#write(this.#held)
    } catch (error) {
      this.#options.settings.patch({ weakSecrets: false })
      throw error
    }
  }

  #isReadable(id: string): boolean {
    if (this.#fresh.has(id) || this.#held.has(id)) return true
    const entry = this.#entry(id)
    if (entry === undefined) return false
    if (!this.#proven.has(id) && this.#opened(entry) !== null) this.#proven.add(id)
    return this.#proven.has(id)
  }

  #hold(id: string, text: string): void {
    if (text === '') this.#held.delete(id)
    else this.#held.set(id, text)
  }

  #write(texts: ReadonlyMap<string, string>): void {
    if (texts.size === 0) return
    const entries = { ...this.#store.value.entries }
    for (const [id, text] of texts) {
      if (text === '') Reflect.deleteProperty(entries, id)
      else entries[id] = this.#sealed(text)
    }
    this.#store.save({ entries })
    for (const id of [...texts.keys()]) this.#held.delete(id)
  }

  #sealed(text: string): Entry {
    const { cipher } = this.#options
    try {
      return { blob: cipher.encrypt(text), backend: cipher.backend, unusedSince: null }
    } catch (error) {
      throw new AppError('secret-unavailable', t('errors.secret.refused'), { cause: error })
    }
  }

  #opened({ blob, backend }: Entry): string | null {
    const { cipher } = this.#options
    if (backend === plainCipher.backend) return plainCipher.decrypt(blob)
    if (cipher === plainCipher) return null
    try {
      return cipher.decrypt(blob)
    } catch {
      // Another key or a damaged blob: the field counts as empty, and the state names it.
      return null
    }
  }

  /** Copies of the file go, too: they hold the same. */
  #takeOffWeak(): void {
    const entries = Object.entries(this.#store.value.entries)
    const weak = entries.filter(([, { backend }]) => weakBackends.has(backend))
    for (const [id, entry] of weak) {
      const text = this.#opened(entry)
      if (text !== null) this.#held.set(id, text)
    }
    if (weak.length > 0) this.#store.save({ entries: Object.fromEntries(entries.filter(([, { backend }]) => !weakBackends.has(backend))) })
    this.#forgetWeak()
  }

  #forgetWeak(): void {
    this.#store.forgetCopies(isFreeOfWeak)
    this.#store.forgetAside(isFreeOfWeak)
  }
}

/** What the app keeps for itself, such as cookies: never shown. */
const ownPrefix = 'sec_jar-'

function isOwn(id: string): boolean {
  return id.startsWith(ownPrefix)
}

/** Where a folder's cookies are kept; an id that came with an import may be too long for it. */
export function jarId(folderId: string): string {
  return `${ownPrefix}${folderId.length <= 40 ? folderId : createHash('sha256').update(folderId).digest('hex').slice(0, 48)}`
}
