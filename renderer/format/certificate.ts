import type { AttemptRecord, CertificateFacts } from '../../shared/attempt'
import type { CauseKind } from '../../shared/connection'
import { t } from '../../shared/words/words'

export interface Validity {
  /** "Expired 3 days ago", "Ends in 89 days"; empty where its times can't be read. */
  words: string
  good: boolean
}

export function validity({ validFrom, validTo }: Pick<CertificateFacts, 'validFrom' | 'validTo'>, now: number): Validity {
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)]
  if (Number.isNaN(from) || Number.isNaN(to)) return { words: '', good: true }
  if (now < from) return { words: t('attempts.certificate.begins', { span: span(from - now) }), good: false }
  if (now > to) return { words: t('attempts.certificate.expired', { span: span(now - to) }), good: false }
  return { words: t('attempts.certificate.ends', { span: span(to - now) }), good: true }
}

/** "2025-01-01 00:00 UTC"; what is not written as ISO 8601 stays as it is. */
export function certificateTime(text: string): string {
  return text.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}(?:\.\d+)?Z$/, '$1 $2 UTC')
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

function span(ms: number): string {
  if (ms >= 730 * day) return t('attempts.span.years', { count: Math.floor(ms / (365 * day)) })
  if (ms >= day) return t('attempts.span.days', { count: Math.floor(ms / day) })
  if (ms >= hour) return t('attempts.span.hours', { count: Math.floor(ms / hour) })
  return t('attempts.span.minutes', { count: Math.max(1, Math.floor(ms / minute)) })
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
