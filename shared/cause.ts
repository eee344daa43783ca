/** Puts a Cause and a ConnectionState into words a developer can act on; used by the log and by the screen. */
import { closeCodeName } from './close-code'
import type { Cause, CauseKind, DropReason, RefusalReason, StateKind } from './connection'

const words: Record<CauseKind, string> = {
  'deadline': 'Timed out',
  'host-not-found': 'Host not found',
  'dns-failed': 'DNS lookup failed',
  'refused': 'Connection refused',
  'unreachable': 'Host unreachable',
  'local-limit': 'This machine is out of ports or file descriptors',
  'bad-request': 'This request can’t be made',
  'certificate': 'Certificate not trusted',
  'tls-failed': 'TLS handshake failed',
  'http-status': 'Server refused the upgrade',
  'bad-handshake': 'Not a WebSocket handshake',
  'subprotocol': 'Subprotocol not agreed',
  'close-frame': 'Closed by server',
  'no-close-frame': 'Dropped without a close frame (FIN)',
  'reset': 'Reset by peer (RST)',
  'heartbeat-lost': 'No pong: peer is gone',
  'protocol-error': 'Server broke the protocol',
  'message-too-big': 'Message over the size limit',
  'ping-flood': 'Cut: the server floods with pings',
  'queue-overflow': 'Send queue overflowed',
  'write-failed': 'Write failed',
  'user-closed': 'Disconnected',
  'app-quit': 'Sockdeck quit',
  'unknown': 'Failed',
}

const phases: Record<Cause['phase'], string> = {
  dns: 'while looking up the host',
  tcp: 'while connecting (TCP)',
  tls: 'in the TLS handshake',
  http: 'while waiting for the HTTP answer',
  websocket: 'in the WebSocket handshake',
  open: 'while open',
  heartbeat: 'while open',
  queue: 'while open',
  user: 'while open',
}

/** One line without markup. The close reason is the peer's own text: show it as text only. */
export function describeCause(cause: Cause): string {
  let line = words[cause.kind]
  if (cause.kind === 'deadline') line += ` ${phases[cause.phase]}`
  if (cause.kind === 'http-status' && cause.httpStatus !== null) line = `Server answered HTTP ${cause.httpStatus}`
  if (cause.kind === 'close-frame' && cause.closeCode !== null)
    line += cause.closeCode === 1005 ? ' without a code' : `: ${cause.closeCode} ${closeCodeName(cause.closeCode)}`
  else if (cause.code !== null) line += ` (${cause.code})`
  return cause.reason === '' ? line : `${line} · ${cause.reason}`
}

export const stateWords: Record<StateKind, string> = {
  idle: 'Idle',
  connecting: 'Connecting',
  open: 'Open',
  closing: 'Closing',
  waiting: 'Waiting to retry',
  closed: 'Closed',
  failed: 'Failed',
}

export const refusalWords: Record<RefusalReason, string> = {
  'queue-full': 'send queue is full',
  'not-open': 'socket is not open',
  'not-found': 'no longer on the deck',
  'message-too-large': 'larger than the send queue allows',
}

export const dropWords: Record<DropReason, string> = {
  'pushed-out': 'pushed out by newer messages',
  'session-ended': 'connection ended before it was sent',
  'unknown': 'connection ended while it was being written',
}
