/** Looks up a host's addresses, within the family and the local address that the profile asks for. */
import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { t } from '../../shared/words/words'
import { orAborted } from '../lib/abort'
import { codeOf } from '../lib/errno'
import { cause, Fault } from '../lib/fault'
import { lookupCause } from './cause'
import type { Lookup, Way } from './way'

/** Addresses of one host that are told of. */
export const addressesShown = 8

/** Shares a lookup that is under way with who asks for the same: the system works on two at a time, and silent name servers hold all others up. */
export function sharing(ask: Lookup): Lookup {
  const underWay = new Map<string, ReturnType<Lookup>>()
  return (host, family) => {
    const key = `${family} ${host}`
    const known = underWay.get(key)
    if (known !== undefined) return known
    const asked = ask(host, family).finally(() => underWay.delete(key))
    underWay.set(key, asked)
    return asked
  }
}

/** The system's own order (RFC 6724). */
export const systemLookup: Lookup = sharing((host, family) => lookup(host, { all: true, family, order: 'verbatim' }))

/** At least one address; throws a Fault, or an AbortError as soon as the way's signal aborts. */
export async function addressesOf(host: string, way: Way): Promise<readonly LookupAddress[]> {
  const family = wantedFamily(way)
  const literal = isIP(host)
  if (literal !== 0) {
    if (family !== 0 && literal !== family) throw new Fault(cause('dns', 'no-address', { reason: t(family === 4 ? 'main.dial.seen.noFamily4' : 'main.dial.seen.noFamily6', { host }) }))
    return [{ address: host, family: literal }]
  }
  way.trace.enter('dns', host)
  const found = await resolved(host, family, way)
  if (found.length === 0) throw new Fault(cause('dns', 'no-address'))
  way.trace.found(`${host}: ${found.slice(0, addressesShown).map(({ address }) => address).join(', ')}`)
  return found
}

async function resolved(host: string, family: 0 | 4 | 6, { lookup, signal }: Way): Promise<readonly LookupAddress[]> {
  try {
    return await orAborted(lookup(host, family), signal)
  } catch (error) {
    const code = codeOf(error)
    if (code === null || signal.aborted) throw error
    if (code === 'ENOTFOUND' && family !== 0 && (await hasOther(host, { lookup, signal }))) throw new Fault(cause('dns', 'no-address', { code, reason: t(family === 4 ? 'main.dial.seen.noIpv4' : 'main.dial.seen.noIpv6') }))
    throw new Fault(lookupCause(code), '', { cause: error })
  }
}

/** Systems do not tell a host without such an address from one that does not exist. */
async function hasOther(host: string, { lookup, signal }: Pick<Way, 'lookup' | 'signal'>): Promise<boolean> {
  try {
    return (await orAborted(lookup(host, 0), signal)).length > 0
  } catch (error) {
    if (codeOf(error) === null) throw error
    return false
  }
}

function wantedFamily({ plan }: Way): 0 | 4 | 6 {
  const { family, localAddress } = plan.network
  const asked = ({ auto: 0, ipv4: 4, ipv6: 6 } as const)[family]
  if (localAddress === '') return asked
  const own = isIP(localAddress) as 0 | 4 | 6
  if (own === 0 || (asked !== 0 && own !== asked)) throw new Fault(cause('tcp', 'local-address', { reason: own === 0 ? t('main.dial.seen.notIp') : t(asked === 4 ? 'main.dial.seen.notIpv4' : 'main.dial.seen.notIpv6') }))
  return own
}
