/** The table that says which ends are worth another attempt; pure, so that it can be read and tested as a table. */
import type { Cause, CauseKind } from '../../shared/connection'
import type { DelayWish } from './backoff'

export type RetryDecision = { retry: false } | ({ retry: true } & DelayWish)

const never: RetryDecision = { retry: false }
const soon: RetryDecision = { retry: true, floorMs: 0, named: false }
const notBefore = (floorMs: number): RetryDecision => ({ retry: true, floorMs, named: false })

/** Close codes by RFC 6455 §7.4.1 and the IANA registry; a code that is not listed ends the connection. */
const byCloseCode: Readonly<Record<number, RetryDecision>> = {
  1001: soon, // going away
  1006: soon, // no close frame was seen
  1011: notBefore(5_000), // internal error: give the server time
  1012: soon, // service restart
  1013: notBefore(30_000), // try again later
  1014: soon, // bad gateway
}

const byKind: Readonly<Record<Exclude<CauseKind, 'close-frame' | 'http-status' | 'protocol-error' | 'tls-failed'>, RetryDecision>> = {
  'deadline': soon,
  'host-not-found': soon,
  'dns-failed': soon,
  'refused': soon,
  'unreachable': soon,
  'local-limit': soon,
  'reset': soon,
  'no-close-frame': soon,
  'heartbeat-lost': soon,
  'write-failed': soon,
  'unknown': soon,
  'bad-request': never,
  'certificate': never, // will not change by itself
  'bad-handshake': never,
  'subprotocol': never,
  'message-too-big': never, // would come again
  'ping-flood': never,
  'queue-overflow': never, // the profile asked for the end
  'user-closed': never,
  'app-quit': never,
}

export function retryDecision(cause: Cause): RetryDecision {
  switch (cause.kind) {
    case 'close-frame':
      return byCloseCode[cause.closeCode ?? 1006] ?? never
    case 'http-status':
      return byStatus(cause)
    case 'protocol-error':
      // A reserved code on the wire counts as a drop: real servers do it (RFC 6455 §7.4.2).
      return cause.code === 'WS_ERR_INVALID_CLOSE_CODE' ? soon : never
    case 'tls-failed':
      // A handshake that failed will fail again; a connection that broke off need not.
      return cause.phase === 'open' ? soon : never
    default:
      return byKind[cause.kind]
  }
}

/** Only answers that name a passing trouble: 408, 429 and 5xx (RFC 9110 §15). */
function byStatus({ httpStatus, retryAfterMs }: Cause): RetryDecision {
  const status = httpStatus ?? 0
  if (status !== 408 && status !== 429 && (status < 500 || status === 501 || status === 505)) return never
  return retryAfterMs === null ? soon : { retry: true, floorMs: retryAfterMs, named: true }
}
