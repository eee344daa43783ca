/** Runs: where on disk the entries of a capture are; small chunks that follow each other count as one run, so that the table stays small. */

/** Consecutive chunks in one segment file. */
export interface Run {
  /** Number of the segment file. */
  segment: number
  /** Of the first chunk in its file, and bytes of all chunks. */
  offset: number
  bytes: number
  firstSeq: number
  /** Entries. */
  count: number
}

/** A run is closed when it is this long: short enough to be read at once for one row, long enough that the table needs under a byte for an entry. */
const runBytes = 64 * 1024

export class Runs {
  readonly #runs: Run[] = []
  #head = 0
  #kept = 0

  /** Seq of the newest entry on disk; 0 before the first. */
  get head(): number {
    return this.#head
  }

  /** Seq of the oldest entry that is still there; `head + 1` when there is none. */
  get firstSeq(): number {
    return this.#runs[0]?.firstSeq ?? this.#head + 1
  }

  /** Entries that are there. */
  get kept(): number {
    return this.#kept
  }

  get length(): number {
    return this.#runs.length
  }

  at(index: number): Run | undefined {
    return this.#runs[index]
  }

  /** Oldest first; to be read at once, since they grow. */
  all(): readonly Run[] {
    return this.#runs
  }

  /** Chunks, and runs of an index, come in the order of their seqs. */
  add(chunk: Run): void {
    const last = this.#runs.at(-1)
    const follows = last?.segment === chunk.segment && last.offset + last.bytes === chunk.offset && last.firstSeq + last.count === chunk.firstSeq
    if (last !== undefined && follows && last.bytes + chunk.bytes <= runBytes) {
      last.bytes += chunk.bytes
      last.count += chunk.count
    } else this.#runs.push({ ...chunk })
    this.#head = chunk.firstSeq + chunk.count - 1
    this.#kept += chunk.count
  }

  /** Index of the run that holds `seq` or, where that is gone, of the next one after it; `length` if there is none. In O(log runs). */
  indexOf(seq: number): number {
    let low = 0
    let high = this.#runs.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const run = this.#runs[middle]
      if (run !== undefined && run.firstSeq + run.count > seq) high = middle
      else low = middle + 1
    }
    return low
  }

  /** The run that holds `seq`; null if it was let go, is not on disk yet or never was. */
  find(seq: number): Run | null {
    const run = this.#runs[this.indexOf(seq)]
    return run !== undefined && seq >= run.firstSeq ? run : null
  }

  /** Forgets the runs of all segments before `segment`; returns how many entries that were. */
  dropBefore(segment: number): number {
    const kept = this.#runs.findIndex((run) => run.segment >= segment)
    const gone = this.#runs.splice(0, kept === -1 ? this.#runs.length : kept)
    const entries = gone.reduce((sum, run) => sum + run.count, 0)
    this.#kept -= entries
    return entries
  }
}
