/** What a WebSocket URL, header and subprotocol may look like, and how a URL is shown without its secrets. */

/** Says in words what is wrong with a WebSocket URL, or null if it can be dialled (RFC 6455 §3). */
export function urlProblem(text: string): string | null {
  const trimmed = text.trim()
  if (trimmed === '') return 'Enter a URL, such as ws://127.0.0.1:7625/echo'
  let url: URL
  try {
    url = new URL(trimmed)
  } catch {
    return /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)
      ? 'This is not a valid URL: check the host and the port'
      : 'Start the URL with ws:// or wss://'
  }
  if (url.protocol === 'http:') return 'Use ws:// in place of http://'
  if (url.protocol === 'https:') return 'Use wss:// in place of https://'
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') return 'Start the URL with ws:// or wss://'
  if (url.hostname === '') return 'The URL has no host'
  if (url.hash !== '' || trimmed.includes('#')) return 'A WebSocket URL has no #fragment: write %23 for a literal #'
  return null
}

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** Headers that the handshake itself owns (RFC 6455 §4.1): another value would break it. */
const reserved = new Set(['connection', 'upgrade', 'sec-websocket-key', 'sec-websocket-version', 'sec-websocket-extensions', 'sec-websocket-accept', 'sec-websocket-protocol', 'content-length', 'transfer-encoding', 'trailer'])

/** Says what is wrong with a header's name, or null (RFC 9110 §5.1). */
export function headerNameProblem(name: string): string | null {
  if (name === '') return 'A header needs a name'
  if (!token.test(name)) return `“${name}” can't be a header name: use letters, digits and dashes`
  if (name.toLowerCase() === 'sec-websocket-protocol') return 'Use the subprotocols field for this header'
  if (reserved.has(name.toLowerCase())) return `${name} is set by the handshake itself`
  return null
}

/** Says what is wrong with a header's value, or null: no control characters, Latin-1 only (RFC 9110 §5.5). */
export function headerValueProblem(value: string): string | null {
  for (const char of value) {
    const code = char.codePointAt(0) ?? 0
    if ((code < 32 && code !== 9) || code === 127) return 'A header value has no line breaks or control characters'
    if (code > 255) return `“${char}” can't be sent in a header: percent-encode it`
  }
  return null
}

/** Says what is wrong with a list of subprotocols, or null (RFC 6455 §4.1: tokens, each once). */
export function protocolsProblem(protocols: readonly string[]): string | null {
  const seen = new Set<string>()
  for (const protocol of protocols) {
    if (!token.test(protocol)) return `“${protocol}” can't be a subprotocol: no spaces, commas or slashes`
    if (seen.has(protocol)) return `“${protocol}” is listed twice`
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

/** The URL with its user name, password and secret-looking query values masked; unparsable text comes back as it is. */
export function redactUrl(text: string): string {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return text
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
