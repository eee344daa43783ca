/** Redaction: keeps an attempt's secrets out of everything that is recorded or shown of it. */
import type { HeaderLine } from '../../shared/attempt'
import { isSecretHeader, redactProtocol, redactUrl } from '../../shared/url'
import { shapesOf, veiled } from '../prepare/veiled'

const hidden = '***'
/** A shorter secret stands in half of all words: it is hidden only where it is the whole of a value. */
const shortestInText = 4
/** Made anew for each request and of no use after it. */
const harmless = /^sec-websocket-(key|accept|version|extensions)$/i

export class Redaction {
  readonly #secrets = new Set<string>()
  readonly #short = new Set<string>()

  constructor(secrets: readonly string[]) {
    this.add(secrets)
  }

  /** A server may send back what it got, as it was or encoded for a URL. */
  add(secrets: readonly string[]): void {
    for (const secret of secrets) for (const form of formsOf(secret)) (form.length < shortestInText ? this.#short : this.#secrets).add(form)
  }

  text(text: string): string {
    return veiled(text, this.#secrets)
  }

  url(url: string): string {
    return this.text(redactUrl(url))
  }

  /** The path of a request line: exact, but for the values of parameters that sound secret. */
  path(path: string): string {
    const at = path.indexOf('?')
    if (at === -1) return this.text(path)
    const pairs = path.slice(at + 1).split('&').map((pair) => {
      const [name = '', ...value] = pair.split('=')
      const secret = value.length > 0 && (isSecretHeader(plainName(name)) || this.#short.has(value.join('=')))
      return secret ? `${name}=${hidden}` : pair
    })
    return this.text(`${path.slice(0, at)}?${pairs.join('&')}`)
  }

  header(name: string, value: string): HeaderLine {
    if (harmless.test(name)) return { name, value }
    if (/^sec-websocket-protocol$/i.test(name)) return { name, value: this.text(value.split(',').map((protocol) => redactProtocol(protocol.trim())).join(', ')) }
    if (/^(location|referer|content-location)$/i.test(name)) return { name, value: this.url(value) }
    if (this.#short.has(value)) return { name, value: hidden }
    return { name, value: isSecretHeader(name) ? hiddenValue(name, value) : this.text(value) }
  }

  /** From now on the values of a request's secret headers are hidden wherever they come back. */
  learn(headers: readonly (readonly [name: string, value: string])[]): void {
    for (const [name, value] of headers) {
      if (harmless.test(name) || /^sec-websocket-protocol$/i.test(name) || !isSecretHeader(name)) continue
      // `Bearer` and the like are no secret; what follows is.
      this.add([value, value.replace(/^\S+\s+/, '')].filter((secret) => secret.length > 3))
    }
  }
}

/** The scheme stays where it is a known one (RFC 9110 §11.6.2): which of them was used is no secret, and often what is wrong. */
function hiddenValue(name: string, value: string): string {
  const scheme = /^(?:proxy-)?authorization$/i.test(name) ? /^(basic|bearer|digest|negotiate|ntlm|hawk|dpop|token|apikey)[ \t]+\S/i.exec(value)?.[1] : undefined
  return scheme === undefined ? hidden : `${scheme} ${hidden}`
}

/** As in a request, and as a whole URL has it. */
function formsOf(secret: string): string[] {
  // Half a surrogate pair can't be encoded.
  return [...shapesOf(secret), encodeURI(Buffer.from(secret).toString())].filter((form) => form !== '')
}

function plainName(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
