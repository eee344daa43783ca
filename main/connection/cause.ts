/** Classifies what went wrong on the wire by codes and by what was seen, never by an error's English text. */
import type { Cause, CauseKind } from '../../shared/connection'
import { codeOf } from '../lib/errno'
import { cause } from '../lib/fault'
import type { LineSighting } from './line'
import { tlsCause } from './tls-cause'

const localLimits = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRINUSE', 'EAGAIN'])
const lost = new Set(['ENETDOWN', 'ENETUNREACH', 'ENETRESET', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENONET', 'ENOTCONN'])

/** Of a lookup. */
export function lookupCause(code: string): Cause {
  if (code === 'ENOTFOUND') return cause('dns', 'host-not-found', { code })
  if (code === 'ENODATA' || code === 'EAI_ADDRFAMILY' || code === 'EAI_NODATA') return cause('dns', 'no-address', { code })
  return cause('dns', localLimits.has(code) ? 'local-limit' : 'dns-failed', { code })
}

/** Of connecting to an address or a Unix socket. */
export function connectCause(code: string, { localAddress, unix }: { localAddress: string; unix: boolean }): Cause {
  return cause('tcp', unix ? unixKind(code) : tcpKind(code, localAddress !== ''), { code })
}

function unixKind(code: string): CauseKind {
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENOTSOCK') return 'socket-not-found'
  if (code === 'EACCES' || code === 'EPERM') return 'socket-denied'
  return tcpKind(code, false)
}

function tcpKind(code: string, bound: boolean): CauseKind {
  if (code === 'ECONNREFUSED') return 'refused'
  if (code === 'ETIMEDOUT') return 'connect-timeout'
  if (code === 'ECONNRESET' || code === 'ECONNABORTED') return 'reset'
  if (bound && (code === 'EADDRNOTAVAIL' || code === 'EINVAL' || code === 'EACCES' || code === 'ERR_INVALID_IP_ADDRESS')) return 'local-address'
  if (code === 'EADDRNOTAVAIL' || localLimits.has(code)) return 'local-limit'
  if (lost.has(code) || code === 'EACCES' || code === 'EPERM') return 'unreachable'
  return 'unknown'
}

export interface HttpSighting {
  line: LineSighting
  /** The profile brings a client certificate. */
  own: boolean
}

/** Of an error between the request and the answer's last header. */
export function httpCause(error: unknown, { line, own }: HttpSighting): Cause {
  const lineError = line.error
  const code = codeOf(lineError) ?? codeOf(error)
  if (code === null) return cause('http', 'unknown', { reason: error instanceof Error ? error.message : '' })
  // With TLS 1.3 a server looks at the client's certificate when the handshake is over for the client.
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return tlsCause(lineError ?? error, { own, reported: true })
  if (code === 'HPE_HEADER_OVERFLOW') return cause('http', 'header-too-large', { code })
  if (code.startsWith('HPE_')) return cause('http', lineError === null && code === 'HPE_INVALID_EOF_STATE' ? 'no-close-frame' : 'not-http', { code })
  if (code.startsWith('ERR_')) return cause('http', 'bad-request', { code })
  // Node says ECONNRESET ("socket hang up") for a FIN before the answer too; only the raw socket knows a real RST.
  if (code === 'ECONNRESET' && lineError === null) return cause('http', 'no-close-frame')
  return broken('http', code, line)
}

/** Of a connection that was there: by its own failure, or by what came of its end. */
function broken(phase: 'http' | 'open', code: string, line: LineSighting, reason = ''): Cause {
  const kind = brokenKind(code, line)
  return cause(phase, kind, { code: kind === 'no-close-frame' ? null : code, reason })
}

function brokenKind(code: string, { error, finished }: LineSighting): CauseKind {
  // A write that nobody is there for any more. Linux says so if the RST followed a FIN, for which the peer may still wait to be read; others after any RST.
  if (code === 'EPIPE') return finished || process.platform === 'linux' ? 'no-close-frame' : 'reset'
  if (code === 'ECONNRESET' || code === 'ECONNABORTED') return 'reset'
  if (code === 'ETIMEDOUT') return 'connection-timeout'
  if (lost.has(code)) return 'network-lost'
  if (localLimits.has(code)) return 'local-limit'
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return 'tls-failed'
  return error !== null && 'syscall' in error && error.syscall === 'write' ? 'write-failed' : 'unknown'
}

/** What was seen of an open socket by the time it was gone. */
export interface EndSighting {
  /** From the close event: 1005 for a close frame without a code, 1006 for no close frame (RFC 6455 §7.1.5). */
  closeCode: number
  /** The peer's own, or in words what of a frame had come when there was no close frame. */
  reason: string
  line: LineSighting
}

/** Names the cause of an end that this side did not ask for. */
export function endCause({ closeCode, reason, line }: EndSighting): Cause {
  if (closeCode !== 1006) return cause('open', 'close-frame', { closeCode, reason, wasClean: true })
  const code = codeOf(line.error)
  return code === null ? cause('open', 'no-close-frame', { reason }) : broken('open', code, line, reason)
}

/** What this side calls a message that took too long, where `ws` has codes for the rules that it knows. */
export const overdueCode = 'ERR_MESSAGE_TIMEOUT'

const violations: Readonly<Record<string, [kind: CauseKind, closeCode: number]>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: ['message-too-big', 1009],
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: ['message-too-big', 1009],
  WS_ERR_TOO_MANY_BUFFERED_PARTS: ['too-many-fragments', 1008],
  [overdueCode]: ['message-timeout', 1008],
  WS_ERR_INVALID_UTF8: ['bad-utf8', 1007],
  WS_ERR_INVALID_CLOSE_CODE: ['reserved-close-code', 1002],
}

function violation(code: string | null): [kind: CauseKind, closeCode: number] {
  // zlib's errors are invalid data.
  return violations[code ?? ''] ?? (code?.startsWith('Z_') === true ? ['bad-compression', 1007] : ['protocol-error', 1002])
}

/** Names the cause of an end that the server brought about by breaking a rule, from the code of `ws` or zlib. */
export function violationCause(code: string | null, about: Partial<Cause> = {}): Cause {
  return cause('open', violation(code)[0], { ...about, code })
}

/** The code of the close frame with which `ws` answers the violation (RFC 6455 §7.4.1). */
export function violationCloseCode(code: string | null): number {
  return violation(code)[1]
}
