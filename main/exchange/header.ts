/** Header: takes one request header as other tools write it, to the option that it belongs to. */
import type { Overrides } from '../../shared/options'
import { withoutTemplates } from '../../shared/template'
import { cookieNameProblem, headerNameProblem, headerValueProblem, protocolsProblem } from '../../shared/url'
import { isTemplateAlone } from '../../shared/secret'
import { t } from '../../shared/words/words'
import { clipped, rowOf, sealable, type Draft } from './draft'
import { basic } from './target'

/** Made anew by each handshake, or of no meaning for one (RFC 6455 §4.1). */
const made = new Set(['connection', 'upgrade', 'sec-websocket-key', 'sec-websocket-accept', 'content-length', 'transfer-encoding', 'te', 'trailer', 'proxy-connection', 'keep-alive'])

/** `Name: value`, also `Name;` for an empty value as curl has it. */
export function takeHeaderLine(draft: Draft, line: string): void {
  const colon = line.indexOf(':', line.startsWith(':') ? 1 : 0)
  if (colon === -1) {
    if (line.trimEnd().endsWith(';')) takeHeader(draft, line.trim().slice(0, -1), '')
    else draft.leave(t('main.left.noColon', { header: clipped(line.split(/[\s=]/)[0] ?? '') }))
    return
  }
  const value = line.slice(colon + 1).trim()
  const name = line.slice(0, colon).trim()
  if (value === '') draft.leave(t('main.left.headerOut', { name: clipped(name) }))
  else takeHeader(draft, name, value)
}

export function takeHeader(draft: Draft, name: string, value: string, enabled = true): void {
  const key = name.toLowerCase()
  // A pseudo-header of HTTP/2 is the request line of a handshake.
  if (made.has(key) || name.startsWith(':')) return
  const take = enabled ? taken[key] : undefined
  if (take) take(draft, value, name)
  else plain(draft, value, name, enabled)
}

function plain(draft: Draft, value: string, name: string, enabled = true): void {
  const problem = headerNameProblem(withoutTemplates(name, 'x')) ?? headerValueProblem(withoutTemplates(value, 'x'))
  if (problem === null) draft.row('headers', rowOf(name, value, enabled))
  else draft.leave(t('main.left.header', { name: clipped(name), problem }))
}

type Take = (draft: Draft, value: string, name: string) => void
const taken: Record<string, Take | undefined> = Object.assign(Object.create(null) as object, {
  'sec-websocket-version': (draft: Draft, value: string) => {
    if (value.trim() !== '13') draft.leave(t('main.left.version'))
  },
  'sec-websocket-protocol': (draft: Draft, value: string) => value.split(',').forEach((name) => takeProtocol(draft, name.trim())),
  'sec-websocket-extensions': takeExtensions,
  origin: (draft: Draft, value: string) => {
    const problem = headerValueProblem(withoutTemplates(value, 'x'))
    if (problem === null) draft.set({ request: { origin: value } })
    else draft.leave(t('main.left.origin', { problem }))
  },
  authorization: takeAuthorization,
  cookie: takeCookies,
})

export function takeProtocol(draft: Draft, name: string): void {
  const known = draft.options.request?.protocols ?? []
  const problem = protocolsProblem([...known, { name }].map((row) => withoutTemplates(row.name, 'x')))
  if (problem === null && known.length < 32) draft.set({ request: { protocols: [...known, { name, enabled: true }] } })
  else if (name !== '') draft.leave(t('main.left.subprotocol', { problem: problem ?? t('main.left.mostSubprotocols') }))
}

function takeAuthorization(draft: Draft, value: string, name: string): void {
  const [, scheme = '', rest = ''] = /^(\S+)[ \t]+(\S.*)$/.exec(value) ?? []
  if (scheme.toLowerCase() === 'bearer' && sealable(rest)) return draft.set({ auth: { kind: 'bearer', token: rest } })
  if (scheme.toLowerCase() === 'basic' && !isTemplateAlone(rest)) {
    const credentials = Buffer.from(rest, 'base64').toString()
    if (credentials.includes(':') && !/[\u0000-\u001f\u007f\ufffd]/.test(credentials)) return basic(draft, credentials)
  }
  plain(draft, value, name)
}

/** `a=1; b=2` (RFC 6265 §4.2.1). Each cookie counts as a credential. */
export function takeCookies(draft: Draft, text: string): void {
  for (const pair of text.split(';').map((one) => one.trim()).filter((one) => one !== '')) {
    const equals = pair.indexOf('=')
    takeCookie(draft, equals === -1 ? '' : pair.slice(0, equals).trim(), pair.slice(equals + 1).trim())
  }
}

export function takeCookie(draft: Draft, name: string, value: string, enabled = true): void {
  const valueProblem = headerValueProblem(withoutTemplates(value, 'x'))
  if (cookieNameProblem(withoutTemplates(name, 'x')) !== null) draft.leave(t('main.left.cookieName', { name: clipped(name) }))
  else if (valueProblem !== null || value.includes(';')) draft.leave(t('main.left.cookie', { name: clipped(name), problem: valueProblem ?? t('main.left.semicolon') }))
  else draft.row('cookies', { name, value, enabled, secret: sealable(value) })
}

/** RFC 7692 §7.1. */
function takeExtensions(draft: Draft, value: string): void {
  // Offers after the first are fallbacks, which Sockdeck has no place for.
  const [first = ''] = value.split(',').filter((offer) => /^\s*permessage-deflate\b/i.test(offer))
  if (first !== '') draft.set({ compression: deflateOf(first, draft) })
  if (value.split(',').some((offer) => offer.trim() !== '' && !/^\s*permessage-deflate\b/i.test(offer))) draft.leave(t('main.left.extensions'))
}

function deflateOf(offer: string, draft: Draft): NonNullable<Overrides['compression']> {
  const result: NonNullable<Overrides['compression']> = { mode: 'offered' }
  for (const parameter of offer.split(';').slice(1)) {
    const [name = '', value] = parameter.split('=').map((part) => part.trim().replaceAll('"', '').toLowerCase())
    // Without a value: any window that the server asks for will do.
    const bits = value === undefined ? 15 : Number(value)
    const whole = Number.isInteger(bits) && bits <= 15
    if (name === 'client_no_context_takeover') result.clientTakeover = false
    else if (name === 'server_no_context_takeover') result.serverTakeover = false
    else if (name === 'client_max_window_bits' && whole && bits >= 9) result.clientWindowBits = bits
    else if (name === 'server_max_window_bits' && whole && bits >= 8) result.serverWindowBits = bits
    else if (name !== '') draft.leave(t('main.left.deflate', { parameter: clipped(name) }))
  }
  return result
}
