/** CookieJars: the jars of all folders, read when first used and handed over for keeping when they change. */
import type { CookieFacts } from '../../shared/contract'
import { endOf, FolderJar } from './jar'
import type { Jar } from './surroundings'

export interface CookieKeeper {
  /** What `save` was given last; null: nothing. */
  load(folderId: string): string | null
  /** '': nothing is left. Cookies are secrets: this must go to disk encrypted or not at all. */
  save(folderId: string, text: string): void
}

export class CookieJars {
  readonly #jars = new Map<string, FolderJar>()
  readonly #saved = new Map<string, string>()
  readonly #keeper: CookieKeeper

  constructor(keeper: CookieKeeper) {
    this.#keeper = keeper
  }

  jar(folderId: string): Jar {
    return this.#open(folderId)
  }

  list(folderId: string): CookieFacts[] {
    return this.#open(folderId)
      .cookies()
      .map((cookie) => ({
        name: cookie.key,
        domain: cookie.domain ?? '',
        path: cookie.path ?? '/',
        secure: cookie.secure,
        expiresAt: cookie.isPersistent() ? endOf(cookie) : null,
      }))
  }

  clear(folderId: string): void {
    const jar = this.#open(folderId)
    // What is kept goes too where it could not be read.
    this.#saved.delete(folderId)
    jar.clear()
  }

  /** The folder is gone: nothing of it stays in memory. What is kept stays with the keeper, for a folder that comes back. */
  forget(folderId: string): void {
    this.#jars.delete(folderId)
    this.#saved.delete(folderId)
  }

  #open(folderId: string): FolderJar {
    const known = this.#jars.get(folderId)
    if (known !== undefined) return known
    const text = this.#keeper.load(folderId)
    const jar = new FolderJar(text, () => this.#save(folderId, jar))
    this.#jars.set(folderId, jar)
    this.#saved.set(folderId, text ?? '')
    return jar
  }

  /** A thousand handshakes that bring nothing that lasts cost no write. */
  #save(folderId: string, jar: FolderJar): void {
    // A handshake that began before its folder went may bring cookies after.
    if (this.#jars.get(folderId) !== jar) return
    const text = jar.text()
    if (text === this.#saved.get(folderId)) return
    this.#saved.set(folderId, text)
    this.#keeper.save(folderId, text)
  }
}
