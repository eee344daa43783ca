/** Decides where a redirect leads (RFC 9110 §15.4), and what is too much. */
import type { Cause } from '../../shared/connection'
import { cause, Fault } from '../lib/fault'
import type { Options } from '../../shared/options'
import { t } from '../../shared/words/words'
import { isSecure, type Target } from './way'

const statuses = new Set([301, 302, 303, 307, 308])

export const isRedirect = (status: number): boolean => statuses.has(status)

export interface Redirect {
  status: number
  location: string | undefined
  from: Target
  /** Redirects that were followed before. */
  followed: number
  /** The location without its secrets. */
  shown: string
}

/** Throws a Fault where it must not, or can't, be followed. */
export function redirected({ status, location, from, followed, shown }: Redirect, { follow, hops }: Options['redirects']): Target {
  const refuse = (kind: Cause['kind'], reason = shown) => new Fault(cause('http', kind, { httpStatus: status, reason }))
  if (!follow) throw refuse('redirect')
  if (location === undefined || location.trim() === '') throw refuse('redirect-invalid', t('main.dial.seen.noLocation'))
  if (followed >= hops) throw refuse('too-many-redirects')
  const url = webSocketUrl(location, from.url)
  // A server on a Unix socket may send its client to another path, not out into the network.
  if (url === null || (from.socketPath !== null && url.host !== from.url.host)) throw refuse('redirect-invalid')
  const target = { url, socketPath: from.socketPath }
  if (isSecure(from) && !isSecure(target)) throw refuse('redirect-downgrade')
  return target
}

const schemes: Readonly<Record<string, string>> = { 'http:': 'ws:', 'https:': 'wss:', 'ws:': 'ws:', 'wss:': 'wss:' }

function webSocketUrl(location: string, from: URL): URL | null {
  let url: URL
  try {
    url = new URL(location, from)
  } catch {
    return null
  }
  const scheme = schemes[url.protocol]
  if (scheme === undefined || url.hostname === '') return null
  url.protocol = scheme
  url.hash = ''
  return url
}
