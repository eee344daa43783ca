/** What each kind of cause means and what to do about it; docs/causes.md is made of it. */
import { causeKinds, type CauseKind, type Phase } from './connection'
import { t } from './words/words'

export interface CauseAdvice {
  /** Where it can come; the first is the usual one. */
  phases: readonly Phase[]
  meaning: string
  /** Begins with a verb. */
  action: string
}

const phasesOf: Readonly<Record<CauseKind, readonly Phase[]>> = {
  'unknown-variable': ['prepare'],
  'bad-url': ['prepare'],
  'bad-request': ['prepare', 'http'],
  'file-unreadable': ['prepare'],
  'bad-client-certificate': ['tls', 'prepare'],
  'bad-ca': ['tls', 'prepare'],
  'bad-proxy-settings': ['prepare', 'proxy'],
  'oauth-unreachable': ['auth'],
  'oauth-refused': ['auth'],
  'oauth-bad-answer': ['auth'],
  'deadline': ['http', 'prepare', 'auth', 'dns', 'tcp', 'proxy', 'tls'],
  'host-not-found': ['dns'],
  'dns-failed': ['dns'],
  'no-address': ['dns'],
  'refused': ['tcp'],
  'unreachable': ['tcp'],
  'connect-timeout': ['tcp'],
  'local-limit': ['tcp', 'dns'],
  'local-address': ['tcp'],
  'socket-not-found': ['tcp'],
  'socket-denied': ['tcp'],
  'proxy-unreachable': ['proxy'],
  'proxy-auth': ['proxy'],
  'proxy-refused': ['proxy'],
  'proxy-target': ['proxy'],
  'proxy-protocol': ['proxy'],
  'proxy-closed': ['proxy'],
  'certificate-expired': ['tls'],
  'certificate-not-yet-valid': ['tls'],
  'certificate-self-signed': ['tls'],
  'certificate-unknown-ca': ['tls'],
  'certificate-wrong-host': ['tls'],
  'certificate-revoked': ['tls'],
  'certificate-pin': ['tls'],
  'certificate': ['tls'],
  'client-certificate-required': ['tls'],
  'client-certificate-rejected': ['tls'],
  'tls-version': ['tls'],
  'not-tls': ['tls'],
  'tls-failed': ['tls', 'open'],
  'http-status': ['http'],
  'redirect': ['http'],
  'too-many-redirects': ['http'],
  'redirect-downgrade': ['http'],
  'redirect-invalid': ['http'],
  'not-http': ['http'],
  'header-too-large': ['http'],
  'bad-upgrade': ['websocket'],
  'bad-accept': ['websocket'],
  'bad-handshake': ['websocket'],
  'subprotocol-missing': ['websocket'],
  'subprotocol': ['websocket'],
  'extension-missing': ['websocket'],
  'bad-extension': ['websocket'],
  'close-frame': ['open'],
  'no-close-frame': ['open', 'http', 'websocket'],
  'reset': ['open', 'tcp', 'tls', 'http', 'websocket'],
  'connection-timeout': ['open', 'tls', 'http', 'websocket'],
  'network-lost': ['open', 'http', 'websocket'],
  'heartbeat-lost': ['heartbeat'],
  'app-heartbeat-lost': ['heartbeat'],
  'protocol-error': ['open'],
  'bad-utf8': ['open'],
  'bad-compression': ['open'],
  'reserved-close-code': ['open'],
  'message-too-big': ['open'],
  'too-many-fragments': ['open'],
  'message-timeout': ['open'],
  'ping-flood': ['open'],
  'queue-overflow': ['queue'],
  'write-failed': ['open', 'http', 'websocket'],
  'user-closed': ['user'],
  'app-quit': ['user'],
  'unknown': ['open', 'tcp', 'tls', 'http'],
}

/** Its texts are looked up when they are read. */
function advice(kind: CauseKind): CauseAdvice {
  return {
    phases: phasesOf[kind],
    get meaning() {
      // One of them shows what a variable looks like; in a catalogue braces are a place for a value.
      return t(`guide.meaning.${kind}`, { variable: '{{name}}' })
    },
    get action() {
      return t(`guide.action.${kind}`)
    },
  }
}

export const causeGuide = Object.fromEntries(causeKinds.map((kind) => [kind, advice(kind)])) as Readonly<Record<CauseKind, CauseAdvice>>
