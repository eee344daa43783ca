/** Range: scans the runs of a range of a capture, reading only what the query looks at. */
import { AppError } from '../../../shared/errors'
import type { ChunkView } from '../format/chunk-view'
import type { Run } from '../format/runs'
import { chunksOf, closeSegment, openSegment, readRun, type SegmentFile } from '../read/chunks'
import { readRowsOnly } from './lookup'
import { readsPayload } from './query'
import type { Scanner } from './scanner'
import type { Found, ScanTask } from './task'

/** A run below this size is read whole in any case: it may be many small chunks. */
const smallBytes = 64 * 1024

/**
 * A chunk whose payloads are searched must have the right checksum. When only rows are looked at, just the headers are checked: a row that was damaged
 * may then be found or missed, and is refused when it is to be shown.
 */
export function scanRange(task: ScanTask, scanner: Scanner): Found {
  const offsets = new Uint32Array(task.to - task.from)
  let count = 0
  const look = (chunk: ChunkView) => {
    const from = Math.max(task.from - chunk.firstSeq, 0)
    const to = Math.min(task.to - chunk.firstSeq, chunk.count)
    if (from >= to) return
    const matches = scanner.scan(chunk, from, to, task.slots)
    const base = chunk.firstSeq - task.from
    for (let index = from; index < to; index += 1) {
      if (matches[index] !== 1) continue
      offsets[count] = base + index
      count += 1
    }
  }
  const damage = eachChunk(task, look)
  return { offsets: offsets.slice(0, count), damage }
}

/** A run that is damaged is left where the damage begins; returns the first such in words, empty for none. */
function eachChunk({ folder, runs, query }: ScanTask, look: (chunk: ChunkView) => void): string {
  const read = readsPayload(query) ? scanPayloads : scanRows
  let damage = ''
  let file: SegmentFile | null = null
  let open = 0
  try {
    for (const run of runs) {
      try {
        if (file === null || open !== run.segment) {
          if (file !== null) closeSegment(file)
          file = null
          file = openSegment(folder, run.segment)
          open = run.segment
        }
        read(file, run, look)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        if (damage === '') damage = error.message
      }
    }
  } finally {
    if (file !== null) closeSegment(file)
  }
  return damage
}

function scanPayloads(file: SegmentFile, run: Run, look: (chunk: ChunkView) => void): void {
  for (const chunk of chunksOf(file, run, readRun(file, run))) look(chunk)
}

function scanRows(file: SegmentFile, run: Run, look: (chunk: ChunkView) => void): void {
  const only = run.bytes <= smallBytes ? null : readRowsOnly(file, run)
  if (only !== null) return look(only)
  for (const chunk of chunksOf(file, run, readRun(file, run), false)) look(chunk)
}
