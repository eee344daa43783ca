/** Contents of one segment file: by its index, or by walking its chunks where it was not ended cleanly. */
import { bodyCrc, chunkBytes, chunkKinds, headerBytes, mostChunkBytes, readHeader, rowBytes, type ChunkHeader } from '../format/chunk'
import { ChunkView } from '../format/chunk-view'
import { parseIndex, parseTable, readTrailer, trailerBytes, type SegmentIndex, type SourceTable } from '../format/meta'
import type { Run } from '../format/runs'
import { readBytes, segmentSize, type SegmentFile } from './chunks'

export interface SegmentContents {
  /** Runs of an index, or single chunks of a walk. */
  runs: Run[]
  /** Offsets of the tables of sources. */
  tables: number[]
  payloadBytes: number
  /** Epoch milliseconds; 0 without entries. */
  endedAt: number
  diskBytes: number
  /** Entries that were never stored, up to the last chunk that can be read. */
  missed: number
  /** Where the first byte stands that can't be used; null for a segment that was ended. */
  brokenAt: number | null
  /** What stands there is the begin of a chunk: it was being written when the process ended. */
  torn: boolean
}

/** Throws AppError capture-damaged only if the file can't be read at all. */
export function readSegment(file: SegmentFile, segment: number): SegmentContents {
  return indexed(file, segment) ?? walked(file, segment)
}

/** A table of sources; null if it is not as it was written. */
export function readTable(file: SegmentFile, offset: number): SourceTable | null {
  const payload = metaPayload(file, offset, chunkKinds.sources)?.payload
  return payload === undefined ? null : parseTable(payload)
}

function indexed(file: SegmentFile, segment: number): SegmentContents | null {
  const diskBytes = segmentSize(file)
  const offset = diskBytes < trailerBytes ? null : readTrailer(readBytes(file, diskBytes - trailerBytes, trailerBytes))
  if (offset === null) return null
  const found = metaPayload(file, offset, chunkKinds.index)
  const index = found && parseIndex(found.payload)
  if (!index || !fits(index, offset)) return null
  const runs = index.runs.map(([at, bytes, firstSeq, count]) => ({ segment, offset: at, bytes, firstSeq, count }))
  return { ...index, runs, diskBytes, missed: found.header.missed, brokenAt: null, torn: false }
}

/** An index is believed only if its runs stand one after the other before it, in the order of their seqs, and have room for their rows; and its tables, too. */
function fits({ runs, tables }: SegmentIndex, indexOffset: number): boolean {
  let end = 0
  let seq = 1
  for (const [offset, bytes, firstSeq, count] of runs) {
    if (offset < end || firstSeq < seq || count === 0 || bytes < headerBytes + count * rowBytes || bytes > mostChunkBytes) return false
    end = offset + bytes
    seq = firstSeq + count
  }
  return end <= indexOffset && tables.every((offset, i) => i === 0 || offset > (tables[i - 1] ?? 0))
}

function metaPayload(file: SegmentFile, offset: number, kind: number): { header: ChunkHeader; payload: Buffer } | null {
  const chunk = chunkAt(file, offset, segmentSize(file))
  if (chunk?.header.kind !== kind) return null
  return { header: chunk.header, payload: chunk.body.subarray(0, chunk.header.payloadBytes) }
}

/** A chunk as it was written, checked; null where none stands. */
function chunkAt(file: SegmentFile, offset: number, fileBytes: number): { header: ChunkHeader; body: Buffer; end: number } | null {
  if (offset + headerBytes > fileBytes) return null
  const header = readHeader(readBytes(file, offset, headerBytes), 0, offset)
  if (header === null) return null
  const end = offset + chunkBytes(header)
  if (end > fileBytes) return null
  const body = readBytes(file, offset + headerBytes, end - offset - headerBytes)
  return bodyCrc([body]) === header.bodyCrc ? { header, body, end } : null
}

function walked(file: SegmentFile, segment: number): SegmentContents {
  const diskBytes = segmentSize(file)
  const contents: SegmentContents = { runs: [], tables: [], payloadBytes: 0, endedAt: 0, diskBytes, missed: 0, brokenAt: 0, torn: false }
  for (let offset = 0; ; ) {
    const chunk = chunkAt(file, offset, diskBytes)
    contents.brokenAt = offset
    if (chunk === null) return { ...contents, torn: isTorn(file, offset, diskBytes) }
    const { header, body, end } = chunk
    contents.missed = header.missed
    if (header.kind === chunkKinds.index) {
      // Only the trailer is wrong: nothing is lost.
      contents.brokenAt = null
      return contents
    }
    if (header.kind === chunkKinds.sources) contents.tables.push(offset)
    else if (header.rows > 0) {
      contents.runs.push({ segment, offset, bytes: end - offset, firstSeq: header.firstSeq, count: header.rows })
      contents.payloadBytes += header.payloadBytes
      contents.endedAt = new ChunkView(header, body).at(header.rows - 1)
    }
    offset = end
  }
}

/** Whether the file ends within the chunk that begins at `offset`. */
function isTorn(file: SegmentFile, offset: number, fileBytes: number): boolean {
  if (offset + headerBytes > fileBytes) return true
  const header = readHeader(readBytes(file, offset, headerBytes), 0, offset)
  return header !== null && offset + chunkBytes(header) > fileBytes
}
