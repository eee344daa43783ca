import type { AttemptRecord, CertificateFacts } from '../../shared/attempt'
import type { CauseKind } from '../../shared/connection'
import { plural } from './bytes'

export interface Validity {
  /** "Expired 3 days ago", "Ends in 89 days"; empty where its times can't be read. */
  words: string
  good: boolean
}

export function validity({ validFrom, validTo }: Pick<CertificateFacts, 'validFrom' | 'validTo'>, now: number): Validity {
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)]
  if (Number.isNaN(from) || Number.isNaN(to)) return { words: '', good: true }
  if (now < from) return { words: `Begins in ${span(from - now)}`, good: false }
  return now > to ? { words: `Expired ${span(now - to)} ago`, good: false } : { words: `Ends in ${span(to - now)}`, good: true }
}

/** "2025-01-01 00:00 UTC"; what is not written as ISO 8601 stays as it is. */
export function certificateTime(text: string): string {
  return text.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}(?:\.\d+)?Z$/, '$1 $2 UTC')
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

function span(ms: number): string {
  if (ms >= 730 * day) return plural(Math.floor(ms / (365 * day)), 'year')
  if (ms >= day) return plural(Math.floor(ms / day), 'day')
  return ms >= hour ? plural(Math.floor(ms / hour), 'hour') : plural(Math.max(1, Math.floor(ms / minute)), 'minute')
}

/** Causes that accepting a certificate does away with. */
const acceptable: ReadonlySet<CauseKind> = new Set([
  'certificate-expired', 'certificate-not-yet-valid', 'certificate-self-signed', 'certificate-unknown-ca', 'certificate-wrong-host', 'certificate',
])

/** The server's own certificate of the last hop that came to TLS, and what is wrong with it. */
export function leafOf({ hops }: AttemptRecord): { certificate: CertificateFacts; problem: string } | null {
  const tls = hops.findLast((hop) => hop.tls !== null)?.tls
  const certificate = tls?.chain[0]
  return tls === null || tls === undefined || certificate === undefined ? null : { certificate, problem: tls.problem }
}

/** What a person may do about the certificate that an attempt saw. */
export function trustOf(record: AttemptRecord): { accept: boolean; pin: boolean } {
  const kind = record.cause?.kind
  const fingerprint = leafOf(record)?.certificate.fingerprint ?? ''
  if (!/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/.test(fingerprint)) return { accept: false, pin: false }
  return { accept: kind !== undefined && acceptable.has(kind), pin: record.openMs !== null || kind === 'certificate-pin' }
}
