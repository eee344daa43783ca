/** CaptureBuilder: writes a capture from entries that come with their own times: an import, in a worker of its own. */
import type { EntrySource } from '../../../shared/entry'
import { limits } from '../../../shared/limits'
import type { Manifest } from '../format/manifest'
import { Sources } from '../sources'
import { markedTag, type Block } from './block'
import { BlockPool } from './block-pool'
import { realDisk, type Disk } from './disk'
import { SegmentWriter } from './segment-writer'

export interface BuiltEntry {
  /** As `source` gave it; 0 for the capture itself. */
  slot: number
  /** Of `tagOf`. */
  tag: number
  /** Epoch milliseconds. */
  at: number
  /** Monotonic milliseconds since the capture began. */
  elapsed: number
  payload: Uint8Array
  compressed: boolean
}

/** All methods that wait reject with the system's error. */
export class CaptureBuilder {
  readonly #sources = new Sources()
  readonly #pool = new BlockPool(limits.logBlockBytes, 0)
  readonly #writer: SegmentWriter
  #block: Block | null = null
  #head = 0

  /** The folder is made; it is to be empty. */
  constructor(folder: string, manifest: Manifest, disk: Disk = realDisk) {
    this.#writer = new SegmentWriter({ disk, folder, manifest, sources: this.#sources, segmentBytes: () => limits.segmentBytes })
  }

  /** Entries so far. */
  get entries(): number {
    return this.#head
  }

  /** Returns its slot. */
  source(source: EntrySource): number {
    const slot = this.#sources.register(source)
    this.#writer.changed(slot)
    return slot
  }

  /** The payload is copied or written when it resolves. To be awaited before the next one. */
  async add(entry: BuiltEntry): Promise<void> {
    const { slot, tag, at, elapsed, payload, compressed } = entry
    if (this.#block?.fits(payload.length) === false) await this.#flush()
    this.#block ??= this.#pool.take(payload.length, this.#head + 1, 0)
    this.#block.push(slot, markedTag(tag, compressed), at, elapsed, payload)
    this.#head += 1
    if (this.#pool.keeps(payload.length)) await this.#flush()
  }

  async finish(): Promise<void> {
    await this.#flush()
    await this.#writer.finish(0)
  }

  /** Closes the files of a capture that is not to be; the folder is the caller's to remove. */
  async abandon(): Promise<void> {
    await this.#writer.abandon()
  }

  async #flush(): Promise<void> {
    const block = this.#block
    if (block === null) return
    await this.#writer.write([block], () => this.#pool.giveBack(block))
    this.#block = null
  }
}
