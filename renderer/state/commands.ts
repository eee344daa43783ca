import type { ActionId } from '../../shared/actions'

/** `focus-log`: from one view to another, when what had the focus goes away. */
type Action = ActionId | 'focus-log'

/** Menu items and their shortcuts, handed to whichever view knows what to do. */
export class Commands {
  readonly #listeners = new Map<Action, Set<() => void>>()
  readonly #fallbacks = new Map<Action, () => void>()
  /** What was asked before every view was there; null: they all are. */
  #early: Set<Action> | null = new Set()

  on(action: Action, run: () => void): () => void {
    const all = this.#listeners.get(action) ?? new Set()
    this.#listeners.set(action, all.add(run))
    return () => {
      all.delete(run)
    }
  }

  /** What happens while no view listens, such as one that is folded away. */
  otherwise(action: Action, run: () => void): void {
    this.#fallbacks.set(action, run)
  }

  run(action: Action): void {
    const fallback = this.#fallbacks.get(action)
    if (this.#heard(action)) this.tell(action)
    else if (fallback !== undefined) fallback()
    else this.#early?.add(action)
  }

  /** Every view is there: what was asked before is done now. */
  complete(): void {
    const early = this.#early ?? []
    this.#early = null
    for (const action of early) this.run(action)
  }

  /** To the views alone. */
  tell(action: Action): void {
    for (const run of [...(this.#listeners.get(action) ?? [])]) run()
  }

  /** Whether anything would come of it. */
  knows(action: Action): boolean {
    return this.#early !== null || this.#heard(action) || this.#fallbacks.has(action)
  }

  #heard(action: Action): boolean {
    return (this.#listeners.get(action)?.size ?? 0) > 0
  }
}
