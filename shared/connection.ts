/** A connection as the rest of the product sees it: one union for its life, one record for why it ended. */
import type { ProfileColor } from './profile'

export type ConnectionId = string

/** Where in its life an attempt or a session was when it ended. */
export type Phase = 'prepare' | 'auth' | 'dns' | 'tcp' | 'proxy' | 'tls' | 'http' | 'websocket' | 'open' | 'heartbeat' | 'queue' | 'user'

/** Why an attempt or a session ended; `shared/cause.ts` has the words for each, docs/causes.md what to do. */
export const causeKinds = [
  // prepare: what the profile asks for can't be put together
  'unknown-variable', 'bad-url', 'bad-request', 'file-unreadable', 'bad-client-certificate', 'bad-ca', 'bad-proxy-settings',
  // auth: no token
  'oauth-unreachable', 'oauth-refused', 'oauth-bad-answer',
  // the wall-clock limit over everything up to the open ran out; the phase says where
  'deadline',
  'host-not-found', 'dns-failed', 'no-address',
  'refused', 'unreachable', 'connect-timeout', 'local-limit', 'local-address', 'socket-not-found', 'socket-denied',
  'proxy-unreachable', 'proxy-auth', 'proxy-refused', 'proxy-target', 'proxy-protocol', 'proxy-closed',
  'certificate-expired', 'certificate-not-yet-valid', 'certificate-self-signed', 'certificate-unknown-ca', 'certificate-wrong-host',
  'certificate-revoked', 'certificate-pin', 'certificate', 'client-certificate-required', 'client-certificate-rejected', 'tls-version',
  'not-tls', 'tls-failed',
  'http-status', 'redirect', 'too-many-redirects', 'redirect-downgrade', 'redirect-invalid', 'not-http', 'header-too-large',
  'bad-upgrade', 'bad-accept', 'bad-handshake', 'subprotocol-missing', 'subprotocol', 'extension-missing', 'bad-extension',
  /** A close frame arrived or was answered; `closeCode` says which. */
  'close-frame',
  /** FIN without a close frame. */
  'no-close-frame',
  /** RST by the peer. */
  'reset',
  'connection-timeout', 'network-lost',
  'heartbeat-lost', 'app-heartbeat-lost',
  'protocol-error', 'bad-utf8', 'bad-compression', 'reserved-close-code', 'message-too-big', 'too-many-fragments', 'message-timeout',
  /** More pings than the peer took pongs for. */
  'ping-flood',
  'queue-overflow', 'write-failed', 'user-closed', 'app-quit', 'unknown',
] as const
export type CauseKind = (typeof causeKinds)[number]

/** Why an attempt or a session ended, for machines; `describeCause` makes words of it. */
export interface Cause {
  phase: Phase
  kind: CauseKind
  /** errno or library code, such as ECONNRESET, CERT_HAS_EXPIRED, WS_ERR_INVALID_UTF8. */
  code: string | null
  httpStatus: number | null
  /** RFC 6455 §7.4; null where no close frame was seen. */
  closeCode: number | null
  /** The peer's close reason or the server's status text: hostile text, never markup. */
  reason: string
  /** A close frame went both ways. */
  wasClean: boolean
  /** Who ended it, as far as that can be known. */
  by: 'server' | 'client' | 'network' | null
  /** `Retry-After` of a refused handshake, as a duration. */
  retryAfterMs: number | null
}

/** The life of a connection. All `…At` and `since` are epoch milliseconds. */
export type ConnectionState =
  | { kind: 'idle' }
  | { kind: 'connecting'; attempt: number; since: number }
  | { kind: 'open'; since: number; rttMs: number | null; protocol: string; extensions: string }
  /** `why`: nobody here asked for it; the peer has said goodbye, say, and TCP has not ended yet. */
  | { kind: 'closing'; since: number; forceAt: number; why?: Cause }
  | WaitingState
  | { kind: 'closed'; at: number; cause: Cause }
  | { kind: 'failed'; at: number; cause: Cause }

/** Its next attempt comes at `retryAt`; or that is over, and it is not its `turn` yet. */
export interface WaitingState {
  kind: 'waiting'
  retryAt: number
  attempt: number
  cause: Cause
  /** It stands in line with the other connections of its origin. */
  turn?: InLine
  /** It is in the slow lane. */
  flapping?: Flapping
}

export interface InLine {
  /** The origin, for people: host and port. */
  at: string
  /** Those that go before it. */
  ahead: number
  /** The origin lets nobody in at present: a few knock, and the others follow as soon as one gets in. */
  down: boolean
}

/** It opened and was lost again soon, so many times in a row within so long. */
export interface Flapping {
  times: number
  withinMs: number
}

export type StateKind = ConnectionState['kind']

/** Counters of one connection since it was put on the deck; they survive reconnects. */
export interface ConnectionCounters {
  messagesIn: number
  messagesOut: number
  bytesIn: number
  bytesOut: number
  /** Pings and pongs, which are no messages. */
  controlIn: number
  controlOut: number
  /** Messages accepted but not yet taken by the socket, and their bytes. */
  queuedMessages: number
  queuedBytes: number
  /** Messages turned away by a full queue or because the socket was not open; the sender was told. */
  refused: number
  /** Messages that were queued and given up: pushed out by newer ones, or left over when a session ended. */
  dropped: number
  /** Attempts made after a failure or a loss. */
  retries: number
}

export interface LastMessage {
  direction: 'in' | 'out'
  at: number
  preview: string
  size: number
}

/** What the deck shows of one connection; published whole, never as a patch. */
export interface ConnectionSnapshot {
  id: ConnectionId
  profileId: string
  name: string
  color: ProfileColor
  /** Without user name, password and secret-looking query values. */
  url: string
  folderId: string | null
  state: ConnectionState
  counters: ConnectionCounters
  last: LastMessage | null
  /** Open, and no message came for as long as the profile's idle alarm says: since when. */
  idleSince: number | null
  /** Open, and the peer takes nothing of what waits: since when. */
  stalledSince: number | null
}

/** What became of one message for one connection. */
export type SendOutcome =
  | { kind: 'sent' }
  | { kind: 'queued' }
  | { kind: 'refused'; reason: RefusalReason }
  | { kind: 'dropped'; reason: DropReason }

export type RefusalReason = 'queue-full' | 'not-open' | 'not-found' | 'message-too-large' | 'unknown-variable' | 'bad-message'
/** `pushed-out` by the drop-oldest policy; `session-ended` before the socket took it; `unknown` if it may be partly on the wire. */
export type DropReason = 'pushed-out' | 'session-ended' | 'unknown'

export interface SendResult {
  connectionId: ConnectionId
  outcome: SendOutcome
}
