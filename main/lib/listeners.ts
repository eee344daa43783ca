/** Listeners: who is told of something; one that fails is reported, and neither the others nor the teller notice. */

export class Listeners<T extends readonly unknown[] = []> {
  readonly #report: (error: unknown) => void
  readonly #all = new Set<(...news: T) => void>()

  constructor(report: (error: unknown) => void) {
    this.#report = report
  }

  get size(): number {
    return this.#all.size
  }

  /** Returns the way to stop listening. */
  add(listener: (...news: T) => void): () => void {
    this.#all.add(listener)
    return () => void this.#all.delete(listener)
  }

  clear(): void {
    this.#all.clear()
  }

  /** Who comes or goes meanwhile counts from the next time on. */
  tell(...news: T): void {
    for (const listener of [...this.#all]) {
      try {
        listener(...news)
      } catch (error) {
        this.#report(error)
      }
    }
  }
}
