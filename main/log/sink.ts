/** What a connection tells the log, and when it must wait: the only face of the log that the pool knows. */
import type { ConnectionId } from '../../shared/connection'
import type { Direction, EntryKind, EntrySource, LifecycleNote } from '../../shared/entry'

export interface LogSink {
  /** Name, colour and shown URL of a connection; a later call replaces them for all its rows. */
  register(source: EntrySource): void
  /**
   * Takes the payload at once and without waiting for the disk: copies it, or keeps a large one as it is, which must never change then.
   * `at` is epoch milliseconds, now by default.
   * The payload of a close frame is its raw body: a 2-byte code and the reason (RFC 6455 §5.5.1).
   */
  append(connectionId: ConnectionId, direction: Direction, kind: EntryKind, payload: Uint8Array, at?: number, compressed?: boolean): void
  /** A life-cycle entry: the note as JSON text. */
  note(connectionId: ConnectionId, note: LifecycleNote): void
  /** So much waits for the disk that sockets should not be read for now; nothing that is appended meanwhile is lost. */
  readonly pressed: boolean
  /** Calls back with each change of `pressed`; returns the way to stop. */
  onPressure(listener: (pressed: boolean) => void): () => void
}
