/** Classifies what went wrong on the wire by codes and by what was seen, never by an error's English text. */
import type { Cause, CauseKind, Phase } from '../../shared/connection'
import { codeOf } from '../lib/errno'

export function cause(phase: Phase, kind: CauseKind, about: Partial<Cause> = {}): Cause {
  return { phase, kind, code: null, httpStatus: null, closeCode: null, reason: '', wasClean: false, retryAfterMs: null, ...about }
}

const kindOfCode: Readonly<Record<string, CauseKind>> = {
  ENOTFOUND: 'host-not-found',
  EAI_AGAIN: 'dns-failed',
  EAI_FAIL: 'dns-failed',
  ESERVFAIL: 'dns-failed',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  ETIMEDOUT: 'unreachable',
  EMFILE: 'local-limit',
  ENFILE: 'local-limit',
  ENOBUFS: 'local-limit',
  ENOMEM: 'local-limit',
  EADDRNOTAVAIL: 'local-limit',
  EADDRINUSE: 'local-limit',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'write-failed',
  EPROTO: 'tls-failed',
}

/** OpenSSL's verification results and Node's own check of the host name. */
const certificateCode = /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|ERR_TLS_CERT_)/

/** What was seen of an attempt when its error came. */
export interface DialSighting {
  phase: Phase
  /** The raw socket itself reported an error: RST, not FIN. */
  rawErrorCode: string | null
  /** The server answered with a subprotocol other than one that was asked for, or with none (RFC 6455 §4.1). */
  protocolMismatch: boolean
}

/** Names the cause of an error that came before the connection was open. */
export function dialCause(error: unknown, { phase, rawErrorCode, protocolMismatch }: DialSighting): Cause {
  const code = codeOf(error)
  const text = error instanceof Error ? error.message : ''
  if (protocolMismatch) return cause(phase, 'subprotocol', { reason: text })
  // Node says ECONNRESET ("socket hang up") for a FIN before the answer too; only the raw socket knows a real RST.
  if (code === 'ECONNRESET' && rawErrorCode === null) return cause(phase, phase === 'tls' ? 'tls-failed' : 'no-close-frame')
  if (code !== null && certificateCode.test(code)) return cause('tls', 'certificate', { code })
  if (code !== null && code.startsWith('ERR_SSL_')) return cause('tls', 'tls-failed', { code })
  if (code !== null && code.startsWith('ERR_HTTP_')) return cause('http', 'bad-request', { code })
  if (code !== null && code.startsWith('HPE_')) return cause('http', 'bad-handshake', { code })
  const kind = code === null ? undefined : kindOfCode[code]
  if (kind !== undefined) return cause(kind === 'host-not-found' || kind === 'dns-failed' ? 'dns' : phase, kind, { code })
  if (phase === 'websocket') return cause(phase, 'bad-handshake', { code, reason: text })
  return cause(phase, 'unknown', { code, reason: code === null ? text : '' })
}

/** What was seen of an open socket by the time it was gone. */
export interface EndSighting {
  /** From the close event: 1005 for a close frame without a code, 1006 for no close frame (RFC 6455 §7.1.5). */
  closeCode: number
  reason: string
  rawErrorCode: string | null
}

/** Names the cause of an end that this side did not ask for. */
export function endCause({ closeCode, reason, rawErrorCode }: EndSighting): Cause {
  if (closeCode !== 1006) return cause('open', 'close-frame', { closeCode, reason, wasClean: true })
  if (rawErrorCode === null) return cause('open', 'no-close-frame')
  const kind = rawErrorCode.startsWith('ERR_SSL_') ? 'tls-failed' : kindOfCode[rawErrorCode]
  return cause('open', kind ?? 'unknown', { code: rawErrorCode })
}

const closeCodes: Readonly<Record<string, number>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 1009,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008,
  WS_ERR_INVALID_UTF8: 1007,
}

/** Names the cause of an end that the server brought about by breaking a rule, from the code of `ws` or zlib. */
export function violationCause(code: string | null): Cause {
  return cause('open', closeCodes[code ?? ''] === 1009 ? 'message-too-big' : 'protocol-error', { code })
}

/** The code of the close frame with which `ws` answers the violation (RFC 6455 §7.4.1); zlib's errors are invalid data. */
export function violationCloseCode(code: string | null): number {
  return closeCodes[code ?? ''] ?? (code?.startsWith('Z_') === true ? 1007 : 1002)
}

const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * `Retry-After` as a duration: seconds or an HTTP date (RFC 9110 §10.2.3), at most an hour. Nonsense counts as absent, and
 * so does "at once": the usual backoff must hold a fleet back then.
 */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null
  const text = header.trim()
  let ms = 0
  if (/^\d{1,10}$/.test(text)) ms = Number(text) * 1000
  else if (httpDate.test(text)) ms = Date.parse(text) - now
  if (!(ms > 0)) return null
  return Math.min(ms, 3_600_000)
}
