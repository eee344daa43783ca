/** Speaks TLS over a line, and decides whether to trust the server before a byte of HTTP leaves. */
import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import type { AttemptHop, CertificateFacts, TlsFacts } from '../../shared/attempt'
import type { Cause } from '../../shared/connection'
import { limits } from '../../shared/limits'
import { t } from '../../shared/words/words'
import { cause, Fault } from '../lib/fault'
import type { TlsPlan } from '../prepare/dial-plan'
import { certificateKind, tlsCause } from './tls-cause'
import { contextOf, hasOwnCertificate } from './tls-context'
import { heard, type Line } from './line'
import { hostOf, type Target, type Way } from './way'

/** Characters of a certificate's text that are kept: it is the server's own, and may be anything. */
const textLength = 2_000

/** Throws a Fault, or an AbortError as soon as the way's signal aborts. */
export async function secureLine(line: Line, target: Target, hop: AttemptHop, { plan, trace, signal }: Way): Promise<void> {
  const name = plan.tls.serverName === '' ? hostOf(target) : plan.tls.serverName
  trace.enter('tls', name)
  const under = line.raw
  const socket = connect({
    socket: under,
    secureContext: contextOf(plan.tls),
    // No server name for a literal address (RFC 6066 §3); the certificate must name it all the same.
    servername: isIP(name) === 0 ? name : '',
    host: name,
    ALPNProtocols: ['http/1.1'],
    // What Node finds is judged below, where a person's own word counts too.
    rejectUnauthorized: false,
  })
  line.wrap(socket)
  await shaken(line, socket, plan.tls, signal)
  const facts = factsOf(socket, name)
  hop.tls = facts
  trace.found(`${facts.version} ${facts.cipher}`)
  const why = distrust(facts, plan.tls)
  if (why !== null) throw new Fault(why)
}

async function shaken(line: Line, socket: TLSSocket, plan: TlsPlan, signal: AbortSignal): Promise<void> {
  try {
    await heard<void>(signal, (resolve, reject) => {
      const onClose = () => reject(new Error('Closed in the TLS handshake'))
      socket.once('secureConnect', resolve).once('error', reject).once('close', onClose)
      return () => socket.off('secureConnect', resolve).off('error', reject).off('close', onClose)
    })
  } catch (error) {
    socket.destroy()
    if (signal.aborted) throw error
    throw new Fault(tlsCause(line.error ?? error, { own: hasOwnCertificate(plan), reported: line.error !== null }), '', { cause: error })
  }
}

/** Pins decide alone where there are any, whoever signed the certificate. */
function distrust(facts: TlsFacts, { pins, accepted }: TlsPlan): Cause | null {
  const own = facts.chain[0]
  const fingerprint = own?.fingerprint ?? ''
  if (pins.length > 0) return pins.includes(fingerprint) ? null : cause('tls', 'certificate-pin', { reason: fingerprint })
  if (facts.trusted) return null
  facts.accepted = accepted.includes(fingerprint)
  return facts.accepted ? null : cause('tls', certificateKind(facts.problem), { code: facts.problem, reason: hint(facts.problem, own) })
}

function hint(problem: string, own: CertificateFacts | undefined): string {
  if (own === undefined) return ''
  switch (certificateKind(problem)) {
    case 'certificate-expired':
      return t('main.dial.seen.ended', { date: own.validTo.slice(0, 10) })
    case 'certificate-not-yet-valid':
      return t('main.dial.seen.begins', { date: own.validFrom.slice(0, 10) })
    case 'certificate-wrong-host':
      return t('main.dial.seen.isFor', { names: (own.names || own.subject).slice(0, 200) })
    case 'certificate-unknown-ca':
      return t('main.dial.seen.signedBy', { issuer: own.issuer.slice(0, 200) })
    default:
      return ''
  }
}

function factsOf(socket: TLSSocket, serverName: string): TlsFacts {
  const problem = socket.authorized ? '' : problemOf(socket)
  return {
    version: socket.getProtocol() ?? '',
    cipher: socket.getCipher().name,
    serverName,
    trusted: socket.authorized,
    problem,
    accepted: false,
    chain: chainOf(socket.getPeerX509Certificate()),
  }
}

/** Declared as an Error, and a code all the same. */
function problemOf(socket: TLSSocket): string {
  const problem: unknown = socket.authorizationError
  return typeof problem === 'string' ? problem : 'UNKNOWN'
}

function chainOf(own: X509Certificate | undefined): CertificateFacts[] {
  const chain: CertificateFacts[] = []
  for (let one = own; one !== undefined && chain.length < limits.certificatesShown; one = one.issuerCertificate) {
    const facts = certificateFacts(one)
    if (chain.some(({ fingerprint }) => fingerprint === facts.fingerprint)) break
    chain.push(facts)
  }
  return chain
}

function certificateFacts(one: X509Certificate): CertificateFacts {
  return {
    subject: line(one.subject),
    issuer: line(one.issuer),
    names: (one.subjectAltName ?? '').slice(0, textLength),
    validFrom: isoDate(one.validFrom),
    validTo: isoDate(one.validTo),
    serial: one.serialNumber,
    fingerprint: one.fingerprint256,
    selfSigned: one.subject === one.issuer,
  }
}

/** Node writes one attribute in a line. */
const line = (name: string | undefined): string => (name ?? '').split('\n').join(', ').slice(0, textLength)

function isoDate(text: string): string {
  const at = Date.parse(text)
  return Number.isNaN(at) ? text : new Date(at).toISOString()
}
