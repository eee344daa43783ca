/** Describe: the way that a dial would take, in words, for people who look before they connect. */
import type { Plan } from '../../shared/plan'
import { unixUrl } from '../../shared/url'
import { language, t } from '../../shared/words/words'
import { isSecure, portOf } from './address'
import type { DialPlan, ProxyPlan } from './dial-plan'

/** One line for each step; nothing secret. Rejects with a Fault when the proxy can't be told. */
export async function routeWords(plan: Plan, dial: DialPlan): Promise<string[]> {
  const url = new URL(dial.url)
  const unix = unixUrl(dial.url)
  const token = plan.auth.kind === 'oauth2' ? [t('main.dial.route.token', { host: hostOf(dial, plan) })] : []
  if (unix !== null) return [...token, t('main.dial.route.unix', { path: unix.socketPath })]
  const proxy = await dial.proxyFor(url)
  const place = `${url.hostname}:${portOf(url)}`
  const tcp = proxy === null ? [t('main.dial.route.tcp', { place })] : proxyWords(proxy, place)
  return [...token, listed([...tcp, ...networkWords(dial)]), ...(isSecure(url) ? [tlsWords(plan, dial)] : [])]
}

function listed(parts: readonly string[]): string {
  return parts.join(language() === 'en' ? ', ' : '，')
}

function proxyWords({ kind, host, port, user }: ProxyPlan, place: string): string[] {
  const proxy = `${kind === 'http' ? 'http' : 'socks5'}://${host}:${port}`
  return [t('main.dial.route.tcpBy', { place, proxy }), ...(user === '' ? [] : [t('main.dial.route.credentials')])]
}

function hostOf({ secrets }: DialPlan, { auth }: Plan): string {
  const typed = auth.kind === 'oauth2' ? auth.tokenUrl.trim() : ''
  const host = URL.canParse(typed) ? new URL(typed).host : typed.split('?', 1)[0] ?? ''
  return secrets.includes(host) ? '***' : host
}

function networkWords({ network: { family, localAddress } }: DialPlan): string[] {
  return [...(family === 'auto' ? [] : [t(`main.dial.route.${family}`)]), ...(localAddress === '' ? [] : [t('main.dial.route.from', { address: localAddress })])]
}

function tlsWords({ tls: typed }: Plan, { tls, url }: DialPlan): string {
  const words = [versionWords(tls), t('main.dial.route.serverName', { name: tls.serverName === '' ? new URL(url).hostname : tls.serverName })]
  if (tls.ca !== null) words.push(withFile('ca', typed.ca.text === '' ? typed.ca.file : ''))
  if (tls.pfx !== null) words.push(withFile('pfx', typed.pfx.secret === '' ? typed.pfx.file : ''))
  else if (tls.certificate !== null) words.push(withFile('certificate', typed.certificate.text === '' ? typed.certificate.file : ''))
  if (tls.pins.length > 0) words.push(t('main.dial.route.pinned'))
  if (tls.accepted.length > 0) words.push(t('main.dial.route.accepted', { number: tls.accepted.length }))
  return listed(words)
}

function withFile(kind: 'ca' | 'pfx' | 'certificate', file: string): string {
  return file === '' ? t(`main.dial.route.${kind}`) : t(`main.dial.route.${kind}From`, { file })
}

/** Node's own bounds where none are set. */
function versionWords({ minVersion, maxVersion }: DialPlan['tls']): string {
  const [low, high] = [minVersion ?? 'TLSv1.2', maxVersion ?? 'TLSv1.3'].map((version) => version.slice('TLSv'.length))
  return low === high ? `TLS ${low ?? ''}` : `TLS ${low ?? ''}–${high ?? ''}`
}
