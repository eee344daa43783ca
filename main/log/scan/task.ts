/** Task: what a scan worker is asked, and what it answers. */
import type { EntryKind } from '../../../shared/entry'
import type { WireError } from '../../../shared/errors'
import type { Language } from '../../../shared/words/words'
import type { Run } from '../format/runs'
import type { CaptureContents, CaptureSummary } from '../read/open'
import type { SlotRow } from '../row'
import type { Query } from './query'

export interface ScanTask {
  kind: 'scan'
  folder: string
  runs: readonly Run[]
  /** Seqs `from` (inclusive) to `to` (exclusive), all within the runs. */
  from: number
  to: number
  query: Query
  /** By source slot: 1 for those that match. null: any. */
  slots: Uint8Array | null
}

export interface Found {
  /** Matching seqs, rising, each less `from`. */
  offsets: Uint32Array
  /** What of the range could not be read, in words; empty for nothing. Matches in the rest of it were found. */
  damage: string
}

/** Rows of one run. */
export interface WantedRows {
  run: Run
  /** Rising. */
  seqs: readonly number[]
}

export interface RowsTask {
  kind: 'rows'
  folder: string
  wanted: readonly WantedRows[]
}

export interface PayloadTask {
  kind: 'payload'
  folder: string
  run: Run
  seq: number
  /** As much of this window as there is, in bytes. */
  offset: number
  length: number
}

export interface PayloadWindow {
  kind: EntryKind
  /** Of the whole payload. */
  size: number
  bytes: Uint8Array
}

export interface OpenTask {
  kind: 'open' | 'summary'
  folder: string
}

export type Task = ScanTask | RowsTask | PayloadTask | OpenTask

/** A task as a worker hears of it: in which language its problems are to be. */
export type Asked = Task & { language: Language }
/** In the order of their tasks. */
export type Answer = Found | SlotRow[] | PayloadWindow | CaptureContents | CaptureSummary

/** An error whose words are not for people has the code `internal`. */
export type Reply = { answer: Answer } | { error: WireError }
