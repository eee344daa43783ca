/** BlockPool: blocks of one size that are used again; more than it keeps are made while needed and let go after. */
import { Block } from './block'

/** Payload bytes for which a block has room for one row: shorter messages fill the rows first, but no more memory than that. */
const bytesPerRow = 64

export class BlockPool {
  readonly #blockBytes: number
  readonly #most: number
  readonly #free: Block[] = []

  /** Keeps blocks of `blockBytes` for payload, `keptBytes` of them at most. */
  constructor(blockBytes: number, keptBytes: number) {
    this.#blockBytes = blockBytes
    this.#most = Math.max(2, Math.ceil(keptBytes / blockBytes))
  }

  /** Whether the next payload of this size gets a block for itself, and is kept there as it is. */
  keeps(size: number): boolean {
    return size > this.#blockBytes
  }

  /** An empty block with room for a payload of `size` bytes. */
  take(size: number, firstSeq: number, missed: number): Block {
    const block = this.keeps(size) ? new Block(null) : (this.#free.pop() ?? this.#make())
    block.begin(firstSeq, missed)
    return block
  }

  /** One that was written. */
  giveBack(block: Block): void {
    // One with a single row was made for one payload, and must not hold it any longer.
    if (block.mostRows > 1 && this.#free.length < this.#most) this.#free.push(block)
  }

  #make(): Block {
    return new Block(this.#blockBytes, Math.max(2, Math.ceil(this.#blockBytes / bytesPerRow)))
  }
}
