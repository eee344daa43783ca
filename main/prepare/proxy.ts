/** Proxy: tells by way of which proxy a URL is reached. */
import type { Plan } from '../../shared/plan'
import { unixUrl, withoutBrackets } from '../../shared/url'
import { t } from '../../shared/words/words'
import { codeOf } from '../lib/errno'
import { bypassOf } from './bypass'
import type { DialPlan, ProxyPlan } from './dial-plan'
import type { Filler } from './filler'
import type { Surroundings } from './surroundings'

type ProxyFor = DialPlan['proxyFor']

/** Fills the settings now; what is missing in them is a Fault, bad-proxy-settings, for the hosts that need the proxy only. */
export function proxyOf({ proxy }: Plan, surroundings: Surroundings, filler: Filler): ProxyFor {
  if (proxy.kind === 'none') return () => Promise.resolve(null)
  const bad = (reason: string) => filler.fault('bad-proxy-settings', reason)
  const bypass = filler.field(proxy.bypass, t('main.dial.where.bypass'))
  const bypassed = bypassOf(bypass.text, (entry) => {
    throw bad(t('main.dial.reason.bypassEntry', { entry: bypass.secret ? '***' : entry }))
  })
  const credentials = { user: filler.text(proxy.user, t('main.dial.where.proxyUser')), password: filler.secret(proxy.password, t('main.dial.where.proxyPassword')) }
  keepPair(credentials, filler)
  if (proxy.kind === 'system') return (url) => (isDirect(url, bypassed) ? Promise.resolve(null) : systemProxy(url, surroundings, credentials).then((found) => orThrown(found, bad)))
  const own = typedProxy({ kind: proxy.kind, host: filler.text(proxy.host, t('main.dial.where.proxyHost')), port: proxy.port, ...credentials })
  return (url) => (isDirect(url, bypassed) ? Promise.resolve(null) : new Promise((resolve) => resolve(orThrown(own, bad))))
}

/** The proxy, null for none, or what is wrong in words. */
type Found = ProxyPlan | null | string

function orThrown(found: Found, bad: (reason: string) => Error): ProxyPlan | null {
  if (typeof found === 'string') throw bad(found)
  return found
}

/** As `Proxy-Authorization` carries them. */
function keepPair({ user, password }: { user: string; password: string }, filler: Filler): void {
  if (password !== '') filler.keep(Buffer.from(`${user}:${password}`).toString('base64'))
}

function isDirect(url: URL, bypassed: (url: URL) => boolean): boolean {
  return unixUrl(url.href) !== null || bypassed(url)
}

/** People paste proxies as URLs: what the URL says besides must not contradict. */
function typedProxy(proxy: ProxyPlan): Found {
  const match = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*?)\/?$/i.exec(proxy.host.trim())
  const [scheme, host] = [match?.[1]?.toLowerCase() ?? '', match?.[2] ?? '']
  if (scheme === 'https') return t('main.dial.reason.proxyTls')
  const fitting = proxy.kind === 'http' ? ['', 'http'] : ['', 'socks', 'socks5', 'socks5h']
  if (!fitting.includes(scheme)) return t('main.dial.reason.proxyScheme', { kind: proxy.kind === 'http' ? 'HTTP' : 'SOCKS5', scheme })
  if (host === '') return t('main.dial.reason.enterProxyHost')
  if (host.includes('@')) return t('main.dial.reason.proxyCredentials')
  return hostProblem(host) ?? { ...proxy, host: withoutBrackets(host) }
}

function hostProblem(host: string): string | null {
  if (/^\[[0-9a-f:.]+\]$|^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(host)) return null
  if (/:\d*$/.test(host)) return t('main.dial.reason.proxyPort')
  return /^[^\s/:?#\\[\]]+$/.test(host) ? null : t('main.dial.reason.proxyHostInvalid')
}

async function systemProxy(url: URL, surroundings: Surroundings, credentials: Pick<ProxyPlan, 'user' | 'password'>): Promise<Found> {
  // A PAC script is somebody else's program: it gets the host, not the path, and nothing secret.
  const bare = `${url.protocol}//${url.host}/`
  try {
    return pacProxy(await surroundings.systemProxy(bare), credentials)
  } catch (error) {
    const code = codeOf(error)
    return code === null ? t('main.dial.reason.systemProxy') : t('main.dial.reason.systemProxyCode', { code })
  }
}

const usable: Readonly<Record<string, ProxyPlan['kind']>> = { PROXY: 'http', HTTP: 'http', SOCKS: 'socks5', SOCKS5: 'socks5' }

/** The first usable of `PROXY host:port; SOCKS5 host:port; DIRECT`; nothing at all means DIRECT. */
function pacProxy(words: string, credentials: Pick<ProxyPlan, 'user' | 'password'>): Found {
  const entries = words.split(';').map((entry) => entry.trim()).filter((entry) => entry !== '')
  if (entries.length === 0) return null
  for (const entry of entries) {
    const [word = '', place = ''] = entry.split(/\s+/)
    if (word.toUpperCase() === 'DIRECT') return null
    const kind = usable[word.toUpperCase()]
    const [, host, port] = /^(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(place) ?? []
    if (kind !== undefined && host !== undefined) return { kind, host: withoutBrackets(host), port: Number(port), ...credentials }
  }
  return t('main.dial.reason.systemProxyKind')
}
