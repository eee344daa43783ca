/** Token route: the way to an OAuth token endpoint, by the profile's proxy and network and with its trust in certificates. */
import { describeCause } from '../../shared/cause'
import { defaultOptions } from '../../shared/options'
import type { Clock } from '../lib/clock'
import { cause, Fault } from '../lib/fault'
import type { DialPlan, TlsPlan } from '../prepare/dial-plan'
import type { WayAbout } from '../prepare/surroundings'
import type { Reach } from '../prepare/token-http'
import { Redaction } from './redaction'
import { systemLookup } from './resolve'
import { openRoute } from './route'
import { AttemptTrace } from './trace'
import { newHop, type Lookup, type Target, type Way } from './way'

/** No request is made of it: the endpoint is asked by plain HTTP. */
const bare = {
  protocolsFor: () => [],
  protocolRequired: defaultOptions.request.protocolRequired,
  compression: defaultOptions.compression,
  limits: defaultOptions.limits,
  redirects: defaultOptions.redirects,
  digest: null,
  secrets: [],
  headersFor: () => [],
  keepCookies: () => undefined,
}

/** What goes wrong on the way is told as the token endpoint's: oauth-unreachable, with its own code and words. */
export function tokenRoute(clock: Clock, lookup: Lookup = systemLookup): (about: WayAbout) => Reach {
  return ({ url: own, tls, network, proxyFor }) =>
    async (url, signal) => {
      const target = targetOf(url)
      const plan: DialPlan = { ...bare, url: target.url.href, tls: trustOf(tls, target.url, new URL(own)), network, proxyFor: () => proxyFor(url) }
      // Of these steps the attempt's own record tells but the whole.
      const trace = new AttemptTrace({ id: 0, connectionId: '', name: '', attempt: 0, url: '', clock })
      const way: Way = { plan, clock, lookup, trace, redaction: new Redaction([]), signal }
      try {
        return (await openRoute(target, newHop(''), way)).raw
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        throw new Fault(cause('auth', 'oauth-unreachable', { code: error.why.code, reason: describeCause({ ...error.why, code: null, reason: '' }) }), '', { cause: error })
      }
    }
}

/** The route knows WebSocket's schemes; the way is the same. */
function targetOf({ href }: URL): Target {
  return { url: new URL(href.replace(/^http/i, 'ws')), socketPath: null }
}

/** A pin says which certificate the profile's own server must have; to another host's it lends trust and no more. */
function trustOf(tls: TlsPlan, { hostname }: URL, own: URL): TlsPlan {
  if (hostname === own.hostname) return tls
  return { ...tls, serverName: '', pins: [], accepted: [...tls.accepted, ...tls.pins] }
}
