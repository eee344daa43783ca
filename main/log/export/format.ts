/** Format: how an export writes what it is given; one file for each. */
import type { EntrySource } from '../../../shared/entry'
import type { ExportEntry } from './entry'
import type { Output } from './output'
import type { Spool } from './spool'

export interface FormatContext {
  out: Output
  /** For what can't be written in the order in which it comes. */
  spool: Spool
  /** By slot. */
  sources: readonly EntrySource[]
  /** Slots of the sources that the file is to name: all but those of connections that have nothing in it. */
  slots: readonly number[]
  name: string
  /** Epoch milliseconds. */
  startedAt: number
  redact: boolean
}

/** Throws AppError file-unwritable from all three. */
export interface Format {
  begin(): void
  /** Oldest first. */
  entry(entry: ExportEntry): void
  /** Calls back with how far it is (0…1), if it takes long. */
  end(progress: (done: number) => void): void
}

/** Throws RangeError for a slot that the capture does not know. */
export function sourceAt(sources: readonly EntrySource[], slot: number): EntrySource {
  const source = sources[slot]
  if (source === undefined) throw new RangeError(`No source ${slot}`)
  return source
}
