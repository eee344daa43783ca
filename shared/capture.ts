/** A capture as the screen sees it, and the jobs that write one to a file or read one in. */
import type { EntrySource, LogTotals } from './entry'

/** One line in the list of captures. */
export interface CaptureInfo {
  id: string
  /** Given by a person; empty: the list shows its date. */
  name: string
  /** Epoch milliseconds of its begin, and of its newest entry. */
  startedAt: number
  endedAt: number
  /** The one that is being recorded now. */
  live: boolean
  /** Made from a file rather than recorded. */
  imported: boolean
  sockets: number
  entries: number
  /** Bytes of its files. */
  diskBytes: number
  /** What is wrong with its files, in words; empty for a whole one. */
  damage: string
}

export interface CaptureList {
  captures: CaptureInfo[]
  diskBytes: number
}

/** A capture that was opened for reading. */
export interface OpenedCapture {
  info: CaptureInfo
  totals: LogTotals
  sources: EntrySource[]
}

export const exportFormats = ['ndjson', 'json', 'csv', 'text', 'har'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** What of a capture is exported: all, the rows of an open view as they are now, or rows picked by seq. */
export type ExportScope = { kind: 'capture'; captureId: string } | { kind: 'view'; viewId: number } | { kind: 'rows'; captureId: string; seqs: number[] }

/** Work on a file that goes on while the window does something else. */
export interface Job {
  id: number
  kind: 'export' | 'import'
  /** The file's name. */
  title: string
  state: 'running' | 'done' | 'failed' | 'cancelled'
  /** 0…1. */
  done: number
  /** Entries written or read so far. */
  entries: number
  /** Bytes of the file so far. */
  bytes: number
  /** Why it failed, in words; empty otherwise. */
  problem: string
  /** The capture that an import made. */
  captureId: string | null
}
