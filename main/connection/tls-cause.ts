/** Names the causes of a TLS handshake that failed, by the codes of OpenSSL, BoringSSL and Node. */
import type { Cause, CauseKind } from '../../shared/connection'
import { t } from '../../shared/words/words'
import { codeOf } from '../lib/errno'
import { cause } from '../lib/fault'

/** Results of OpenSSL's verification, and of Node's own check of the host name. */
const certificateKinds: Readonly<Record<string, CauseKind>> = {
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-not-yet-valid',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-unknown-ca',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-unknown-ca',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-unknown-ca',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-unknown-ca',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-wrong-host',
  HOSTNAME_MISMATCH: 'certificate-wrong-host',
  CERT_REVOKED: 'certificate-revoked',
}

export function certificateKind(code: string): CauseKind {
  return certificateKinds[code] ?? 'certificate'
}

/** What a server that speaks something else makes of a record's header. */
const notTls = new Set(['WRONG_VERSION_NUMBER', 'PACKET_LENGTH_TOO_LONG', 'HTTP_REQUEST', 'HTTPS_PROXY_REQUEST', 'UNKNOWN_PROTOCOL', 'UNEXPECTED_RECORD', 'BAD_RECORD_TYPE'])
const versions = new Set([
  'UNSUPPORTED_PROTOCOL', 'TLSV1_ALERT_PROTOCOL_VERSION', 'TLSV1_ALERT_INAPPROPRIATE_FALLBACK', 'VERSION_TOO_LOW', 'VERSION_TOO_HIGH', 'NO_PROTOCOLS_AVAILABLE',
  'NO_SUPPORTED_VERSIONS_ENABLED', 'WRONG_SSL_VERSION',
])
/** Alerts about the other side's certificate (RFC 8446 §6.2): ours. */
const aboutOurs = new Set([
  'SSLV3_ALERT_NO_CERTIFICATE', 'SSLV3_ALERT_BAD_CERTIFICATE', 'SSLV3_ALERT_UNSUPPORTED_CERTIFICATE', 'SSLV3_ALERT_CERTIFICATE_REVOKED', 'SSLV3_ALERT_CERTIFICATE_EXPIRED',
  'SSLV3_ALERT_CERTIFICATE_UNKNOWN', 'TLSV1_ALERT_UNKNOWN_CA', 'TLSV1_ALERT_ACCESS_DENIED', 'TLSV1_ALERT_DECRYPT_ERROR', 'TLSV13_ALERT_CERTIFICATE_REQUIRED', 'TLSV1_ALERT_CERTIFICATE_REQUIRED',
])

export interface TlsSighting {
  /** The profile brings a client certificate. */
  own: boolean
  /** The socket itself reported the error: no FIN that Node makes an ECONNRESET of. */
  reported: boolean
}

export function tlsCause(error: unknown, { own, reported }: TlsSighting): Cause {
  const code = codeOf(error)
  const said = openSslReason(error)
  if (notTls.has(said)) return cause('tls', 'not-tls', { code })
  if (versions.has(said)) return cause('tls', 'tls-version', { code })
  if (aboutOurs.has(said)) return cause('tls', own && !said.endsWith('CERTIFICATE_REQUIRED') ? 'client-certificate-rejected' : 'client-certificate-required', { code })
  if (!reported) return cause('tls', 'tls-failed', { by: 'server', reason: t('main.dial.seen.tlsClosed') })
  if (code === 'ECONNRESET' || code === 'ECONNABORTED') return cause('tls', 'reset', { code })
  if (code === 'ETIMEDOUT') return cause('tls', 'connection-timeout', { code })
  return cause('tls', 'tls-failed', { code, by: said.includes('_ALERT_') ? 'server' : null })
}

/** `WRONG_VERSION_NUMBER`: from a code of its own, or out of the fixed form `error:0A00010B:SSL routines:place:reason` that an EPROTO carries. */
function openSslReason(error: unknown): string {
  const code = codeOf(error) ?? ''
  if (code.startsWith('ERR_SSL_')) return nameOf(code.slice('ERR_SSL_'.length))
  if (!(error instanceof Error)) return ''
  return nameOf('reason' in error && typeof error.reason === 'string' ? error.reason : (/error:[0-9A-F]{8}:[^:]*:[^:]*:([^:\n]+)/i.exec(error.message)?.[1] ?? ''))
}

/** OpenSSL 3.5 writes `ssl/tls alert` where it wrote `sslv3 alert` before. */
function nameOf(reason: string): string {
  return reason.trim().toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_').replace(/^SSL_TLS_ALERT_/, 'SSLV3_ALERT_')
}
