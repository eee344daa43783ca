/** Capture: what can be read of one recording, live or opened: where its entries are on disk, and whose they are. */
import type { LogTotals } from '../../shared/entry'
import type { Runs } from './format/runs'
import type { Sources } from './sources'

export interface Capture {
  readonly id: string
  /** The folder of its segment files. */
  readonly folder: string
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** Epoch milliseconds of the newest entry of a live one. */
  readonly endedAt?: number
  /** Only what is on disk; grows and loses its front while a live capture is recorded. */
  readonly runs: Runs
  readonly sources: Sources
  readonly totals: LogTotals
  /** Its segments before this one are let go of. */
  dropBefore(segment: number): void
}
