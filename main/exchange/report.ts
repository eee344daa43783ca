/** Report: what was found, in words for the person who decides about it, and without anything secret. */
import type { ExchangeReport, Found, FoundConnection } from '../../shared/exchange'
import type { Auth, Overrides } from '../../shared/options'
import { isSecretHeader, redactProtocol, redactUrl } from '../../shared/url'
import { t } from '../../shared/words/words'
import { clipped } from './draft'

export function reportOf({ format, connections, variables, left }: Found): ExchangeReport {
  return { format, connections: connections.map(lineOf), variables: variables.map(({ name }) => name), left }
}

function lineOf({ name, url, options, left }: FoundConnection): ExchangeReport['connections'][number] {
  return { name, url: withoutSecrets(url), summary: summaryOf(options), left }
}

/** `redactUrl` leaves alone what is no URL before its variables are filled. */
function withoutSecrets(url: string): string {
  return redactUrl(url).replace(/([?&])([^=&?#]*)=([^&#]*)/g, (pair, before: string, name: string, value: string) => (isSecretHeader(name) && !/^\{\{[^{}]*\}\}$/.test(value) ? `${before}${name}=***` : pair))
}

function summaryOf({ request, auth, tls, proxy, ...options }: Overrides): string[] {
  return [
    ...requestLines(request ?? {}),
    ...(auth === undefined || auth.kind === 'none' ? [] : [authLine(auth)]),
    ...tlsLines(tls ?? {}),
    ...proxyLines(proxy ?? {}),
    ...sessionLines(options),
  ]
}

function proxyLines({ kind, host, port, user = '' }: NonNullable<Overrides['proxy']>): string[] {
  const none = kind === 'none' ? [t('main.report.noProxy')] : []
  if (host === undefined) return none
  const values = { kind: kind === 'socks5' ? 'SOCKS5' : 'HTTP', place: `${clipped(host)}:${port ?? ''}` }
  return [...none, user === '' ? t('main.report.proxy', values) : t('main.report.proxyAs', { ...values, user: clipped(user) })]
}

function requestLines({ headers = [], cookies = [], query = [], protocols = [], origin = '' }: NonNullable<Overrides['request']>): string[] {
  return [
    ...(headers.length === 0 ? [] : [t('main.report.headers', { count: headers.length })]),
    ...(cookies.length === 0 ? [] : [t('main.report.cookies', { count: cookies.length })]),
    ...(query.length === 0 ? [] : [t('main.report.query', { count: query.length })]),
    ...(protocols.length === 0 ? [] : [t('main.report.subprotocol', { names: clipped(protocols.map(({ name }) => redactProtocol(name)).join(', ')) })]),
    ...(origin === '' ? [] : [t('main.report.origin', { origin: clipped(redactUrl(origin)) })]),
  ]
}

function authLine(auth: Exclude<Auth, { kind: 'none' }>): string {
  const as = (method: string, user: string) => (user === '' ? method : t('main.report.as', { method, user: clipped(user) }))
  switch (auth.kind) {
    case 'basic':
      // Without a password, the user name is often the token.
      return as(t('main.report.basic'), auth.password === '' ? '' : auth.user)
    case 'digest':
      return as(t('main.report.digest'), auth.user)
    case 'bearer':
      return t('main.report.bearer')
    case 'api-key':
      return auth.place === 'header' ? t('main.report.keyHeader', { name: clipped(auth.name) }) : t('main.report.keyQuery', { name: clipped(auth.name) })
    case 'oauth2':
      return as(auth.grant === 'client-credentials' ? t('main.report.oauthClient') : t('main.report.oauthRefresh'), auth.clientId)
  }
}

function tlsLines({ ca, certificate, pfx, serverName = '', minVersion = null, maxVersion = null }: NonNullable<Overrides['tls']>): string[] {
  const file = (key: 'ca' | 'certificate' | 'serverName', path = '') => (path === '' ? [] : [t(`main.report.${key}`, { path: clipped(path, 120) })])
  return [
    ...file('ca', ca?.file),
    ...file('certificate', certificate?.file ?? pfx?.file),
    ...file('serverName', serverName),
    ...(minVersion === null ? [] : [t('main.report.least', { version: minVersion })]),
    ...(maxVersion === null ? [] : [t('main.report.most', { version: maxVersion })]),
  ]
}

function sessionLines({ compression, network, limits, redirects, heartbeat, appPing, reconnect, onOpen }: Overrides): string[] {
  const seconds = (ms: number) => ({ seconds: ms / 1_000 })
  return [
    ...(compression === undefined || compression.mode === 'off' ? [] : [t('main.report.compression')]),
    ...(network?.family === undefined || network.family === 'auto' ? [] : [network.family === 'ipv4' ? t('main.report.ipv4') : t('main.report.ipv6')]),
    ...(network?.localAddress === undefined ? [] : [t('main.report.from', { address: clipped(network.localAddress) })]),
    ...(network?.keepAliveMs === undefined || network.keepAliveMs === null ? [] : [t('main.report.keepAlive', seconds(network.keepAliveMs))]),
    ...(limits?.deadlineMs === undefined ? [] : [t('main.report.deadline', seconds(limits.deadlineMs))]),
    ...(limits?.receiveBytes === undefined ? [] : [t('main.report.messageSize', { bytes: limits.receiveBytes })]),
    ...(redirects?.follow === true ? [redirects.hops === undefined ? t('main.report.redirects') : t('main.report.redirectsMost', { most: redirects.hops })] : []),
    ...(heartbeat?.enabled === false ? [t('main.report.noPings')] : heartbeat?.intervalMs === undefined ? [] : [t('main.report.ping', seconds(heartbeat.intervalMs))]),
    ...(heartbeat?.autoPong === false ? [t('main.report.noPongs')] : []),
    ...(appPing?.enabled === true ? [appPing.intervalMs === undefined ? t('main.report.appPing') : t('main.report.appPingEvery', seconds(appPing.intervalMs))] : []),
    ...(reconnect?.enabled === true ? [reconnect.baseMs === undefined ? t('main.report.reconnects') : t('main.report.reconnectsAfter', seconds(reconnect.baseMs))] : []),
    ...onOpenLines(onOpen?.messages?.length ?? 0),
  ]
}

function onOpenLines(count: number): string[] {
  return count === 0 ? [] : [t('main.report.onOpen', { count })]
}
