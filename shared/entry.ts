/** A log entry as the screen sees it: one row per frame, life-cycle event or mark, with a preview only. */
import type { ConnectionId } from './connection'
import type { ProfileColor } from './profile'

export const directions = ['in', 'out', 'none'] as const
/** `none` is for what happened to a connection rather than on its wire. */
export type Direction = (typeof directions)[number]

export const entryKinds = ['text', 'binary', 'ping', 'pong', 'close', 'lifecycle', 'mark'] as const
export type EntryKind = (typeof entryKinds)[number]

/** Who an entry belongs to; kept by the log, so that a row outlives its connection. */
export interface EntrySource {
  /** Empty for what belongs to no connection: marks. */
  connectionId: ConnectionId
  name: string
  color: ProfileColor
  /** Without user name, password and secret-looking query values. */
  url: string
}

/** The source of marks: the capture itself. */
export const captureSource: EntrySource = { connectionId: '', name: 'Sockdeck', color: 'slate', url: '' }

export interface LogRow {
  /** From 1 in each capture, never reused: the key of a row. */
  seq: number
  /** Epoch milliseconds with a fraction (microseconds). */
  at: number
  /** Monotonic milliseconds since the capture began: for differences, whatever the system's clock does. */
  elapsed: number
  source: EntrySource
  direction: Direction
  kind: EntryKind
  /** Payload bytes; a preview shows at most `limits.previewBytes` of them. */
  size: number
  /** Text decoded as UTF-8, binary as spaced hex, life-cycle as words. Hostile text: never markup. */
  preview: string
  /** The preview is not the whole payload. */
  cut: boolean
  /** What a life-cycle entry tells; null for all others. */
  event: LifecycleEvent | null
  /** The message was compressed on the wire (permessage-deflate, RFC 7692). */
  compressed: boolean
}

/** A text that the payload contains, or the words of its row: literal, or a regular expression in RE2's syntax over UTF-8 text. */
export interface TextCondition {
  /** Empty: any. */
  text: string
  regex: boolean
  caseSensitive: boolean
}

/** From `min` to `max`, both inclusive; null: no bound. */
export interface Range {
  min: number | null
  max: number | null
}

/** All conditions hold together. null: any. */
export interface LogFilter extends TextCondition {
  connectionIds: readonly ConnectionId[] | null
  directions: readonly Direction[] | null
  kinds: readonly EntryKind[] | null
  /** Payload bytes. */
  size: Range | null
  /** Epoch milliseconds. */
  time: Range | null
  /** A JSONPath (RFC 9535) on JSON text messages, alone or compared: `$.type == "trade"`, `$.price > 100`; empty: any. */
  field: string
}

export const everything: LogFilter = {
  connectionIds: null, directions: null, kinds: null, size: null, time: null, text: '', regex: false, caseSensitive: false, field: '',
}

/** A filter kept under a name. */
export interface NamedFilter {
  name: string
  filter: LogFilter
}

/**
 * How far a view has come. Positions count matching rows from the capture's start and never shift:
 * rows `first` (inclusive) to `end` (exclusive) can be asked for; those before `first` were dropped.
 */
export interface ViewProgress {
  viewId: number
  first: number
  end: number
  /** 0…1 of the kept entries that the filter has looked at. */
  scanned: number
}

/** What becomes of what is received now. */
export type Recording =
  | { kind: 'on' }
  /** The disk can't keep up: sockets are not read until it has. Nothing is lost. */
  | { kind: 'paused'; since: number }
  /** Nothing can be written: `missed` entries were not stored so far. It goes on by itself when there is room. */
  | { kind: 'stopped'; since: number; missed: number; why: string }

/** A capture's books: kept + dropped + missed = all that was ever appended to it. */
export interface LogTotals {
  captureId: string
  /** Epoch milliseconds. */
  startedAt: number
  /** Seq of the newest entry; 0 before the first. */
  head: number
  /** Entries that are there, and their payload bytes. */
  kept: number
  keptBytes: number
  /** Those of them that are written, and the bytes of the files they are in. */
  onDisk: number
  diskBytes: number
  /** Entries that retention has let go. */
  dropped: number
  /** Entries that were never stored, because nothing could be written. */
  missed: number
  recording: Recording
}

/** Of a capture that nothing is known of yet. */
export const noTotals: LogTotals = {
  captureId: '', startedAt: 0, head: 0, kept: 0, keptBytes: 0, onDisk: 0, diskBytes: 0, dropped: 0, missed: 0, recording: { kind: 'on' },
}

export interface RowsReply extends ViewProgress {
  from: number
  rows: LogRow[]
}

/** A window of a payload's raw bytes. */
export interface PayloadReply {
  seq: number
  kind: EntryKind
  size: number
  offset: number
  bytes: Uint8Array
}

export const lifecycleEvents = ['connecting', 'open', 'closing', 'closed', 'failed', 'waiting', 'turn', 'refused', 'dropped', 'idle', 'stalled'] as const
export type LifecycleEvent = (typeof lifecycleEvents)[number]

/** What a life-cycle entry's payload holds, as JSON text: words first, the rest for the inspector. */
export interface LifecycleNote {
  event: LifecycleEvent
  words: string
  [detail: string]: unknown
}
