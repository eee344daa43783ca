/** A capture that a test writes chunk by chunk, as the recorder would: it may grow, lose its front and be damaged. */
import { appendFileSync, closeSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import type { Capture } from '../../main/log/capture'
import { bodyCrc, chunkKinds, flagBits, headerBytes, paddedBytes, readHeader, rowAt, rowBytes, writeHeader } from '../../main/log/format/chunk'
import { ChunkView } from '../../main/log/format/chunk-view'
import { segmentPath } from '../../main/log/format/manifest'
import { Runs } from '../../main/log/format/runs'
import { tagOf } from '../../main/log/format/tag'
import { Sources } from '../../main/log/sources'
import type { Direction, EntryKind, LogTotals } from '../../shared/entry'
import { tempDir } from './disk'

export interface WrittenEntry {
  connectionId: string
  direction: Direction
  kind: EntryKind
  payload: Uint8Array
  at?: number
  compressed?: boolean
}

/** One that matters by some of its fields only. */
export function written(payload: string | Uint8Array, about: Partial<WrittenEntry> = {}): WrittenEntry {
  return { connectionId: 'c1', direction: 'in', kind: 'text', payload: typeof payload === 'string' ? Buffer.from(payload) : payload, ...about }
}

export class WrittenCapture implements Capture {
  readonly id: string
  readonly startedAt = 1_700_000_000_000
  readonly folder: string
  readonly runs = new Runs()
  readonly sources = new Sources()
  #segment = 1

  constructor(folder = tempDir(), id = 'written') {
    this.folder = folder
    this.id = id
  }

  get totals(): LogTotals {
    throw new Error('Nobody who reads a capture asks for its books')
  }

  /** One chunk. `firstSeq` is told where entries before it are missing. */
  add(entries: readonly WrittenEntry[], firstSeq = this.runs.head + 1): void {
    if (entries.length === 0) return
    const file = segmentPath(this.folder, this.#segment)
    appendFileSync(file, '')
    const offset = statSync(file).size
    const chunk = chunkBytesOf(entries, { firstSeq, offset, slotOf: (id) => this.sources.slotOf(id) })
    appendFileSync(file, chunk)
    this.runs.add({ segment: this.#segment, offset, bytes: chunk.length, firstSeq, count: entries.length })
  }

  /** What follows goes to the next segment file. */
  nextSegment(): void {
    this.#segment += 1
  }

  /** As retention does: the oldest segment is gone. */
  dropFront(): void {
    const oldest = this.runs.at(0)?.segment
    if (oldest === undefined || oldest === this.#segment) return
    this.dropBefore(oldest + 1)
    rmSync(segmentPath(this.folder, oldest))
  }

  dropBefore(segment: number): void {
    this.runs.dropBefore(segment)
  }

  /** Turns one bit over. */
  damage(segment: number, offset: number): void {
    const file = openSync(segmentPath(this.folder, segment), 'r+')
    const byte = Buffer.alloc(1)
    readSync(file, byte, 0, 1, offset)
    byte[0] = (byte[0] ?? 0) ^ 1
    writeSync(file, byte, 0, 1, offset)
    closeSync(file)
  }
}

interface Place {
  firstSeq: number
  offset: number
  slotOf: (connectionId: string) => number
}

function chunkBytesOf(entries: readonly WrittenEntry[], { firstSeq, offset, slotOf }: Place): Buffer {
  const payload = Buffer.concat(entries.map((entry) => entry.payload))
  const rows = Buffer.alloc(entries.length * rowBytes)
  let start = 0
  for (const [i, { connectionId, direction, kind, payload: own, at = firstSeq + i, compressed = false }] of entries.entries()) {
    const row = i * rowBytes
    rows.writeDoubleLE(at, row + rowAt.wall)
    rows.writeDoubleLE(firstSeq + i, row + rowAt.elapsed)
    rows.writeUInt32LE(start, row + rowAt.start)
    rows.writeUInt32LE(own.length, row + rowAt.size)
    rows.writeUInt32LE(slotOf(connectionId), row + rowAt.slot)
    rows.writeUInt8(tagOf(direction, kind), row + rowAt.tag)
    rows.writeUInt8(compressed ? flagBits.compressed : 0, row + rowAt.flags)
    start += own.length
  }
  const body = Buffer.concat([rows, payload, Buffer.alloc(paddedBytes(payload.length) - payload.length)])
  const header = Buffer.alloc(headerBytes)
  writeHeader(header, { kind: chunkKinds.entries, rows: entries.length, payloadBytes: payload.length, firstSeq, offset, missed: 0, bodyCrc: bodyCrc([body]) })
  return Buffer.concat([header, body])
}

/** A chunk in memory. */
export function chunkOf(entries: readonly (string | WrittenEntry)[], slotOf = (_connectionId: string) => 1): ChunkView {
  const whole = entries.map((entry) => (typeof entry === 'string' ? written(entry) : entry))
  const bytes = chunkBytesOf(whole, { firstSeq: 1, offset: 0, slotOf })
  return new ChunkView(readHeader(bytes, 0, 0) ?? raise(), bytes.subarray(headerBytes))
}

function raise(): never {
  throw new Error('A chunk was not written as it is read')
}
