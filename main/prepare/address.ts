/** Address: the URL that is dialled: filled, with its query parameters, its user name and password taken out. */
import { enabledRows } from '../../shared/inherit'
import type { Plan } from '../../shared/plan'
import { filledUrlProblem, unixUrl } from '../../shared/url'
import { t } from '../../shared/words/words'
import type { HeaderPair } from './dial-plan'
import type { Filler } from './filler'
import { percentEncoded } from './percent'

export interface Address {
  url: string
  /** From `ws://user:password@host`; null: none given. */
  userinfo: { user: string; password: string } | null
}

export function addressOf(plan: Plan, filler: Filler, key: HeaderPair | null): Address {
  const typed = filler.text(plan.url, t('main.dial.where.url')).trim()
  const problem = filledUrlProblem(typed)
  if (problem !== null) throw filler.fault('bad-url', problem)
  const userinfo = userinfoOf(typed, filler)
  return { url: withQuery(withoutUserinfo(typed), queryOf(plan, filler, key)), userinfo }
}

/** In their order; a parameter of the same name that was typed replaces the API key. */
function queryOf(plan: Plan, filler: Filler, key: HeaderPair | null): HeaderPair[] {
  const rows = enabledRows(plan.request.query).map((row): HeaderPair => {
    const name = filler.text(row.name, t('main.dial.where.queryName'))
    if (name === '') throw filler.fault('bad-request', t('check.queryName'))
    const where = t('main.dial.reason.queryWhere', { name: row.name })
    return [name, row.secret ? filler.secret(row.value, where) : filler.text(row.value, where)]
  })
  return key === null || rows.some(([name]) => name === key[0]) ? rows : [...rows, key]
}

function withQuery(url: string, query: readonly HeaderPair[]): string {
  if (query.length === 0) return url
  const text = query.map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`).join('&')
  const joint = !url.includes('?') ? '?' : /[?&]$/.test(url) ? '' : '&'
  return url + joint + text
}

/** The authority ends where a path, a query or (RFC 6455 §3 allows none) a fragment begins; `\` counts as `/` in such URLs. */
const userinfoPattern = /^(wss?:[/\\]*)[^/\\?#]*@/i

function withoutUserinfo(url: string): string {
  return url.replace(userinfoPattern, '$1')
}

function userinfoOf(text: string, filler: Filler): Address['userinfo'] {
  if (unixUrl(text) !== null || !userinfoPattern.test(text)) return null
  const { username, password } = new URL(text)
  if (username === '' && password === '') return null
  const found = { user: decoded(username), password: decoded(password) }
  if (found.password !== '') filler.keep(found.password)
  return found
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * Both lead to the same server by the same kind of way: what is secret may go to either. Requests over a Unix socket are made to
 * `ws://localhost`, and stay on their socket: such a profile never reaches the localhost of the network.
 */
export function sameServer(own: URL, url: URL): boolean {
  const [one, other] = [unixUrl(own.href), unixUrl(url.href)]
  if (other !== null) return one?.socketPath === other.socketPath
  const home = one === null ? own : new URL('ws://localhost/')
  return home.hostname === url.hostname && portOf(home) === portOf(url) && isSecure(home) === isSecure(url)
}

export function isSecure({ protocol }: URL): boolean {
  return protocol === 'wss:' || protocol === 'https:'
}

export function portOf(url: URL): number {
  return url.port === '' ? (isSecure(url) ? 443 : 80) : Number(url.port)
}
