/** What a profile brings to a TLS handshake: its extra authorities and its own certificate, checked and made ready once for all sockets that share them. */
import { createHash, X509Certificate } from 'node:crypto'
import { createSecureContext, rootCertificates, type SecureContext, type SecureContextOptions } from 'node:tls'
import { t } from '../../shared/words/words'
import { codeOf } from '../lib/errno'
import { cause, Fault } from '../lib/fault'
import type { TlsPlan } from '../prepare/dial-plan'

/** To read the system's authorities again for each socket of a fleet would hold main up for seconds. */
const contextsKept = 16
const contexts = new Map<string, SecureContext>()

/** Of Node's contexts. */
interface Inside {
  addCACert?: (pem: string) => void
}

/** Throws a Fault with kind `bad-ca`, `bad-client-certificate` or `tls-version`. */
export function contextOf(plan: TlsPlan): SecureContext {
  const key = keyOf(plan)
  const kept = contexts.get(key)
  contexts.delete(key)
  const context = kept ?? newContext(plan)
  contexts.set(key, context)
  if (contexts.size > contextsKept) contexts.delete([...contexts.keys()][0] ?? '')
  return context
}

export const hasOwnCertificate = ({ pfx, certificate }: TlsPlan): boolean => pfx !== null || certificate !== null

function keyOf({ ca, certificate, key, pfx, passphrase, minVersion, maxVersion }: TlsPlan): string {
  const parts = [ca, certificate, key, pfx?.toString('base64') ?? null, passphrase, minVersion, maxVersion]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64')
}

function newContext(plan: TlsPlan): SecureContext {
  const versions = { ...(plan.minVersion !== null && { minVersion: plan.minVersion }), ...(plan.maxVersion !== null && { maxVersion: plan.maxVersion }) }
  made(versions, 'tls-version')
  const own = ownCertificate(plan)
  if (hasOwnCertificate(plan) || plan.key !== null) made(own, 'bad-client-certificate')
  if (plan.ca === null) return made({ ...versions, ...own }, 'bad-client-certificate')
  return trusting(authorities(plan.ca), { ...versions, ...own })
}

/** These authorities beside Node's own, which all contexts share: to read those again for one would hold main up for 30 ms. */
function trusting(ca: readonly string[], options: SecureContextOptions): SecureContext {
  const context = made(options, 'bad-client-certificate')
  const { addCACert } = context.context as Inside
  // This Node has no such function.
  if (typeof addCACert !== 'function') return made({ ...options, ca: [...rootCertificates, ...ca] }, 'bad-ca')
  for (const one of ca) addCACert.call(context.context, one)
  return context
}

function ownCertificate({ certificate, key, pfx, passphrase }: TlsPlan): SecureContextOptions {
  const lock = passphrase === '' ? {} : { passphrase }
  if (pfx !== null) return { pfx, ...lock }
  if ((certificate === null) !== (key === null))
    throw new Fault(cause('tls', 'bad-client-certificate', { reason: certificate === null ? t('main.dial.seen.noCertificate') : t('main.dial.seen.noKey') }))
  return certificate === null || key === null ? {} : { cert: certificate, key, ...lock }
}

function made(options: SecureContextOptions, kind: 'tls-version' | 'bad-client-certificate' | 'bad-ca'): SecureContext {
  try {
    return createSecureContext(options)
  } catch (error) {
    throw new Fault(cause('tls', kind, { code: codeOf(error) }), '', { cause: error })
  }
}

const pem = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g

/** OpenSSL passes over what is no certificate without a word. */
function authorities(text: string): string[] {
  const found = text.match(pem) ?? []
  if (found.length === 0) throw new Fault(cause('tls', 'bad-ca', { reason: t('main.dial.seen.noPem') }))
  for (const one of found)
    try {
      new X509Certificate(one)
    } catch (error) {
      throw new Fault(cause('tls', 'bad-ca', { code: codeOf(error) }), '', { cause: error })
    }
  return found
}
