/** A log entry as the screen sees it: one row per frame, life-cycle event or mark, with a preview only. */
import type { ConnectionId } from './connection'
import type { ProfileColor } from './profile'

export const directions = ['in', 'out', 'none'] as const
/** `none` is for what happened to a connection rather than on its wire. */
export type Direction = (typeof directions)[number]

export const entryKinds = ['text', 'binary', 'ping', 'pong', 'close', 'lifecycle'] as const
export type EntryKind = (typeof entryKinds)[number]

/** Who an entry belongs to; kept by the log, so that a row outlives its connection. */
export interface EntrySource {
  connectionId: ConnectionId
  name: string
  color: ProfileColor
}

export interface LogRow {
  /** Global, from 1, never reused: the key of a row. */
  seq: number
  /** Epoch milliseconds with a fraction (microseconds). */
  at: number
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
}

export interface LogFilter {
  /** null: all. */
  connectionIds: readonly ConnectionId[] | null
  directions: readonly Direction[] | null
  kinds: readonly EntryKind[] | null
  /** Literal text that the payload contains; empty: any. */
  text: string
  caseSensitive: boolean
}

export const everything: LogFilter = { connectionIds: null, directions: null, kinds: null, text: '', caseSensitive: false }

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

/** The whole log's books: kept + dropped = all that was ever appended since the last clear. */
export interface LogTotals {
  head: number
  kept: number
  keptBytes: number
  dropped: number
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

export const lifecycleEvents = ['connecting', 'open', 'closing', 'closed', 'failed', 'waiting', 'refused', 'dropped'] as const
export type LifecycleEvent = (typeof lifecycleEvents)[number]

/** What a life-cycle entry's payload holds, as JSON text: words first, the rest for the inspector. */
export interface LifecycleNote {
  event: LifecycleEvent
  words: string
  [detail: string]: unknown
}
