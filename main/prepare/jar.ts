/** FolderJar: the cookies that handshakes of one folder's profiles left, within bounds (RFC 6265). */
import { Cookie, CookieJar, MemoryCookieStore } from 'tough-cookie'
import { limits } from '../../shared/limits'
import { isSecure } from './address'
import type { Jar } from './surroundings'

export class FolderJar implements Jar {
  readonly #store = new MemoryCookieStore()
  readonly #jar = new CookieJar(this.#store)
  readonly #onChange: () => void

  /** Starts with what `text`, made by an earlier jar, holds; what can't be read of it is left out. */
  constructor(text: string | null, onChange: () => void = () => undefined) {
    this.#onChange = onChange
    for (const cookie of cookiesIn(text)) this.#put(cookie)
  }

  header(url: URL): string {
    const web = webUrl(url)
    return web === null ? '' : this.#jar.getCookieStringSync(web)
  }

  keep(url: URL, setCookie: readonly string[]): void {
    const web = webUrl(url)
    if (web === null || setCookie.length === 0) return
    for (const line of setCookie.slice(0, limits.cookies)) {
      const cookie = line.length > limits.cookieCharacters ? undefined : Cookie.parse(line)
      // One for a foreign domain is passed over (RFC 6265 §5.3).
      if (cookie !== undefined) this.#jar.setCookieSync(withEnd(cookie), web, { ignoreError: true })
    }
    this.#bound()
    this.#onChange()
  }

  /** Those that have not expired. */
  cookies(): Cookie[] {
    const all = this.#jar.serializeSync()?.cookies ?? []
    return all.flatMap((one) => Cookie.fromJSON(one) ?? []).filter((cookie) => endOf(cookie) > Date.now())
  }

  clear(): void {
    this.#jar.removeAllCookiesSync()
    this.#onChange()
  }

  /** What outlives the app: cookies without an end go with it (RFC 6265 §5.3, persistent-flag). '' for nothing. */
  text(): string {
    const lasting = this.cookies().filter((cookie) => cookie.isPersistent())
    return lasting.length === 0 ? '' : JSON.stringify(lasting.map((cookie) => ({ ...cookie.toJSON(), lastAccessed: undefined })))
  }

  #put(cookie: Cookie): void {
    this.#store.putCookie(cookie, () => undefined)
  }

  /** The oldest go first. */
  #bound(): void {
    const all = this.cookies()
    if (all.length <= limits.cookies) return
    const oldest = all.sort((a, b) => createdAt(a) - createdAt(b)).slice(0, all.length - limits.cookies)
    for (const { domain, path, key } of oldest) this.#store.removeCookie(domain ?? '', path ?? '', key, () => undefined)
  }
}

/** Max-Age as a moment, once and for all: tough-cookie counts it from the last use, which would let a used cookie live for ever. */
function withEnd(cookie: Cookie): Cookie {
  const { maxAge } = cookie
  if (maxAge === null) return cookie
  const seconds = typeof maxAge === 'number' ? maxAge : maxAge === 'Infinity' ? Infinity : -1
  cookie.setExpires(new Date(Math.min(Math.max(0, Date.now() + seconds * 1000), latestDate)))
  cookie.maxAge = null
  return cookie
}

/** ECMAScript's last moment. */
const latestDate = 8_640_000_000_000_000

/** Infinity: with the app. */
export function endOf(cookie: Cookie): number {
  return cookie.expires instanceof Date ? cookie.expires.getTime() : Infinity
}

function createdAt({ creation }: Cookie): number {
  return creation instanceof Date ? creation.getTime() : 0
}

/** Cookies are the web's: ws is asked for as http, wss as https; a Unix socket has no host to keep them for. */
function webUrl(url: URL): string | null {
  if (!/^(wss?|https?):$/.test(url.protocol)) return null
  return `${isSecure(url) ? 'https' : 'http'}://${url.host}${url.pathname}${url.search}`
}

function cookiesIn(text: string | null): Cookie[] {
  if (text === null || text === '') return []
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    // A jar is no more than a convenience: the server hands out new cookies.
    return []
  }
  if (!Array.isArray(found)) return []
  return found.slice(0, limits.cookies).flatMap((one: unknown) => (isWhole(one) ? (Cookie.fromJSON(one) ?? []) : []))
}

function isWhole(one: unknown): one is object {
  const about = one as Record<string, unknown> | null
  return typeof about === 'object' && about !== null && ['key', 'value', 'domain', 'path'].every((field) => typeof about[field] === 'string')
}
