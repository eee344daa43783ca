/** View: rows of a capture by position, as a window asks for them. */

/** Positions count matching rows and never shift; `first` (inclusive) to `end` (exclusive) can be asked for. */
export interface View {
  readonly first: number
  readonly end: number
  /** 0…1 of the kept entries. */
  readonly scanned: number
  /** For `first` ≤ position < `end`. */
  seqAt(position: number): number
  /** Of the first row at or after `seq`, within `first` to `end`. */
  positionOf(seq: number): number
  /** A copy of the seqs of all rows, modulo 2^32; null if every entry is one. */
  seqs(): Uint32Array | null
  /** The capture has more on disk, or let go of its front. */
  follow(): void
  close(): void
}
