/** What a WebSocket URL, header and subprotocol may look like, and how a URL is shown without its secrets. */
import { isMadeOfVariables, templateParts, withoutTemplates } from './template'
import { t } from './words/words'

/** Says in words what is wrong with a WebSocket URL, or null (RFC 6455 §3); what a template will stand for is not known yet. */
export function urlProblem(template: string): string | null {
  if (template.trim() === '') return t('check.url.missing')
  // A digit, since it may stand for a port.
  const text = withoutTemplates(template, '1').trim()
  return templateParts(template.trim())[0]?.kind === 'variable' ? null : filledUrlProblem(text)
}

/** The same for a URL that is about to be dialled. */
export function filledUrlProblem(text: string): string | null {
  const trimmed = text.trim()
  if (trimmed === '') return t('check.url.empty')
  if (/^ws\+unix:/i.test(trimmed)) return unixUrl(trimmed) === null ? t('check.url.unix') : null
  let url: URL
  try {
    url = new URL(trimmed)
  } catch {
    return /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)
      ? t('check.url.invalid')
      : t('check.url.start')
  }
  if (url.protocol === 'http:') return t('check.url.http')
  if (url.protocol === 'https:') return t('check.url.https')
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') return t('check.url.start')
  if (url.hostname === '') return t('check.url.host')
  if (url.hash !== '' || trimmed.includes('#')) return t('check.url.fragment')
  return null
}

/** The parts of `ws+unix:/path/to/socket[:/request/path][?query]`, or null. */
export function unixUrl(text: string): { socketPath: string; requestPath: string } | null {
  const match = /^ws\+unix:(?:\/\/)?(\/[^:?#]+)(?::(\/[^?#]*))?(\?[^#]*)?$/i.exec(text.trim())
  return match === null ? null : { socketPath: decoded(match[1] ?? ''), requestPath: (match[2] ?? '/') + (match[3] ?? '') }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** The host of a URL as sockets and certificates know it: an IPv6 address without its brackets (RFC 3986 §3.2.2). */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '')
}

/** Headers that the handshake itself owns (RFC 6455 §4.1): another value would break it. */
const reserved = new Set(['connection', 'upgrade', 'sec-websocket-key', 'sec-websocket-version', 'sec-websocket-extensions', 'sec-websocket-accept', 'sec-websocket-protocol', 'content-length', 'transfer-encoding', 'trailer'])

/** Says what is wrong with a header's name, or null (RFC 9110 §5.1). */
export function headerNameProblem(name: string): string | null {
  if (name === '') return t('check.header.name')
  if (!token.test(name)) return t('check.header.badName', { name })
  if (name.toLowerCase() === 'sec-websocket-protocol') return t('check.header.subprotocols')
  if (reserved.has(name.toLowerCase())) return t('check.header.reserved', { name })
  return null
}

/** Says what is wrong with a header's value, or null: no control characters, Latin-1 only (RFC 9110 §5.5). */
export function headerValueProblem(value: string): string | null {
  for (const char of value) {
    const code = char.codePointAt(0) ?? 0
    if ((code < 32 && code !== 9) || code === 127) return t('check.header.control')
    if (code > 255) return t('check.header.character', { char })
  }
  return null
}

/** Says what is wrong with a cookie's name, or null (RFC 6265 §4.1.1). */
export function cookieNameProblem(name: string): string | null {
  return token.test(name) ? null : t('check.cookieName')
}

/** Says what is wrong with a list of subprotocols, or null (RFC 6455 §4.1: tokens, each once). */
export function protocolsProblem(protocols: readonly string[]): string | null {
  const seen = new Set<string>()
  for (const protocol of protocols) {
    if (!token.test(protocol)) return t('check.protocol.name', { name: protocol })
    if (seen.has(protocol)) return t('check.protocol.twice', { name: protocol })
    seen.add(protocol)
  }
  return null
}

/** Unmistakable anywhere in a name; the short ones only as a word of their own: `sig` is a secret, `signalr` is not. */
const secretStem = /token|secret|passw|session|credential|bearer|signature|apikey|jwt/
const secretWords = new Set('key sig pwd pass passphrase auth authorization oauth sid otp csrf xsrf'.split(' '))

function soundsSecret(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  return name.toLowerCase() === 'code' || secretStem.test(words.replace(/[^a-z0-9]/g, '')) || words.split(/[^a-z0-9]+/).some((word) => secretWords.has(word))
}

/**
 * The URL with `change` done to its user name with password and to each secret-looking query value, unless variables alone make
 * it. Found in the text as it stands, since a template is no URL yet.
 */
export function changeUrlSecrets(text: string, change: (secret: string) => string): string {
  // A URL parser takes these out before it looks at anything (WHATWG URL §4.4).
  const [head = '', ...rest] = text.replace(/[\t\n\r]/g, '').split('?')
  const start = head.replace(/^(\s*(?!ws\+unix:)(?:(?:[a-z][a-z0-9+.-]*|\{\{[^}]*\}\}):[\\/]*|))([^\\/#]+)@/i, (found, scheme: string, user: string) => {
    if (isMadeOfVariables(user)) return found
    const changed = change(user)
    return changed === '' ? scheme : `${scheme}${changed}@`
  })
  if (rest.length === 0) return start
  const query = rest.join('?').split('&').map((part) => {
    const [name = '', ...value] = part.split('=')
    const secret = value.join('=')
    return secret === '' || !soundsSecret(decoded(name)) || isMadeOfVariables(secret) ? part : `${name}=${change(secret)}`
  })
  return `${start}?${query.join('&')}`
}

/** The URL with its user name, password and secret-looking query values masked, as far as they can be found in what does not parse. */
export function redactUrl(text: string): string {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return changeUrlSecrets(text, () => '***')
  }
  if (url.username !== '') url.username = '***'
  if (url.password !== '') url.password = '***'
  for (const key of [...url.searchParams.keys()]) if (soundsSecret(key)) url.searchParams.set(key, '***')
  return url.href
}

/** Subprotocols are a known way to smuggle a token past a browser; the registered names are short words. */
export function redactProtocol(protocol: string): string {
  return soundsSecret(protocol) || protocol.length > 40 ? '***' : protocol
}

/** Header names whose values are never shown or written. */
export function isSecretHeader(name: string): boolean {
  return /^(authorization|proxy-authorization|cookie|set-cookie|sec-websocket-protocol)$/i.test(name) || soundsSecret(name)
}
