/** Who ends an attempt or a session, for each kind of cause, where nothing more exact was seen. */
import type { Cause, CauseKind } from './connection'

/** `client` is Sockdeck, by itself or on someone's word; `network` is all between it and the server, a proxy and a token endpoint too. */
export const endedBy = {
  'unknown-variable': 'client', 'bad-url': 'client', 'bad-request': 'client', 'file-unreadable': 'client', 'bad-client-certificate': 'client', 'bad-ca': 'client', 'bad-proxy-settings': 'client',
  'oauth-unreachable': 'network', 'oauth-refused': 'network', 'oauth-bad-answer': 'client',
  'deadline': 'client',
  'host-not-found': 'network', 'dns-failed': 'network', 'no-address': 'network',
  'refused': 'server', 'unreachable': 'network', 'connect-timeout': 'network', 'local-limit': 'client', 'local-address': 'client', 'socket-not-found': 'client', 'socket-denied': 'client',
  'proxy-unreachable': 'network', 'proxy-auth': 'network', 'proxy-refused': 'network', 'proxy-target': 'network', 'proxy-protocol': 'client', 'proxy-closed': 'network',
  'certificate-expired': 'client', 'certificate-not-yet-valid': 'client', 'certificate-self-signed': 'client', 'certificate-unknown-ca': 'client', 'certificate-wrong-host': 'client',
  'certificate-revoked': 'client', 'certificate-pin': 'client', 'certificate': 'client', 'client-certificate-required': 'server', 'client-certificate-rejected': 'server', 'tls-version': null,
  'not-tls': 'client', 'tls-failed': null,
  'http-status': 'server', 'redirect': 'server', 'too-many-redirects': 'client', 'redirect-downgrade': 'client', 'redirect-invalid': 'client', 'not-http': 'client', 'header-too-large': 'client',
  'bad-upgrade': 'client', 'bad-accept': 'client', 'bad-handshake': 'client', 'subprotocol-missing': 'client', 'subprotocol': 'client', 'extension-missing': 'client', 'bad-extension': 'client',
  'close-frame': 'server', 'no-close-frame': 'server', 'reset': 'server',
  'connection-timeout': 'network', 'network-lost': 'network',
  'heartbeat-lost': 'client', 'app-heartbeat-lost': 'client',
  'protocol-error': 'client', 'bad-utf8': 'client', 'bad-compression': 'client', 'reserved-close-code': 'client', 'message-too-big': 'client', 'too-many-fragments': 'client', 'message-timeout': 'client',
  'ping-flood': 'client',
  'queue-overflow': 'client', 'write-failed': 'network', 'user-closed': 'client', 'app-quit': 'client', 'unknown': null,
} satisfies Record<CauseKind, Cause['by']>
