/** Describe: the way that a dial would take, in words, for people who look before they connect. */
import type { Plan } from '../../shared/plan'
import { unixUrl } from '../../shared/url'
import { isSecure, portOf } from './address'
import type { DialPlan } from './dial-plan'

/** One line for each step; nothing secret. Rejects with a Fault when the proxy can't be told. */
export async function routeWords(plan: Plan, dial: DialPlan): Promise<string[]> {
  const url = new URL(dial.url)
  const unix = unixUrl(dial.url)
  const token = plan.auth.kind === 'oauth2' ? [`OAuth token from ${hostOf(dial, plan)}`] : []
  if (unix !== null) return [...token, `Unix socket ${unix.socketPath}`]
  const proxy = await dial.proxyFor(url)
  const way = proxy === null ? '' : ` by way of ${proxy.kind === 'http' ? 'http' : 'socks5'}://${proxy.host}:${proxy.port}${proxy.user === '' ? '' : ', with credentials'}`
  return [...token, `TCP to ${url.hostname}:${portOf(url)}${way}${networkWords(dial)}`, ...(isSecure(url) ? [tlsWords(plan, dial)] : [])]
}

function hostOf({ secrets }: DialPlan, { auth }: Plan): string {
  const typed = auth.kind === 'oauth2' ? auth.tokenUrl.trim() : ''
  const host = URL.canParse(typed) ? new URL(typed).host : typed.split('?', 1)[0] ?? ''
  return secrets.includes(host) ? '***' : host
}

function networkWords({ network }: DialPlan): string {
  const family = { auto: '', ipv4: ', IPv4 only', ipv6: ', IPv6 only' }[network.family]
  return `${family}${network.localAddress === '' ? '' : `, from ${network.localAddress}`}`
}

function tlsWords({ tls: typed }: Plan, { tls, url }: DialPlan): string {
  const words = [versionWords(tls), `server name ${tls.serverName === '' ? new URL(url).hostname : tls.serverName}`]
  if (tls.ca !== null) words.push(`extra CA${from(typed.ca.text === '' ? typed.ca.file : '')}`)
  if (tls.pfx !== null) words.push(`client certificate${from(typed.pfx.secret === '' ? typed.pfx.file : '')} (PKCS #12)`)
  else if (tls.certificate !== null) words.push(`client certificate${from(typed.certificate.text === '' ? typed.certificate.file : '')}`)
  if (tls.pins.length > 0) words.push('pinned')
  if (tls.accepted.length > 0) words.push(`${tls.accepted.length} accepted by hand`)
  return words.join(', ')
}

function from(file: string): string {
  return file === '' ? '' : ` from ${file}`
}

/** Node's own bounds where none are set. */
function versionWords({ minVersion, maxVersion }: DialPlan['tls']): string {
  const [low, high] = [minVersion ?? 'TLSv1.2', maxVersion ?? 'TLSv1.3'].map((version) => version.slice('TLSv'.length))
  return low === high ? `TLS ${low ?? ''}` : `TLS ${low ?? ''}–${high ?? ''}`
}
