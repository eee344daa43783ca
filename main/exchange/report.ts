/** Report: what was found, in words for the person who decides about it, and without anything secret. */
import type { ExchangeReport, Found, FoundConnection } from '../../shared/exchange'
import type { Auth, Overrides } from '../../shared/options'
import { isSecretHeader, redactProtocol, redactUrl } from '../../shared/url'
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
    ...(proxy?.kind === 'none' ? ['No proxy'] : []),
    ...(proxy?.host === undefined ? [] : [`${proxy.kind === 'socks5' ? 'SOCKS5' : 'HTTP'} proxy ${clipped(proxy.host)}:${proxy.port ?? ''}${(proxy.user ?? '') === '' ? '' : ` as ${clipped(proxy.user ?? '')}`}`]),
    ...sessionLines(options),
  ]
}

function requestLines({ headers = [], cookies = [], query = [], protocols = [], origin = '' }: NonNullable<Overrides['request']>): string[] {
  return [
    ...counted(headers.length, 'header'),
    ...counted(cookies.length, 'cookie'),
    ...counted(query.length, 'query parameter'),
    ...(protocols.length === 0 ? [] : [`Subprotocol ${clipped(protocols.map(({ name }) => redactProtocol(name)).join(', '))}`]),
    ...(origin === '' ? [] : [`Origin ${clipped(redactUrl(origin))}`]),
  ]
}

function counted(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}${count === 1 ? '' : 's'}`]
}

function authLine(auth: Exclude<Auth, { kind: 'none' }>): string {
  const as = (user: string) => (user === '' ? '' : ` as ${clipped(user)}`)
  switch (auth.kind) {
    case 'basic':
      // Without a password, the user name is often the token.
      return `Basic auth${auth.password === '' ? '' : as(auth.user)}`
    case 'digest':
      return `Digest auth${as(auth.user)}`
    case 'bearer':
      return 'Bearer token'
    case 'api-key':
      return `API key in ${auth.place === 'header' ? 'header' : 'query parameter'} ${clipped(auth.name)}`
    case 'oauth2':
      return `OAuth 2 by ${auth.grant === 'client-credentials' ? 'client credentials' : 'refresh token'}${as(auth.clientId)}`
  }
}

function tlsLines({ ca, certificate, pfx, serverName = '', minVersion = null, maxVersion = null }: NonNullable<Overrides['tls']>): string[] {
  const file = (what: string, path: string | undefined) => (path === undefined || path === '' ? [] : [`${what} ${clipped(path, 120)}`])
  return [
    ...file('Certificate authority', ca?.file),
    ...file('Client certificate', certificate?.file ?? pfx?.file),
    ...file('Server name', serverName),
    ...(minVersion === null ? [] : [`At least ${minVersion}`]),
    ...(maxVersion === null ? [] : [`At most ${maxVersion}`]),
  ]
}

function sessionLines({ compression, network, limits, redirects, heartbeat, appPing, reconnect, onOpen }: Overrides): string[] {
  const seconds = (ms: number | undefined) => (ms === undefined ? '' : ` ${ms / 1_000} s`)
  return [
    ...(compression === undefined || compression.mode === 'off' ? [] : ['Compression offered']),
    ...(network?.family === undefined || network.family === 'auto' ? [] : [network.family === 'ipv4' ? 'IPv4 only' : 'IPv6 only']),
    ...(network?.localAddress === undefined ? [] : [`From ${clipped(network.localAddress)}`]),
    ...(network?.keepAliveMs === undefined || network.keepAliveMs === null ? [] : [`TCP keep-alive${seconds(network.keepAliveMs)}`]),
    ...(limits?.deadlineMs === undefined ? [] : [`Handshake deadline${seconds(limits.deadlineMs)}`]),
    ...(limits?.receiveBytes === undefined ? [] : [`Messages up to ${limits.receiveBytes} bytes`]),
    ...(redirects?.follow === true ? [`Follows redirects${redirects.hops === undefined ? '' : `, at most ${redirects.hops}`}`] : []),
    ...(heartbeat?.enabled === false ? ['No pings'] : heartbeat?.intervalMs === undefined ? [] : [`Ping every${seconds(heartbeat.intervalMs)}`]),
    ...(heartbeat?.autoPong === false ? ['Pings of the server stay unanswered'] : []),
    ...(appPing?.enabled === true ? [`Ping message every${seconds(appPing.intervalMs) || ' so often'}`] : []),
    ...(reconnect?.enabled === true ? [`Reconnects${reconnect.baseMs === undefined ? '' : ` after${seconds(reconnect.baseMs)}`}`] : []),
    ...counted(onOpen?.messages?.length ?? 0, 'message').map((line) => `${line} sent after opening`),
  ]
}
