/** Mask: takes out of a report's texts every secret, where the person's sockets lead, and whose computer it is. */
import { isIP, isIPv6 } from 'node:net'
import { withoutBrackets } from '../../shared/url'
import { Veil } from '../connection/veil'

export interface MaskOptions {
  /** Every secret value that is kept. */
  secrets: Iterable<string>
  /** Takes out those that were fetched for a connection and are kept nowhere. */
  veiled: (data: Uint8Array) => Uint8Array
  /** Names of the hosts that the person's connections lead to. */
  hosts: Iterable<string>
  /** The person's own folder, and the name of the computer. */
  home: string
  computer: string
}

/** What a veil holds; it forgets the oldest beyond. */
const secretsPerVeil = 500
const loopback = /^(localhost|127(?:\.\d{1,3}){3}|::1|0\.0\.0\.0|::)$/
/** Of our own code, in stack traces. */
const ownSchemes: ReadonlySet<string> = new Set(['app', 'file', 'node'])

/** A host has the same stand-in all over one report; loopback stays as it is, since it tells nothing of anybody. */
export class Mask {
  readonly #veils: readonly ((data: Uint8Array) => Uint8Array)[]
  readonly #names = new Map<string, string>()
  readonly #known: ReadonlySet<string>
  readonly #homes: readonly string[]
  readonly #computer: string

  constructor({ secrets, veiled, hosts, home, computer }: MaskOptions) {
    this.#veils = [...veilsOver(new Set([...secrets].flatMap(shapesOf))), veiled]
    this.#known = new Set([...hosts].map(plainHost).filter((host) => host !== ''))
    this.#homes = home.length > 1 ? [...new Set([home, JSON.stringify(home).slice(1, -1), home.replaceAll('\\', '/'), encodeURI(home.replaceAll('\\', '/'))])] : []
    this.#computer = loopback.test(plainHost(computer)) ? '' : plainHost(computer)
  }

  /** Without secrets alone: for what is made of our own words and figures. */
  secrets(text: string): string {
    const data: Uint8Array = Buffer.from(text)
    return Buffer.from(this.#veils.reduce((bytes, veil) => veil(bytes), data)).toString()
  }

  /** For what may quote a system, a library or a peer. */
  text(text: string): string {
    let shown = this.secrets(text)
    for (const home of this.#homes) shown = shown.replaceAll(home, '~')
    // A peer may be quoted at length: nothing here looks for longer than it is bound to.
    return shown
      .replace(/\b([a-z][a-z0-9+.-]{0,30}):\/\/([^\s"'<>|`]*)/gi, (url, scheme: string, rest: string) => (ownSchemes.has(scheme.toLowerCase()) ? url : this.#url(scheme, rest)))
      .replace(/\b(ws\+unix|sockdeck|mailto|data|javascript):[^\s"'<>|`]+/gi, '$1:…')
      // As Node's errors name what is on nobody's list any more.
      .replace(/\b(getaddrinfo [A-Z_]+ |ENOTFOUND |EAI_AGAIN |Host: |DNS:|IP Address:)([^\s,;|"']+)/g, (_found, before: string, host: string) => before + this.host(host))
      .replace(/(?<![0-9a-f:.])[0-9a-f]{0,4}:[0-9a-f:.]{1,60}/gi, (found) => (isIPv6(found) ? this.host(found) : found))
      .replace(/[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*/gu, (word) => this.#word(word))
      // What has no shape of its own could make lines look like others.
      .replace(/(?!\n)[\p{Cf}\p{Cc}]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16) ?? ''}}`)
  }

  /** The stand-in of a host name or address. */
  host(name: string): string {
    const host = plainHost(name)
    if (host === '' || loopback.test(host)) return host
    if (/^host-\d+$/.test(host) && [...this.#names.values()].includes(host)) return host
    const known = this.#names.get(host) ?? `host-${this.#names.size + 1}`
    this.#names.set(host, known)
    return known
  }

  #word(word: string): string {
    const lower = word.toLowerCase()
    if (lower === this.#computer) return 'this-computer'
    return this.#known.has(lower) || isIP(word) === 4 ? this.host(word) : word
  }

  /** Paths and queries hold tokens as often as not: scheme, host and port are what helps. */
  #url(scheme: string, rest: string): string {
    const [whole = '', host = '', port = ''] = /^(?:[^/?#@]*@)*(\[[^\]]*\]|[^/?#:,;)\]}]*)(:\d+)?/.exec(rest) ?? []
    const name = this.host(host)
    const after = rest.slice(whole.length)
    const path = /^[/?#]/.test(after) ? (after.length > 1 ? '/…' : '/') : (/^[^\p{L}\p{N}]*/u.exec(after)?.[0] ?? '')
    return `${scheme}://${isIPv6(name) ? `[${name}]` : name}${port}${path}`
  }
}

function* veilsOver(secrets: ReadonlySet<string>): Generator<(data: Uint8Array) => Uint8Array> {
  const all = [...secrets]
  for (let from = 0; from < all.length; from += secretsPerVeil) {
    const veil = new Veil()
    veil.add(all.slice(from, from + secretsPerVeil))
    yield (data) => veil.bytes(data)
  }
}

/** As it is kept, as the diary writes it on one line, as a URL has it decoded, and the password of a user name with one. */
function shapesOf(secret: string): string[] {
  const shapes = [secret, secret.trim(), secret.replace(/\p{Cc}+/gu, ' '), decoded(secret)]
  return [...new Set(shapes.flatMap((shape) => [shape, shape.slice(shape.indexOf(':') + 1)]))]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function plainHost(name: string): string {
  return withoutBrackets(name.trim()).toLowerCase().replace(/\.$/, '')
}
