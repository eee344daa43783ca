/** CookieJars: the jars of all folders, read when first used and handed over for keeping when they change. */
import type { CookieFacts } from '../../shared/contract'
import type { FolderJar } from './jar'
import type { Jar } from './surroundings'

/** Which domains a cookie may be for is a list of all public suffixes: no start waits for it. */
const library = () => import('./jar')

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

  jar(folderId: string): Promise<Jar> {
    return this.#open(folderId)
  }

  async list(folderId: string): Promise<CookieFacts[]> {
    const { endOf } = await library()
    const jar = await this.#open(folderId)
    return jar
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
    // What is kept goes too where it could not be read, or nobody has asked for it.
    this.#saved.delete(folderId)
    const jar = this.#jars.get(folderId)
    if (jar === undefined) this.#keeper.save(folderId, '')
    else jar.clear()
  }

  /** The folder is gone: nothing of it stays in memory. What is kept stays with the keeper, for a folder that comes back. */
  forget(folderId: string): void {
    this.#jars.delete(folderId)
    this.#saved.delete(folderId)
  }

  async #open(folderId: string): Promise<FolderJar> {
    // Whoever waits for it together gets one jar.
    const { FolderJar: Made } = await library()
    const known = this.#jars.get(folderId)
    if (known !== undefined) return known
    const text = this.#keeper.load(folderId)
    const jar = new Made(text, () => this.#save(folderId, jar))
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
