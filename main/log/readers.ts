/** Readers: which page has which captures open, so that one that goes closes nothing of another's. */

/** A page, by a number of its own; 0 is nobody's, such as a script's. */
export type Owner = number

export class Readers {
  readonly #captures = new Map<Owner, Set<string>>()
  /** How often each page has started anew: what it asked for before is not for it any more. */
  readonly #lives = new Map<Owner, number>()

  /** The page reads this capture from now on. */
  add(owner: Owner, captureId: string): void {
    const read = this.#captures.get(owner) ?? new Set()
    this.#captures.set(owner, read.add(captureId))
  }

  /** Whether anybody reads it still. */
  remove(owner: Owner, captureId: string): boolean {
    this.#captures.get(owner)?.delete(captureId)
    return this.#isRead(captureId)
  }

  /** The page is gone or starts anew. Returns the captures that nobody reads any more. */
  removeAll(owner: Owner): string[] {
    const read = this.#captures.get(owner) ?? new Set()
    this.#captures.delete(owner)
    this.#lives.set(owner, this.life(owner) + 1)
    return [...read].filter((id) => !this.#isRead(id))
  }

  life(owner: Owner): number {
    return this.#lives.get(owner) ?? 0
  }

  #isRead(captureId: string): boolean {
    return [...this.#captures.values()].some((read) => read.has(captureId))
  }
}
