/** The table that says what a dial's end tells of its origin: it failed under it, or that was something else; pure, so that it can be read as a table. */
import type { Cause, CauseKind } from '../../shared/connection'
import { isPassing } from './retry'

/** `accepted` by the origin, `failed` by it or on the way to it, or `unknown`: it says nothing about what the origin can take. */
export type Verdict = 'accepted' | 'failed' | 'unknown'

/** Other answers are those of a healthy server. */
const status = ({ httpStatus }: Cause): Verdict => (isPassing(httpStatus) ? 'failed' : 'unknown')

/** Before the lookup nothing was asked of the origin. */
const late = ({ phase }: Cause): Verdict => (phase === 'prepare' || phase === 'auth' ? 'unknown' : 'failed')

const byKind = {
  // This side could not ask at all, or asked somebody else.
  'unknown-variable': 'unknown', 'bad-url': 'unknown', 'bad-request': 'unknown', 'file-unreadable': 'unknown',
  'bad-client-certificate': 'unknown', 'bad-ca': 'unknown', 'bad-proxy-settings': 'unknown', 'local-address': 'unknown',
  'oauth-unreachable': 'unknown', 'oauth-refused': 'unknown', 'oauth-bad-answer': 'unknown',
  'deadline': late,
  'host-not-found': 'failed', 'dns-failed': 'failed', 'no-address': 'unknown',
  'refused': 'failed', 'unreachable': 'failed', 'connect-timeout': 'failed', 'socket-not-found': 'failed', 'socket-denied': 'unknown',
  // Not the origin's fault: see below.
  'local-limit': 'unknown',
  // A proxy that says no says it to this request; one that breaks, breaks for all.
  'proxy-unreachable': 'failed', 'proxy-target': 'failed', 'proxy-closed': 'failed',
  'proxy-auth': 'unknown', 'proxy-refused': 'unknown', 'proxy-protocol': 'unknown',
  // It had time for a handshake, whatever came of it.
  'certificate-expired': 'unknown', 'certificate-not-yet-valid': 'unknown', 'certificate-self-signed': 'unknown', 'certificate-unknown-ca': 'unknown',
  'certificate-wrong-host': 'unknown', 'certificate-revoked': 'unknown', 'certificate-pin': 'unknown', 'certificate': 'unknown',
  'client-certificate-required': 'unknown', 'client-certificate-rejected': 'unknown', 'tls-version': 'unknown', 'not-tls': 'unknown',
  'tls-failed': 'failed',
  'http-status': status,
  'redirect': 'unknown', 'too-many-redirects': 'unknown', 'redirect-downgrade': 'unknown', 'redirect-invalid': 'unknown',
  'not-http': 'unknown', 'header-too-large': 'unknown', 'bad-upgrade': 'unknown', 'bad-accept': 'unknown', 'bad-handshake': 'unknown',
  'subprotocol-missing': 'unknown', 'subprotocol': 'unknown', 'extension-missing': 'unknown', 'bad-extension': 'unknown',
  'no-close-frame': 'failed', 'reset': 'failed', 'connection-timeout': 'failed', 'network-lost': 'failed', 'write-failed': 'failed',
  // Ends of sessions, not of dials.
  'close-frame': 'unknown', 'heartbeat-lost': 'unknown', 'app-heartbeat-lost': 'unknown', 'protocol-error': 'unknown', 'bad-utf8': 'unknown',
  'bad-compression': 'unknown', 'reserved-close-code': 'unknown', 'message-too-big': 'unknown', 'too-many-fragments': 'unknown', 'message-timeout': 'unknown',
  'ping-flood': 'unknown', 'queue-overflow': 'unknown',
  // A person's word.
  'user-closed': 'unknown', 'app-quit': 'unknown',
  'unknown': 'failed',
} as const satisfies Record<CauseKind, Verdict | ((cause: Cause) => Verdict)>

/** Of a dial that did not open; one that did is `accepted`. */
export function verdictOn(cause: Cause): Verdict {
  const verdict: Verdict | ((cause: Cause) => Verdict) = byKind[cause.kind]
  return typeof verdict === 'function' ? verdict(cause) : verdict
}

/** The same of this machine: whether it has what another connection takes. Whatever came of a connect, it had. */
export function machineVerdict(verdict: Verdict, cause: Cause | null): Verdict {
  if (cause?.kind === 'local-limit') return 'failed'
  const connected = cause !== null && !['prepare', 'auth', 'dns', 'user'].includes(cause.phase)
  return verdict === 'accepted' || connected ? 'accepted' : 'unknown'
}
