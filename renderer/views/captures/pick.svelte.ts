/** Which rows of a list are picked, by mouse and keyboard as lists of files do it. */
export class Pick {
  /** The row that the keyboard stands on. */
  current = $state<string | null>(null)
  #picked = $state.raw<ReadonlySet<string>>(new Set())
  /** Where a range starts. */
  #anchor: string | null = null
  readonly #order: () => readonly string[]
  /** In the list's order; what has left the list is no longer picked. */
  readonly ids: string[] = $derived.by(() => this.#order().filter((id) => this.#picked.has(id)))
  readonly index = $derived.by(() => (this.current === null ? -1 : this.#order().indexOf(this.current)))

  constructor(order: () => readonly string[]) {
    this.#order = order
  }

  has(id: string): boolean {
    return this.#picked.has(id)
  }

  only(id: string): void {
    this.current = id
    this.#anchor = id
    this.#picked = new Set([id])
  }

  toggle(id: string): void {
    this.current = id
    this.#anchor = id
    this.#picked = new Set(this.has(id) ? this.ids.filter((other) => other !== id) : [...this.ids, id])
  }

  /** All from where the range starts to this one. */
  rangeTo(id: string): void {
    const order = this.#order()
    const from = this.#anchor === null ? -1 : order.indexOf(this.#anchor)
    if (from === -1) return this.only(id)
    const to = order.indexOf(id)
    this.current = id
    this.#picked = new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1))
  }

  /** To the row at this index, or the nearest there is; `extend` picks all on the way. */
  moveTo(index: number, extend: boolean): void {
    const order = this.#order()
    const id = order[Math.max(0, Math.min(index, order.length - 1))]
    if (id === undefined) return
    if (extend) this.rangeTo(id)
    else this.only(id)
  }

  all(): void {
    this.#picked = new Set(this.#order())
  }
}
