/** A connection as the rest of the product sees it: one union for its life, one record for why it ended. */
import type { ProfileColor } from './profile'

export type ConnectionId = string

/** Where in its life an attempt or a session was when it ended. */
export type Phase = 'dns' | 'tcp' | 'tls' | 'http' | 'websocket' | 'open' | 'heartbeat' | 'queue' | 'user'

export type CauseKind =
  /** The wall-clock limit over DNS + TCP + TLS + HTTP ran out. */
  | 'deadline'
  | 'host-not-found'
  | 'dns-failed'
  | 'refused'
  | 'unreachable'
  /** A local limit: file descriptors, ports, buffers. */
  | 'local-limit'
  /** What the profile asks for can't be put into a request. */
  | 'bad-request'
  | 'certificate'
  | 'tls-failed'
  | 'http-status'
  | 'bad-handshake'
  | 'subprotocol'
  /** A close frame arrived or was answered; `closeCode` says which. */
  | 'close-frame'
  /** FIN without a close frame. */
  | 'no-close-frame'
  /** RST by the peer. */
  | 'reset'
  | 'heartbeat-lost'
  | 'protocol-error'
  | 'message-too-big'
  /** More pings than the peer took pongs for. */
  | 'ping-flood'
  | 'queue-overflow'
  | 'write-failed'
  | 'user-closed'
  | 'app-quit'
  | 'unknown'

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
  /** `Retry-After` of a refused handshake, as a duration. */
  retryAfterMs: number | null
}

/** The life of a connection. All `…At` and `since` are epoch milliseconds. */
export type ConnectionState =
  | { kind: 'idle' }
  | { kind: 'connecting'; attempt: number; since: number }
  | { kind: 'open'; since: number; rttMs: number | null; protocol: string; extensions: string }
  | { kind: 'closing'; since: number; forceAt: number }
  | { kind: 'waiting'; retryAt: number; attempt: number; cause: Cause }
  | { kind: 'closed'; at: number; cause: Cause }
  | { kind: 'failed'; at: number; cause: Cause }

export type StateKind = ConnectionState['kind']

/** Counters of one connection since it was put on the deck; they survive reconnects. */
export interface ConnectionCounters {
  messagesIn: number
  messagesOut: number
  bytesIn: number
  bytesOut: number
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
}

/** What became of one message for one connection. */
export type SendOutcome =
  | { kind: 'sent' }
  | { kind: 'queued' }
  | { kind: 'refused'; reason: RefusalReason }
  | { kind: 'dropped'; reason: DropReason }

export type RefusalReason = 'queue-full' | 'not-open' | 'not-found' | 'message-too-large'
/** `pushed-out` by the drop-oldest policy; `session-ended` before the socket took it; `unknown` if it may be partly on the wire. */
export type DropReason = 'pushed-out' | 'session-ended' | 'unknown'

export interface SendResult {
  connectionId: ConnectionId
  outcome: SendOutcome
}
