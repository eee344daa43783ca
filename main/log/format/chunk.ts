/** Chunk: what is written to a segment file at a time; a header, rows of fixed size and the payloads they point to, under checksums. */
import { crc32 } from 'node:zlib'

/**
 * A segment file is chunks, one after the other. All numbers are little-endian; offsets in bytes.
 *
 * | at | type | |
 * |---|---|---|
 * | 0 | u32 | magic "SDC1" |
 * | 4 | u32 | CRC-32 of bytes 8…63 |
 * | 8 | u32 | CRC-32 of the body: rows, then payload, then padding |
 * | 12 | u32 | kind |
 * | 16 | u32 | rows |
 * | 20 | u32 | payload bytes, without the padding to a multiple of 8 |
 * | 24 | f64 | seq of the first row |
 * | 32 | f64 | where in its file the chunk stands: a chunk out of place is damage |
 * | 40 | f64 | entries that were not stored before this chunk, since the capture began |
 * | 48 | – | zero |
 */
export const headerBytes = 64

/** One row: wall time (f64 ms), monotonic time since the capture began (f64 ms), payload's start and size, source slot, tag, flags. */
export const rowBytes = 32
export const rowAt = { wall: 0, elapsed: 8, start: 16, size: 20, slot: 24, tag: 28, flags: 29 } as const
export const flagBits = { compressed: 1 } as const

export const chunkKinds = { entries: 1, sources: 2, index: 3 } as const

/** The longest message is 100 MiB, a line of an import 256 MiB: what claims to be longer is not ours, and is not given the memory that it asks for. */
export const mostChunkBytes = 512 * 1024 * 1024

/** "SDC1" */
const magic = 0x31434453

export interface ChunkHeader {
  kind: number
  rows: number
  payloadBytes: number
  firstSeq: number
  /** In its file. */
  offset: number
  missed: number
  bodyCrc: number
}

/** Payload and padding. */
export function paddedBytes(payloadBytes: number): number {
  return Math.ceil(payloadBytes / 8) * 8
}

/** The whole chunk, header included. */
export function chunkBytes({ rows, payloadBytes }: Pick<ChunkHeader, 'rows' | 'payloadBytes'>): number {
  return headerBytes + rows * rowBytes + paddedBytes(payloadBytes)
}

/** Writes a header at the start of `target`, which has room for it. */
export function writeHeader(target: Buffer, header: ChunkHeader): void {
  target.fill(0, 0, headerBytes)
  target.writeUInt32LE(magic, 0)
  target.writeUInt32LE(header.bodyCrc, 8)
  target.writeUInt32LE(header.kind, 12)
  target.writeUInt32LE(header.rows, 16)
  target.writeUInt32LE(header.payloadBytes, 20)
  target.writeDoubleLE(header.firstSeq, 24)
  target.writeDoubleLE(header.offset, 32)
  target.writeDoubleLE(header.missed, 40)
  target.writeUInt32LE(crc32(target.subarray(8, headerBytes)), 4)
}

/** Null where no whole, undamaged header stands at `at` of these bytes, or one that stood elsewhere in its file, or says what can't be. */
export function readHeader(bytes: Buffer, at: number, offset: number): ChunkHeader | null {
  if (at + headerBytes > bytes.length || bytes.readUInt32LE(at) !== magic) return null
  if (crc32(bytes.subarray(at + 8, at + headerBytes)) !== bytes.readUInt32LE(at + 4) || bytes.readDoubleLE(at + 32) !== offset) return null
  const header = {
    bodyCrc: bytes.readUInt32LE(at + 8),
    kind: bytes.readUInt32LE(at + 12),
    rows: bytes.readUInt32LE(at + 16),
    payloadBytes: bytes.readUInt32LE(at + 20),
    firstSeq: bytes.readDoubleLE(at + 24),
    offset,
    missed: bytes.readDoubleLE(at + 40),
  }
  return isPossible(header) ? header : null
}

/** A checksum keeps accidents out, but not a file that somebody made. */
function isPossible(header: ChunkHeader): boolean {
  const { rows, firstSeq, missed } = header
  return Number.isSafeInteger(firstSeq + rows) && firstSeq >= 1 && Number.isSafeInteger(missed) && missed >= 0 && chunkBytes(header) <= mostChunkBytes
}

/** The checksum over a body's parts, in their order. */
export function bodyCrc(parts: readonly Uint8Array[]): number {
  return parts.reduce((crc, part) => crc32(part, crc), 0)
}
