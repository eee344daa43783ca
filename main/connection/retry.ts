/** The table that says which ends are worth another attempt, and the rules of a profile that come before it; pure, so that it can be read as a table. */
import type { Cause, CauseKind } from '../../shared/connection'
import type { RetryRule } from '../../shared/options'
import type { DelayWish } from './backoff'

export type RetryDecision = { retry: false } | ({ retry: true } & DelayWish)

/** An end that is worth another attempt only sometimes; the words say when. */
interface Sometimes {
  words: string
  decide: (cause: Cause) => RetryDecision
}

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

const closeFrame: Sometimes = {
  words: 'retried after 1001, 1011 (not before 5 s), 1012, 1013 (not before 30 s) and 1014; ends after all others',
  decide: ({ closeCode }) => byCloseCode[closeCode ?? 1006] ?? never,
}

/** Whether an answer names a passing trouble of the server: 408, 429 and 5xx (RFC 9110 §15), but for what it will never do. */
export function isPassing(httpStatus: number | null): boolean {
  const code = httpStatus ?? 0
  return code === 408 || code === 429 || (code >= 500 && code !== 501 && code !== 505)
}

const status: Sometimes = {
  words: 'retried after 408, 429 and 5xx except 501 and 505, not before `Retry-After`; ends after all others',
  decide: ({ httpStatus, retryAfterMs }) => {
    if (!isPassing(httpStatus)) return never
    return retryAfterMs === null ? soon : { retry: true, floorMs: retryAfterMs, named: true }
  },
}

const brokenTls: Sometimes = {
  words: 'ends when the handshake failed, which will fail again; retried when an open connection broke',
  decide: ({ phase }) => (phase === 'open' ? soon : never),
}

const byKind = {
  // What the profile asks for will not change by itself.
  'unknown-variable': never, 'bad-url': never, 'bad-request': never, 'file-unreadable': never,
  'bad-client-certificate': never, 'bad-ca': never, 'bad-proxy-settings': never,
  'oauth-unreachable': soon, 'oauth-refused': status, 'oauth-bad-answer': status,
  'deadline': soon,
  'host-not-found': soon, 'dns-failed': soon, 'no-address': never,
  'refused': soon, 'unreachable': soon, 'connect-timeout': soon, 'local-limit': soon, 'local-address': never,
  // The server that makes the socket may not have started yet.
  'socket-not-found': soon, 'socket-denied': never,
  'proxy-unreachable': soon, 'proxy-auth': never, 'proxy-refused': never, 'proxy-target': soon, 'proxy-protocol': never, 'proxy-closed': soon,
  'certificate-expired': never, 'certificate-not-yet-valid': never, 'certificate-self-signed': never, 'certificate-unknown-ca': never,
  'certificate-wrong-host': never, 'certificate-revoked': never, 'certificate-pin': never, 'certificate': never,
  'client-certificate-required': never, 'client-certificate-rejected': never, 'tls-version': never, 'not-tls': never,
  'tls-failed': brokenTls,
  'http-status': status,
  'redirect': never, 'too-many-redirects': never, 'redirect-downgrade': never, 'redirect-invalid': never,
  'not-http': never, 'header-too-large': never, 'bad-upgrade': never, 'bad-accept': never, 'bad-handshake': never,
  'subprotocol-missing': never, 'subprotocol': never, 'extension-missing': never, 'bad-extension': never,
  'close-frame': closeFrame,
  'no-close-frame': soon, 'reset': soon, 'connection-timeout': soon, 'network-lost': soon,
  'heartbeat-lost': soon, 'app-heartbeat-lost': soon,
  'protocol-error': never, 'bad-utf8': never, 'bad-compression': never,
  // Counts as a drop: real servers do it (RFC 6455 §7.4.2).
  'reserved-close-code': soon,
  // Would come again.
  'message-too-big': never, 'too-many-fragments': never, 'message-timeout': soon, 'ping-flood': never,
  // The profile asked for the end.
  'queue-overflow': never,
  'write-failed': soon,
  'user-closed': never, 'app-quit': never,
  'unknown': soon,
} as const satisfies Record<CauseKind, RetryDecision | Sometimes>

/** For people: what is done after each kind where no rule of the profile says otherwise. */
export const retryDefaults = Object.fromEntries(Object.entries(byKind).map(([kind, rule]) => [kind, wordsOf(rule)])) as Record<CauseKind, string>

function wordsOf(rule: RetryDecision | Sometimes): string {
  if ('words' in rule) return rule.words
  return rule.retry ? 'retried' : 'ends'
}

/** The first rule that fits decides; without one, the table. */
export function retryDecision(cause: Cause, rules: readonly RetryRule[] = []): RetryDecision {
  const rule = rules.find(({ when }) => fits(when, cause))
  if (rule !== undefined) return byRule(rule, cause)
  const usual: RetryDecision | Sometimes = byKind[cause.kind]
  return 'decide' in usual ? usual.decide(cause) : usual
}

function fits(when: RetryRule['when'], cause: Cause): boolean {
  switch (when.kind) {
    case 'cause':
      return when.cause === cause.kind
    case 'http-status':
      return when.status === cause.httpStatus
    case 'close-code': {
      const [from = 0, to = from] = when.codes.split('-').map(Number)
      // 1006 is what the lack of a close frame is called (RFC 6455 §7.1.5), and one with a reserved code counts as none.
      const dropped = cause.phase === 'open' && (cause.closeCode === null || cause.kind === 'reserved-close-code')
      return [cause.closeCode, dropped ? 1006 : null].some((code) => code !== null && code >= from && code <= to)
    }
  }
}

/** A time that the server named is obeyed, unless the rule wants to wait longer. */
function byRule({ retry, afterMs }: RetryRule, { retryAfterMs }: Cause): RetryDecision {
  if (!retry) return never
  return retryAfterMs !== null && retryAfterMs >= afterMs ? { retry: true, floorMs: retryAfterMs, named: true } : notBefore(afterMs)
}
