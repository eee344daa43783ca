/** WholeView: every entry of a capture is a row, so that a position is a matter of counting and nothing is kept. */
import type { Runs } from '../format/runs'
import type { View } from './view'

/** Entries that can't be read any more, somewhere in the middle. */
interface Gap {
  /** The first entry after it. */
  seq: number
  /** Entries missing in this gap and all before it. */
  missing: number
}

/** Row 0 is the capture's first entry, whether it is still kept or not. */
export class WholeView implements View {
  readonly scanned = 1
  readonly #runs: Runs
  readonly #gaps: Gap[] = []
  /** One more than the last entry that was counted. */
  #next = 1

  constructor(runs: Runs) {
    this.#runs = runs
    this.follow()
  }

  get first(): number {
    return this.#countBefore(this.#runs.firstSeq)
  }

  get end(): number {
    return this.#countBefore(this.#next)
  }

  seqAt(position: number): number {
    const gap = this.#gaps.findLast(({ seq, missing }) => seq - 1 - missing <= position)
    return position + 1 + (gap?.missing ?? 0)
  }

  positionOf(seq: number): number {
    return Math.min(Math.max(this.#countBefore(seq), this.first), this.end)
  }

  seqs(): null {
    return null
  }

  follow(): void {
    // What is missing before the first run was let go, not lost: its rows keep their places.
    this.#next = Math.max(this.#next, this.#runs.firstSeq)
    for (let i = this.#runs.indexOf(this.#next); i < this.#runs.length; i += 1) {
      const run = this.#runs.at(i)
      if (run === undefined) return
      if (run.firstSeq > this.#next) this.#gaps.push({ seq: run.firstSeq, missing: this.#missing + run.firstSeq - this.#next })
      this.#next = run.firstSeq + run.count
    }
  }

  close(): void {
    // Keeps nothing.
  }

  get #missing(): number {
    return this.#gaps.at(-1)?.missing ?? 0
  }

  /** Rows before `seq`, those that were let go included. */
  #countBefore(seq: number): number {
    const at = this.#gaps.findLastIndex((gap) => gap.seq <= seq)
    const next = this.#gaps[at + 1]
    const count = seq - 1 - (this.#gaps[at]?.missing ?? 0)
    // Within a gap: what follows it.
    return next === undefined ? count : Math.min(count, next.seq - 1 - next.missing)
  }
}
