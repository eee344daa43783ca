/** The entries that an export writes, one by one, straight from the segment files. */
import type { Direction, EntryKind } from '../../../shared/entry'
import type { ChunkView } from '../format/chunk-view'
import type { Run } from '../format/runs'
import { tags } from '../format/tag'
import { chunksOf, closeSegment, openSegment, readRun, type SegmentFile } from '../read/chunks'
import type { ExportTask } from '../job/task'

export interface ExportEntry {
  seq: number
  /** Epoch milliseconds with a fraction. */
  at: number
  /** Monotonic milliseconds since the capture began. */
  elapsed: number
  slot: number
  direction: Direction
  kind: EntryKind
  compressed: boolean
  /** The chunk's own memory: to be used on the spot. */
  payload: Buffer
}

/**
 * Calls `visit` with each entry of the task in the order of seqs, and `passed` with the bytes of each run that is done.
 * Never holds more than one run. Throws AppError capture-damaged.
 */
export function eachEntry({ folder, runs, seqs }: Pick<ExportTask, 'folder' | 'runs' | 'seqs'>, visit: (entry: ExportEntry) => void, passed: (bytes: number) => void): void {
  const wanted = seqs === null ? null : new Wanted(seqs)
  const segments = new OneSegment(folder)
  try {
    for (const run of runs) {
      if (wanted === null || wanted.within(run)) {
        const file = segments.open(run.segment)
        for (const chunk of chunksOf(file, run, readRun(file, run))) visitChunk(chunk, wanted, visit)
      }
      passed(run.bytes)
    }
  } finally {
    segments.close()
  }
}

/** Runs come segment by segment, so that one file is open at a time. */
class OneSegment {
  readonly #folder: string
  #segment = 0
  #file: SegmentFile | null = null

  constructor(folder: string) {
    this.#folder = folder
  }

  open(segment: number): SegmentFile {
    if (this.#file !== null && this.#segment === segment) return this.#file
    this.close()
    this.#segment = segment
    return (this.#file = openSegment(this.#folder, segment))
  }

  close(): void {
    if (this.#file !== null) closeSegment(this.#file)
    this.#file = null
  }
}

function visitChunk(chunk: ChunkView, wanted: Wanted | null, visit: (entry: ExportEntry) => void): void {
  for (let index = 0; index < chunk.count; index += 1) {
    const seq = chunk.firstSeq + index
    if (wanted !== null && !wanted.has(seq)) continue
    visit({
      seq,
      at: chunk.at(index),
      elapsed: chunk.elapsed(index),
      slot: chunk.slot(index),
      ...tagAt(chunk, index),
      compressed: chunk.compressed(index),
      payload: chunk.bytes(index),
    })
  }
}

/** A chunk whose checksum is right holds only tags that were written. */
function tagAt(chunk: ChunkView, index: number): { direction: Direction; kind: EntryKind } {
  const tag = tags[chunk.tag(index)]
  if (tag === undefined) throw new RangeError(`No tag ${chunk.tag(index)}`)
  return tag
}

/** Rising seqs, asked for in rising order. */
class Wanted {
  readonly #seqs: Uint32Array
  #next = 0

  /** Sorts them in place: there may be ten million. */
  constructor(seqs: Uint32Array) {
    this.#seqs = seqs.sort()
  }

  /** Some of them are in the run. */
  within({ firstSeq, count }: Run): boolean {
    return this.#from(firstSeq) < firstSeq + count
  }

  has(seq: number): boolean {
    return this.#from(seq) === seq
  }

  /** The first one from `seq` on; Infinity if there is none. */
  #from(seq: number): number {
    while ((this.#seqs[this.#next] ?? Infinity) < seq) this.#next += 1
    return this.#seqs[this.#next] ?? Infinity
  }
}
