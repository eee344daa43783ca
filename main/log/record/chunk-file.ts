/** ChunkFile: a file that whole chunks are added to; one that was written only in part does not count and is written over. */
import type { Disk, DiskFile } from './disk'

export interface Piece {
  parts: readonly Buffer[]
  bytes: number
  /** Its last byte is in the file. */
  done: () => void
}

export class ChunkFile {
  readonly #file: DiskFile
  #position = 0

  constructor(file: DiskFile) {
    this.#file = file
  }

  /** Bytes of whole chunks: where the next one begins. */
  get position(): number {
    return this.#position
  }

  /** Rejects with the system's error; the pieces that were done by then stay. */
  async add(pieces: readonly Piece[]): Promise<void> {
    const waiting = [...pieces]
    let rest = pieces.flatMap(({ parts }) => parts)
    let at = this.#position
    try {
      while (rest.length > 0) {
        const written = await this.#file.write(rest, at)
        if (written === 0) throw new Error('The disk took nothing and said nothing')
        at += written
        rest = after(rest, written)
        for (let piece = waiting[0]; piece !== undefined && this.#position + piece.bytes <= at; piece = waiting[0]) {
          waiting.shift()
          this.#position += piece.bytes
          piece.done()
        }
      }
    } catch (error) {
      await this.#cut(at > this.#position)
      throw error
    }
  }

  close(): Promise<void> {
    return this.#file.close()
  }

  /** A torn end is known for what it is by whoever reads it; cutting it off only spares them the trouble. */
  async #cut(torn: boolean): Promise<void> {
    if (torn) await this.#file.truncate(this.#position).catch(() => undefined)
  }
}

/** A new file of this name. Rejects with the system's error. */
export async function createChunkFile(disk: Disk, file: string): Promise<ChunkFile> {
  return new ChunkFile(await disk.create(file))
}

/** What is left of these parts after `bytes` of them. */
function after(parts: readonly Buffer[], bytes: number): Buffer[] {
  let left = bytes
  const first = parts.findIndex((part) => {
    if (left < part.length) return true
    left -= part.length
    return false
  })
  return first === -1 ? [] : parts.slice(first).map((part, i) => (i === 0 ? part.subarray(left) : part))
}
