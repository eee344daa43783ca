import { isSecretId } from '../../shared/secret'
import { t, wordsOf } from '../../shared/words/words'
import { formatBytes } from './bytes'

const labels: Readonly<Record<string, string>> = wordsOf({
  auth: 'profile.label.auth',
  'request.query': 'profile.label.request.query',
  'request.headers': 'profile.label.request.headers',
  'request.cookies': 'profile.label.request.cookies',
  'request.protocols': 'profile.label.request.protocols',
  'request.protocolRequired': 'profile.label.request.protocolRequired',
  'request.origin': 'profile.label.request.origin',
  'tls.ca': 'profile.label.tls.ca',
  'tls.certificate': 'profile.label.tls.certificate',
  'tls.key': 'profile.label.tls.key',
  'tls.pfx': 'profile.label.tls.pfx',
  'tls.passphrase': 'profile.label.tls.passphrase',
  'tls.serverName': 'profile.label.tls.serverName',
  'tls.minVersion': 'profile.label.tls.minVersion',
  'tls.maxVersion': 'profile.label.tls.maxVersion',
  'tls.pins': 'profile.label.tls.pins',
  'tls.accepted': 'profile.label.tls.accepted',
  'proxy.kind': 'profile.label.proxy.kind',
  'proxy.host': 'profile.label.proxy.host',
  'proxy.port': 'profile.label.proxy.port',
  'proxy.user': 'profile.label.proxy.user',
  'proxy.password': 'profile.label.proxy.password',
  'proxy.bypass': 'profile.label.proxy.bypass',
  'compression.mode': 'profile.label.compression.mode',
  'compression.clientWindowBits': 'profile.label.compression.clientWindowBits',
  'compression.serverWindowBits': 'profile.label.compression.serverWindowBits',
  'compression.clientTakeover': 'profile.label.compression.clientTakeover',
  'compression.serverTakeover': 'profile.label.compression.serverTakeover',
  'compression.thresholdBytes': 'profile.label.compression.thresholdBytes',
  'network.family': 'profile.label.network.family',
  'network.localAddress': 'profile.label.network.localAddress',
  'network.noDelay': 'profile.label.network.noDelay',
  'network.keepAliveMs': 'profile.label.network.keepAliveMs',
  'limits.deadlineMs': 'profile.label.limits.deadlineMs',
  'limits.closeTimeoutMs': 'profile.label.limits.closeTimeoutMs',
  'limits.receiveBytes': 'profile.label.limits.receiveBytes',
  'limits.messageMs': 'profile.label.limits.messageMs',
  'limits.idleAlarmMs': 'profile.label.limits.idleAlarmMs',
  'redirects.follow': 'profile.label.redirects.follow',
  'redirects.hops': 'profile.label.redirects.hops',
  'queue.messages': 'profile.label.queue.messages',
  'queue.bytes': 'profile.label.queue.bytes',
  'queue.overflow': 'profile.label.queue.overflow',
  'queue.whileDown': 'profile.label.queue.whileDown',
  'heartbeat.enabled': 'profile.label.heartbeat.enabled',
  'heartbeat.intervalMs': 'profile.label.heartbeat.intervalMs',
  'heartbeat.timeoutMs': 'profile.label.heartbeat.timeoutMs',
  'heartbeat.misses': 'profile.label.heartbeat.misses',
  'heartbeat.payload': 'profile.label.heartbeat.payload',
  'heartbeat.logged': 'profile.label.heartbeat.logged',
  'heartbeat.autoPong': 'profile.label.heartbeat.autoPong',
  'appPing.enabled': 'profile.label.appPing.enabled',
  'appPing.message': 'profile.label.appPing.message',
  'appPing.answer': 'profile.label.appPing.answer',
  'appPing.intervalMs': 'profile.label.appPing.intervalMs',
  'appPing.timeoutMs': 'profile.label.appPing.timeoutMs',
  'appPing.misses': 'profile.label.appPing.misses',
  'appPing.logged': 'profile.label.appPing.logged',
  'reconnect.enabled': 'profile.label.reconnect.enabled',
  'reconnect.baseMs': 'profile.label.reconnect.baseMs',
  'reconnect.factor': 'profile.label.reconnect.factor',
  'reconnect.capMs': 'profile.label.reconnect.capMs',
  'reconnect.jitter': 'profile.label.reconnect.jitter',
  'reconnect.attempts': 'profile.label.reconnect.attempts',
  'reconnect.minUptimeMs': 'profile.label.reconnect.minUptimeMs',
  'reconnect.rules': 'profile.label.reconnect.rules',
  'onOpen.messages': 'profile.label.onOpen.messages',
})

