/** Meta chunks: the table of sources and the index of a segment, as JSON in a chunk's payload, and the trailer that ends a clean segment. */
import { crc32 } from 'node:zlib'
import * as v from 'valibot'
import type { EntrySource } from '../../../shared/entry'
import { profileColors } from '../../../shared/profile'
import { bodyCrc, chunkBytes, headerBytes, writeHeader, type ChunkHeader } from './chunk'
import { timeSchema } from './manifest'

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** A capture with more connections than this was not made by Sockdeck. */
const slot = v.pipe(count, v.maxValue(1_000_000))

/** By slot: only what is new since the table before it, everything at the start of a segment. */
const tableSchema = v.array(v.tuple([slot, v.object({ connectionId: v.string(), name: v.string(), color: v.picklist(profileColors), url: v.string() })]))
export type SourceTable = [slot: number, source: EntrySource][]

const indexSchema = v.object({
  /** Offset, bytes, first seq and entries of each run. */
  runs: v.array(v.tuple([count, count, count, count])),
  /** Offsets of the chunks that hold tables of sources. */
  tables: v.array(count),
  /** Of all entries in the segment. */
  payloadBytes: count,
  /** Wall time of its newest entry, epoch milliseconds; 0 if it has none. */
  endedAt: timeSchema,
})
export type SegmentIndex = v.InferOutput<typeof indexSchema>

/** Null for bytes that are no such table. */
export function parseTable(payload: Buffer): SourceTable | null {
  return parse(tableSchema, payload)
}

/** Null for bytes that are no index. */
export function parseIndex(payload: Buffer): SegmentIndex | null {
  return parse(indexSchema, payload)
}

function parse<T>(schema: v.GenericSchema<unknown, T>, payload: Buffer): T | null {
  try {
    const result = v.safeParse(schema, JSON.parse(payload.toString('utf8')))
    return result.success ? result.output : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** A whole chunk around `content`. */
export function metaChunk(kind: number, content: SourceTable | SegmentIndex, place: Pick<ChunkHeader, 'firstSeq' | 'offset' | 'missed'>): Buffer {
  const json = Buffer.from(JSON.stringify(content))
  const chunk = Buffer.alloc(chunkBytes({ rows: 0, payloadBytes: json.length }))
  json.copy(chunk, headerBytes)
  writeHeader(chunk, { ...place, kind, rows: 0, payloadBytes: json.length, bodyCrc: bodyCrc([chunk.subarray(headerBytes)]) })
  return chunk
}

/** The last bytes of a clean segment: magic "SDCE", CRC-32 of what follows, and where the index stands (f64). */
export const trailerBytes = 16
const trailerMagic = 0x45434453

export function makeTrailer(indexOffset: number): Buffer {
  const trailer = Buffer.alloc(trailerBytes)
  trailer.writeUInt32LE(trailerMagic, 0)
  trailer.writeDoubleLE(indexOffset, 8)
  trailer.writeUInt32LE(crc32(trailer.subarray(8)), 4)
  return trailer
}

/** Where the index stands; null for bytes that are no trailer, or name no place. */
export function readTrailer(bytes: Buffer): number | null {
  if (bytes.length !== trailerBytes || bytes.readUInt32LE(0) !== trailerMagic || bytes.readUInt32LE(4) !== crc32(bytes.subarray(8))) return null
  const indexOffset = bytes.readDoubleLE(8)
  return Number.isSafeInteger(indexOffset) && indexOffset >= 0 ? indexOffset : null
}
