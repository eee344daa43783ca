/** SegmentWriter: writes a capture's blocks to its segment files, one after the other; what failed can be tried again. */
import path from 'node:path'
import { chunkKinds } from '../format/chunk'
import { manifestName, segmentPath, type Manifest } from '../format/manifest'
import { makeTrailer, metaChunk, type SegmentIndex, type SourceTable } from '../format/meta'
import { Runs, type Run } from '../format/runs'
import type { Sources } from '../sources'
import type { Block } from './block'
import { createChunkFile, type ChunkFile, type Piece } from './chunk-file'
import type { Disk } from './disk'

export interface SegmentWriterOptions {
  disk: Disk
  folder: string
  manifest: Manifest
  sources: Sources
  /** A segment ends when it would grow beyond this; asked each time. */
  segmentBytes: () => number
}

/** The segment being written. */
interface Segment {
  number: number
  file: ChunkFile
  /** Where its entries begin: a long table of sources must not leave them without room. */
  entriesAt: number
  runs: Runs
  tables: number[]
  payloadBytes: number
  endedAt: number
}

/** Bytes handed to the system in one call: much more would only keep others waiting for the memory. */
const batchBytes = 8 * 1024 * 1024

/** All methods reject with the system's error. */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions
  /** Slots whose name, colour or URL the present segment does not tell yet. */
  readonly #untold = new Set<number>()
  #segment: Segment | null = null
  #segments = 0
  #prepared = false
  #nextSeq = 1
  #missed = 0

  constructor(options: SegmentWriterOptions) {
    this.#options = options
  }

  /** The folder is there. */
  get prepared(): boolean {
    return this.#prepared
  }

  /** Number of the newest segment. */
  get segment(): number {
    return this.#segments
  }

  /** Bytes of the segment being written; 0 between two. */
  get position(): number {
    return this.#segment?.file.position ?? 0
  }

  /** Whether a source has changed since it was written; without entries there is nothing to tell it for. */
  get behind(): boolean {
    return this.#segment !== null && this.#untold.size > 0
  }

  /** The source in this slot is new, or not as it was. */
  changed(slot: number): void {
    this.#untold.add(slot)
  }

  /** Makes the folder and its manifest. */
  async prepare(): Promise<void> {
    if (this.#prepared) return
    const { disk, folder, manifest } = this.#options
    await disk.makeFolder(folder)
    // One that is there may have been renamed since.
    await disk.keep(path.join(folder, manifestName), JSON.stringify(manifest))
    this.#prepared = true
  }

  /**
   * Writes blocks in their order, as many as one call takes, after the sources they need; calls back for each that is wholly in its
   * file. Those it does not call back for are to be given again: what did not fit, or what was left when it failed.
   */
  async write(blocks: readonly Block[], onWritten: (block: Block, run: Run) => void): Promise<void> {
    await this.prepare()
    const [next] = blocks
    if (next !== undefined && this.#segment !== null && this.#isFull(this.#segment, next.bytes)) await this.#end(this.#segment)
    const segment = this.#segment ?? (await this.#begin())
    await this.#tell(segment)
    await segment.file.add(this.#pieces(segment, blocks, onWritten))
  }

  /** Ends the last segment with its index; nothing comes after it. `missed` is that of the whole capture. */
  async finish(missed: number): Promise<void> {
    this.#missed = missed
    await this.prepare()
    if (this.#segment === null) return
    await this.#tell(this.#segment)
    await this.#end(this.#segment)
  }

  /** Closes the file as it is. */
  async abandon(): Promise<void> {
    const segment = this.#segment
    this.#segment = null
    await segment?.file.close()
  }

  #isFull({ file, entriesAt, runs }: Segment, more: number): boolean {
    return runs.length > 0 && file.position - entriesAt + more > this.#options.segmentBytes()
  }

  async #begin(): Promise<Segment> {
    const { disk, folder, sources } = this.#options
    const number = this.#segments + 1
    this.#prepared = false // Until it worked: the folder may be gone.
    const file = await createChunkFile(disk, segmentPath(folder, number))
    this.#prepared = true
    this.#segments = number
    for (let slot = 0; slot < sources.length; slot += 1) this.#untold.add(slot)
    this.#segment = { number, file, entriesAt: 0, runs: new Runs(), tables: [], payloadBytes: 0, endedAt: 0 }
    return this.#segment
  }

  /** Writes the sources that the segment does not know: all of them at its begin. */
  async #tell(segment: Segment): Promise<void> {
    if (this.#untold.size === 0) return
    const slots = [...this.#untold].sort((a, b) => a - b)
    this.#untold.clear()
    const table: SourceTable = slots.map((slot) => [slot, this.#options.sources.at(slot)])
    try {
      await this.#addMeta(segment, chunkKinds.sources, table)
    } catch (error) {
      for (const slot of slots) this.#untold.add(slot)
      throw error
    }
    if (segment.tables.length === 1) segment.entriesAt = segment.file.position
  }

  async #addMeta(segment: Segment, kind: number, content: SourceTable | SegmentIndex, trailer: Buffer = Buffer.alloc(0)): Promise<void> {
    const offset = segment.file.position
    const chunk = metaChunk(kind, content, { firstSeq: this.#nextSeq, offset, missed: this.#missed })
    const done = () => {
      if (kind === chunkKinds.sources) segment.tables.push(offset)
    }
    await segment.file.add([{ parts: [chunk, trailer], bytes: chunk.length + trailer.length, done }])
  }

  #pieces(segment: Segment, blocks: readonly Block[], onWritten: (block: Block, run: Run) => void): Piece[] {
    const pieces: Piece[] = []
    const start = segment.file.position
    let offset = start
    for (const block of blocks) {
      const { bytes } = block
      if (offset > start && (offset - start + bytes > batchBytes || offset - segment.entriesAt + bytes > this.#options.segmentBytes())) break
      const run = block.runAt(segment.number, offset)
      const done = () => {
        this.#wrote(segment, block, run)
        onWritten(block, run)
      }
      pieces.push({ parts: block.chunkAt(offset), bytes, done })
      offset += bytes
    }
    return pieces
  }

  #wrote(segment: Segment, block: Block, run: Run): void {
    segment.runs.add(run)
    segment.payloadBytes += block.payloadBytes
    segment.endedAt = block.lastAt
    this.#nextSeq = run.firstSeq + run.count
    this.#missed = Math.max(this.#missed, block.missed)
  }

  async #end(segment: Segment): Promise<void> {
    const { file, tables, payloadBytes, endedAt } = segment
    const runs: SegmentIndex['runs'] = segment.runs.all().map(({ offset, bytes, firstSeq, count }) => [offset, bytes, firstSeq, count])
    await this.#addMeta(segment, chunkKinds.index, { runs, tables, payloadBytes, endedAt }, makeTrailer(file.position))
    this.#segment = null
    await file.close()
  }
}
