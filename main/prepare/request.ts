/** Request: the header lines of an upgrade, for the profile's own server and for another one that a redirect leads to. */
import { enabledRows, enabledProtocols } from '../../shared/inherit'
import type { Plan } from '../../shared/plan'
import type { Row } from '../../shared/options'
import { cookieNameProblem, headerNameProblem, headerValueProblem, isSecretHeader, protocolsProblem, redactProtocol } from '../../shared/url'
import { t } from '../../shared/words/words'
import { sameServer } from './address'
import type { DialPlan, HeaderPair } from './dial-plan'
import type { Filler } from './filler'
import type { Jar } from './surroundings'

interface Line {
  pair: HeaderPair
  /** For the profile's own server only. */
  own: boolean
}

/** What was typed, filled; the same for each request of one dial. */
export interface TypedLines {
  headers: Line[]
  cookies: HeaderPair[]
}

export interface RequestOptions {
  typed: TypedLines
  /** Where the profile leads. */
  url: URL
  authorization: HeaderPair | null
  jar: Jar | null
  /** Told of the cookies of the jar whenever they are sent. */
  onCookies: (header: string) => void
}

/** Throws a Fault for what can't be sent. */
export function protocolsFor({ request }: Plan, own: URL, filler: Filler): DialPlan['protocolsFor'] {
  const fields = enabledProtocols(request.protocols).map((name) => filler.field(name, t('main.dial.where.subprotocol')))
  const all = fields.map(({ text }) => text)
  const problem = protocolsProblem(all)
  if (problem !== null) throw filler.fault('bad-request', problem)
  const open = fields.filter(({ text, secret }) => !secret && redactProtocol(text) === text).map(({ text }) => text)
  return (url) => (sameServer(own, url) ? all : open)
}

/** Throws a Fault for what can't be sent. */
export function linesOf({ request }: Plan, filler: Filler): TypedLines {
  const headers = enabledRows(request.headers).map((row) => lineOf(row, filler))
  const origin = originOf(request.origin, filler)
  if (origin !== null && !headers.some(({ pair }) => isNamed(pair, 'origin'))) headers.push({ pair: ['Origin', origin], own: false })
  return { headers, cookies: enabledRows(request.cookies).map((row) => cookieOf(row, filler)) }
}

export function headersFor({ typed, url: ownUrl, authorization, jar, onCookies }: RequestOptions): (url: URL) => HeaderPair[] {
  const replaced = authorization === null || typed.headers.some(({ pair }) => isNamed(pair, authorization[0]))
  return (url) => {
    const own = sameServer(ownUrl, url)
    const headers = typed.headers.filter((line) => own || !line.own).map(({ pair }) => pair)
    const kept = jar?.header(url) ?? ''
    if (kept !== '') onCookies(kept)
    const all = withCookies(headers, cookieHeader(own ? typed.cookies : [], kept))
    return replaced || !own ? all : [...all, authorization]
  }
}

function isNamed([name]: HeaderPair, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase()
}

function lineOf(row: Row, filler: Filler): Line {
  const name = filler.text(row.name, t('main.dial.where.headerName'))
  const problem = headerNameProblem(name)
  if (problem !== null) throw filler.fault('bad-request', problem)
  const { text, secret } = valueOf(row, 'header', filler)
  return { pair: [name, text], own: secret || isSecretHeader(name) || /^host$/i.test(name) }
}

/** The problem of a secret is told without its characters. */
function valueOf(row: Row, kind: 'header' | 'cookie', filler: Filler): { text: string; secret: boolean } {
  const where = t(`main.dial.reason.${kind}Where`, { name: row.name })
  const { text, secret } = row.secret ? { text: filler.secret(row.value, where), secret: true } : filler.field(row.value, where)
  const problem = headerValueProblem(text)
  if (problem === null) return { text, secret }
  throw filler.fault('bad-request', t(`main.dial.reason.${kind}`, { name: row.name, problem: secret ? t('main.dial.reason.character') : problem }))
}

function originOf(template: string, filler: Filler): string | null {
  const { text: origin, secret } = filler.field(template, t('main.dial.where.origin'))
  const problem = headerValueProblem(origin)
  if (problem !== null) throw filler.fault('bad-request', secret ? t('main.dial.reason.originCharacter') : t('main.dial.reason.origin', { problem }))
  return origin === '' ? null : origin
}

function cookieOf(row: Row, filler: Filler): HeaderPair {
  const name = filler.text(row.name, t('main.dial.where.cookieName'))
  const problem = cookieNameProblem(name)
  if (problem !== null) throw filler.fault('bad-request', problem)
  const { text } = valueOf(row, 'cookie', filler)
  if (text.includes(';')) throw filler.fault('bad-request', t('main.dial.reason.cookieSemicolon', { name: row.name }))
  return [name, text]
}

/** The typed ones, then those of the jar that have another name. */
function cookieHeader(typed: readonly HeaderPair[], kept: string): string {
  const names = new Set(typed.map(([name]) => name))
  const others = kept === '' ? [] : kept.split('; ').filter((cookie) => !names.has(cookie.split('=', 1)[0] ?? ''))
  return [...typed.map(([name, value]) => `${name}=${value}`), ...others].join('; ')
}

/** In a Cookie header that was typed, if there is one: a request has no two of them (RFC 6265 §5.4). */
function withCookies(pairs: readonly HeaderPair[], cookies: string): HeaderPair[] {
  if (cookies === '') return [...pairs]
  const at = pairs.findIndex((pair) => isNamed(pair, 'cookie'))
  if (at === -1) return [...pairs, ['Cookie', cookies]]
  return pairs.map(([name, value], index) => (index === at ? [name, value === '' ? cookies : `${value}; ${cookies}`] : [name, value]))
}
