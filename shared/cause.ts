/** Puts a Cause and a ConnectionState into words a developer can act on; used by the log and by the screen. */
import { closeCodeName } from './close-code'
import type { Cause, CauseKind, DropReason, RefusalReason, StateKind } from './connection'

const words: Record<CauseKind, string> = {
  'unknown-variable': 'Unknown variable',
  'bad-url': 'This URL can’t be dialled',
  'bad-request': 'This request can’t be made',
  'file-unreadable': 'A certificate or key file can’t be read',
  'bad-client-certificate': 'The client certificate can’t be used',
  'bad-ca': 'The extra CA can’t be used',
  'bad-proxy-settings': 'The proxy settings are incomplete',
  'oauth-unreachable': 'Token endpoint not reached',
  'oauth-refused': 'Token endpoint refused',
  'oauth-bad-answer': 'Token endpoint gave no token',
  'deadline': 'Timed out',
  'host-not-found': 'Host not found',
  'dns-failed': 'DNS lookup failed',
  'no-address': 'Host has no address of this family',
  'refused': 'Connection refused',
  'unreachable': 'Host unreachable',
  'connect-timeout': 'No answer from the host (TCP)',
  'local-limit': 'This machine is out of ports or file descriptors',
  'local-address': 'The local address can’t be used',
  'socket-not-found': 'Unix socket not found',
  'socket-denied': 'Unix socket not permitted',
  'proxy-unreachable': 'Proxy not reached',
  'proxy-auth': 'Proxy asks for other credentials',
  'proxy-refused': 'Proxy refused the tunnel',
  'proxy-target': 'Proxy can’t reach the host',
  'proxy-protocol': 'This is no proxy of that kind',
  'proxy-closed': 'Proxy closed the connection',
  'certificate-expired': 'Certificate expired',
  'certificate-not-yet-valid': 'Certificate not valid yet',
  'certificate-self-signed': 'Certificate is self-signed',
  'certificate-unknown-ca': 'Certificate from an unknown authority',
  'certificate-wrong-host': 'Certificate is for another host',
  'certificate-revoked': 'Certificate revoked',
  'certificate-pin': 'Certificate is not the pinned one',
  'certificate': 'Certificate not trusted',
  'client-certificate-required': 'Server asks for a client certificate',
  'client-certificate-rejected': 'Server rejected the client certificate',
  'tls-version': 'No TLS version in common',
  'not-tls': 'Server does not speak TLS here',
  'tls-failed': 'TLS handshake failed',
  'http-status': 'Server refused the upgrade',
  'redirect': 'Server redirects',
  'too-many-redirects': 'Too many redirects',
  'redirect-downgrade': 'Redirect from wss:// to ws:// refused',
  'redirect-invalid': 'Redirect to nowhere',
  'not-http': 'Not an HTTP answer',
  'header-too-large': 'Response headers too large',
  'bad-upgrade': 'Status 101 without “Upgrade: websocket”',
  'bad-accept': 'Wrong Sec-WebSocket-Accept',
  'bad-handshake': 'Not a WebSocket handshake',
  'subprotocol-missing': 'Server chose no subprotocol',
  'subprotocol': 'Subprotocol not agreed',
  'extension-missing': 'Compression (permessage-deflate) not agreed',
  'bad-extension': 'Server answered with a bad extension',
  'close-frame': 'Closed by server',
  'no-close-frame': 'Dropped without a close frame (FIN)',
  'reset': 'Reset by peer (RST)',
  'connection-timeout': 'TCP gave up: no acknowledgement',
  'network-lost': 'Network went away',
  'heartbeat-lost': 'No pong: peer is gone',
  'app-heartbeat-lost': 'No answer to the ping message',
  'protocol-error': 'Server broke the protocol',
  'bad-utf8': 'Server sent text that is not UTF-8',
  'bad-compression': 'Server sent broken compressed data',
  'reserved-close-code': 'Server sent a reserved close code',
  'message-too-big': 'Message over the size limit',
  'too-many-fragments': 'Message in too many fragments',
  'ping-flood': 'Cut: the server floods with pings',
  'queue-overflow': 'Send queue overflowed',
  'write-failed': 'Write failed',
  'user-closed': 'Disconnected',
  'app-quit': 'Sockdeck quit',
  'unknown': 'Failed',
}

const phases: Record<Cause['phase'], string> = {
  prepare: 'while preparing the request',
  auth: 'while getting a token',
  dns: 'while looking up the host',
  tcp: 'while connecting (TCP)',
  proxy: 'at the proxy',
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
  'unknown-variable': 'a variable in it is unknown',
  'bad-message': 'its variables do not make a valid message',
}

export const dropWords: Record<DropReason, string> = {
  'pushed-out': 'pushed out by newer messages',
  'session-ended': 'connection ended before it was sent',
  'unknown': 'connection ended while it was being written',
}
