import { isAbort } from '../../shared/errors'

/** Numbered windows of something large: those that are looked at are loaded, and a bounded number is kept. */
export class Windows<T> {
  problem = $state.raw<unknown>(null)
  #held = $state.raw<ReadonlyMap<number, T>>(new Map())
  readonly #load: (index: number) => Promise<T>
  readonly #most: number
  readonly #asked = new Set<number>()
  /** What comes for something that is no longer looked at is thrown away. */
  #turn = 0
  #near = { first: 0, end: 0 }

  constructor(load: (index: number) => Promise<T>, most: number) {
    this.#load = load
    this.#most = most
  }

  get(index: number): T | null {
    return this.#held.get(index) ?? null
  }

  /** Says which windows are looked at, `end` exclusive. */
  see(first: number, end: number): void {
    this.#near = { first, end }
    for (let index = first; index < Math.min(end, first + this.#most); index += 1) {
      if (!this.#held.has(index) && !this.#asked.has(index)) void this.#fetch(index)
    }
  }

  /** Forgets everything and loads anew what is looked at. */
  renew(): void {
    this.clear()
    this.see(this.#near.first, this.#near.end)
  }

  clear(): void {
    this.#turn += 1
    this.#asked.clear()
    this.#held = new Map()
    this.problem = null
  }

  async #fetch(index: number): Promise<void> {
    const turn = this.#turn
    this.#asked.add(index)
    try {
      const window = await this.#load(index)
      if (turn === this.#turn) this.#held = new Map([...this.#kept(), [index, window]])
    } catch (error) {
      if (turn === this.#turn && !isAbort(error)) this.problem = error
    } finally {
      if (turn === this.#turn) this.#asked.delete(index)
    }
  }

  /** Those nearest to what is looked at, one less than may be kept. */
  #kept(): [number, T][] {
    const all = [...this.#held]
    if (all.length < this.#most) return all
    const { first, end } = this.#near
    const away = (index: number) => Math.max(first - index, index - end + 1, 0)
    return all.sort(([a], [b]) => away(a) - away(b)).slice(0, this.#most - 1)
  }
}
