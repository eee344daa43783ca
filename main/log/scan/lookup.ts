/** Lookup: rows and payloads of single entries, read from their segment files and never shown unless their checksum is right. */
import { crc32 } from 'node:zlib'
import { AppError } from '../../../shared/errors'
import { t } from '../../../shared/words/words'
import { chunkBytes, headerBytes, rowBytes } from '../format/chunk'
import { ChunkView } from '../format/chunk-view'
import type { Run } from '../format/runs'
import { tags } from '../format/tag'
import { chunksOf, closeSegment, entriesHeader, openSegment, readBytes, readRun, type SegmentFile } from '../read/chunks'
import { readRow, type SlotRow } from '../row'
import type { PayloadTask, PayloadWindow, RowsTask, WantedRows } from './task'

/** A run up to this size is read whole for each look at it; a longer one is a single chunk with a long payload, of which only what is shown is read. */
const wholeBytes = 2 * 1024 * 1024
/** Read at a time to check a long chunk. */
const pieceBytes = 1024 * 1024
/** Read of a long chunk's payload for a row: what a preview shows, and room for the details of a life-cycle note. */
const lookBytes = 64 * 1024
/** Long chunks known to be good, so that each is checked once: one is over 2 MiB long, so these stand for 2 GiB. */
const mostChecked = 1_000

/** One entry: where it is in its chunk, and how to read its payload's bytes `from` to `to`. */
interface Place {
  chunk: ChunkView
  index: number
  read: (from: number, to: number) => Buffer
}

export class Lookup {
  readonly #checked = new Set<string>()

  /** In the order asked for. Throws AppError capture-damaged. */
  rows({ folder, wanted }: RowsTask): SlotRow[] {
    return wanted.flatMap((run) => this.#rowsOf(folder, run))
  }

  /** Throws AppError capture-damaged. */
  payload({ folder, run, seq, offset, length }: PayloadTask): PayloadWindow {
    return withSegment(folder, run, (file) => {
      const { chunk, index, read } = this.#find(folder, file, run, [seq]).next().value ?? shorter(file, run)
      const size = chunk.size(index)
      const from = Math.min(offset, size)
      // A copy of its own: it is handed over to another thread with all the memory it stands in.
      const bytes = new Uint8Array(read(from, Math.min(from + length, size)))
      return { kind: tags[chunk.tag(index)]?.kind ?? 'binary', size, bytes }
    })
  }

  #rowsOf(folder: string, { run, seqs }: WantedRows): SlotRow[] {
    return withSegment(folder, run, (file) =>
      Array.from(this.#find(folder, file, run, seqs), ({ chunk, index, read }) => readRow(chunk, index, read(0, Math.min(chunk.size(index), lookBytes)))),
    )
  }

  #find(folder: string, file: SegmentFile, run: Run, seqs: readonly number[]): Generator<Place, undefined> {
    return run.bytes <= wholeBytes ? findInWhole(file, run, seqs) : this.#findInLong(folder, file, run, seqs)
  }

  *#findInLong(folder: string, file: SegmentFile, run: Run, seqs: readonly number[]): Generator<Place, undefined> {
    const chunk = readRowsOnly(file, run)
    if (chunk === null) throw damaged(file, run, t('main.damage.why.other'))
    this.#checkLong(folder, file, run)
    const payloadAt = run.offset + headerBytes + run.count * rowBytes
    for (const seq of seqs) {
      const index = seq - run.firstSeq
      const start = payloadAt + chunk.start(index)
      yield { chunk, index, read: (from, to) => readBytes(file, start + from, to - from) }
    }
  }

  #checkLong(folder: string, file: SegmentFile, run: Run): void {
    const key = `${folder}/${file.name}:${run.offset}`
    if (this.#checked.has(key)) return
    const { bodyCrc } = entriesHeader(file, readBytes(file, run.offset, headerBytes), 0, run.offset)
    let crc = 0
    for (let at = headerBytes; at < run.bytes; at += pieceBytes) crc = crc32(readBytes(file, run.offset + at, Math.min(pieceBytes, run.bytes - at)), crc)
    if (crc !== bodyCrc) throw damaged(file, run, t('main.damage.why.checksum'))
    if (this.#checked.size === mostChecked) this.#checked.clear()
    this.#checked.add(key)
  }
}

/** The rows of a run that is one chunk, without the payloads; the header is checked, the rows are not. null: it is more than one chunk. */
export function readRowsOnly(file: SegmentFile, run: Run): ChunkView | null {
  const bytes = readBytes(file, run.offset, headerBytes + run.count * rowBytes)
  const header = entriesHeader(file, bytes, 0, run.offset)
  if (header.rows !== run.count || header.firstSeq !== run.firstSeq || chunkBytes(header) !== run.bytes) return null
  return new ChunkView(header, bytes.subarray(headerBytes))
}

function* findInWhole(file: SegmentFile, run: Run, seqs: readonly number[]): Generator<Place, undefined> {
  let next = 0
  for (const chunk of chunksOf(file, run, readRun(file, run))) {
    for (let seq = seqs[next]; seq !== undefined && seq < chunk.firstSeq + chunk.count; seq = seqs[next]) {
      const index = seq - chunk.firstSeq
      yield { chunk, index, read: (from, to) => chunk.bytes(index).subarray(from, to) }
      next += 1
    }
    if (next === seqs.length) return
  }
  shorter(file, run)
}

function withSegment<T>(folder: string, { segment }: Run, read: (file: SegmentFile) => T): T {
  const file = openSegment(folder, segment)
  try {
    return read(file)
  } finally {
    closeSegment(file)
  }
}

/** Rows go by position: one that is not there must not let others take its place. */
function shorter(file: SegmentFile, run: Run): never {
  throw damaged(file, run, t('main.damage.why.fewer'))
}

function damaged({ name }: SegmentFile, { offset }: Run, why: string): AppError {
  return new AppError('capture-damaged', t('errors.capture.damaged', { file: name, offset, why }))
}
