import { isSecretId } from '../../shared/secret'
import { formatBytes, plural } from './bytes'

const labels: Record<string, string> = {
  auth: 'Sign in with',
  'request.query': 'Query parameters',
  'request.headers': 'Headers',
  'request.cookies': 'Cookies',
  'request.protocols': 'Subprotocols',
  'request.origin': 'Origin',
  'tls.ca': 'Extra authorities',
  'tls.certificate': 'Client certificate',
  'tls.key': 'Private key',
  'tls.pfx': 'PKCS #12',
  'tls.passphrase': 'Passphrase',
  'tls.serverName': 'Server name',
  'tls.minVersion': 'From version',
  'tls.maxVersion': 'Up to version',
  'tls.pins': 'Pinned certificates',
  'tls.accepted': 'Accepted certificates',
  'proxy.kind': 'Proxy',
  'proxy.host': 'Host',
  'proxy.port': 'Port',
  'proxy.user': 'User name',
  'proxy.password': 'Password',
  'proxy.bypass': 'Reached without the proxy',
  'compression.mode': 'permessage-deflate',
  'compression.clientWindowBits': 'Client window',
  'compression.serverWindowBits': 'Server window',
  'compression.clientTakeover': 'Client keeps its context',
  'compression.serverTakeover': 'Server keeps its context',
  'compression.thresholdBytes': 'Compress from',
  'network.family': 'Address family',
  'network.localAddress': 'Local address',
  'network.noDelay': 'TCP_NODELAY',
  'network.keepAliveMs': 'TCP keep-alive after',
  'limits.deadlineMs': 'Handshake within',
  'limits.closeTimeoutMs': 'Close within',
  'limits.receiveBytes': 'Largest message',
  'limits.idleAlarmMs': 'Idle alarm after',
  'redirects.follow': 'Follow redirects',
  'redirects.hops': 'Redirects at most',
  'queue.messages': 'Messages at most',
  'queue.bytes': 'Bytes at most',
  'queue.overflow': 'When it is full',
  'queue.whileDown': 'While it reconnects',
  'heartbeat.enabled': 'Send pings',
  'heartbeat.intervalMs': 'Ping every',
  'heartbeat.timeoutMs': 'Pong within',
  'heartbeat.misses': 'Missed pongs',
  'heartbeat.payload': 'Ping payload',
  'heartbeat.logged': 'Pings in the log',
  'heartbeat.autoPong': 'Answer the server’s pings',
  'appPing.enabled': 'Application pings',
  'appPing.message': 'Ping message',
  'appPing.answer': 'Answer',
  'appPing.intervalMs': 'Application ping every',
  'appPing.timeoutMs': 'Answer within',
  'appPing.misses': 'Missed answers',
  'appPing.logged': 'Application pings in the log',
  'reconnect.enabled': 'Reconnect by itself',
  'reconnect.baseMs': 'First wait',
  'reconnect.factor': 'Grows by',
  'reconnect.capMs': 'Longest wait',
  'reconnect.jitter': 'Jitter',
  'reconnect.attempts': 'Give up after',
  'reconnect.minUptimeMs': 'Stable after',
  'reconnect.rules': 'Rules',
  'onOpen.messages': 'Messages',
}

export function optionLabel(field: string): string {
  return labels[field] ?? field
}

/** An option's value in a few words, without any secret. */
export function valueWords(field: string, value: unknown): string {
  if (value === null) return field === 'limits.idleAlarmMs' || field === 'reconnect.attempts' ? 'never' : 'none'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'number') return numberWords(field, value)
  if (typeof value === 'string') return isSecretId(value) ? '••••••••' : value === '' ? 'none' : value
  if (Array.isArray(value)) return listWords(field, value)
  return objectWords(value as Record<string, unknown>)
}

function numberWords(field: string, value: number): string {
  if (Number.isNaN(value)) return '?'
  if (field.endsWith('Ms')) return value < 1_000 ? `${value} ms` : `${value / 1_000} s`
  return field.toLowerCase().endsWith('bytes') ? formatBytes(value) : String(value)
}

function listWords(field: string, list: readonly unknown[]): string {
  if (list.length === 0) return 'none'
  const names = list.flatMap((item) => (typeof item === 'object' && item !== null && 'name' in item ? [String(item.name)] : []))
  if (names.length > 0) return names.join(', ')
  if (field === 'reconnect.rules') return plural(list.length, 'rule')
  return field === 'onOpen.messages' ? plural(list.length, 'message') : plural(list.length, 'fingerprint')
}

const authWords: Record<string, string> = { none: 'none', basic: 'Basic', bearer: 'Bearer token', 'api-key': 'API key', digest: 'Digest', oauth2: 'OAuth 2' }

function objectWords({ kind, file, text, secret }: Record<string, unknown>): string {
  if (typeof kind === 'string') return authWords[kind] ?? kind
  if (typeof text === 'string' && text !== '') return 'PEM text'
  if (typeof secret === 'string' && secret !== '') return '••••••••'
  return typeof file === 'string' && file !== '' ? file : 'none'
}