export function optionLabel(field: string): string {
  return labels[field] ?? field
}

/** An option's value in a few words, without any secret. */
export function valueWords(field: string, value: unknown): string {
  if (value === null) return nulls[field] ?? t('profile.value.none')
  if (typeof value === 'boolean') return t(value ? 'profile.value.on' : 'profile.value.off')
  if (typeof value === 'number') return numberWords(field, value)
  if (typeof value === 'string') return isSecretId(value) ? '••••••••' : value === '' ? t('profile.value.none') : (chosen[`${field}.${value}`] ?? value)
  if (Array.isArray(value)) return listWords(field, value)
  return objectWords(value as Record<string, unknown>)
}

/** What null says where it is not "none". */
const nulls: Readonly<Record<string, string>> = wordsOf({
  'limits.messageMs': 'profile.value.noLimit',
  'limits.idleAlarmMs': 'profile.value.never',
  'reconnect.attempts': 'profile.value.neverGivesUp',
})

/** What is chosen from a list and is no name of a protocol or a version. */
const chosen: Readonly<Record<string, string>> = wordsOf({
  'proxy.kind.none': 'profile.value.none',
  'proxy.kind.system': 'profile.value.system',
  'compression.mode.off': 'profile.value.off',
  'compression.mode.offered': 'profile.value.offered',
  'compression.mode.required': 'profile.value.required',
  'network.family.auto': 'profile.value.auto',
  'queue.overflow.refuse': 'profile.value.refuse',
  'queue.overflow.drop-oldest': 'profile.value.dropOldest',
  'queue.overflow.close': 'profile.value.close',
  'queue.whileDown.refuse': 'profile.value.refuse',
  'queue.whileDown.hold': 'profile.value.hold',
  'reconnect.jitter.full': 'profile.value.full',
  'reconnect.jitter.equal': 'profile.value.equal',
  'reconnect.jitter.none': 'profile.value.none',
})

function numberWords(field: string, value: number): string {
  if (Number.isNaN(value)) return '?'
  if (field.endsWith('Ms')) return value < 1_000 ? `${value} ms` : `${value / 1_000} s`
  return field.toLowerCase().endsWith('bytes') ? formatBytes(value) : String(value)
}

function listWords(field: string, list: readonly unknown[]): string {
  if (list.length === 0) return t('profile.value.none')
  const names = list.flatMap((item) => (typeof item === 'object' && item !== null && 'name' in item ? [String(item.name)] : []))
  if (names.length > 0) return names.join(', ')
  const count = list.length
  if (field === 'reconnect.rules') return t('profile.value.rules', { count })
  return field === 'onOpen.messages' ? t('profile.value.messages', { count }) : t('profile.value.fingerprints', { count })
}

const protocols: Readonly<Record<string, string>> = { basic: 'Basic', digest: 'Digest', oauth2: 'OAuth 2' }
const authWords: Readonly<Record<string, string>> = wordsOf({ none: 'profile.value.none', bearer: 'profile.auth.bearer', 'api-key': 'profile.auth.apiKey' })

function objectWords({ kind, file, text, secret }: Record<string, unknown>): string {
  if (typeof kind === 'string') return protocols[kind] ?? authWords[kind] ?? kind
  if (typeof text === 'string' && text !== '') return t('profile.value.pem')
  if (typeof secret === 'string' && secret !== '') return '••••••••'
  return typeof file === 'string' && file !== '' ? file : t('profile.value.none')
}
