import type { MenuAction } from '../../shared/contract'

/** `focus-log`: from one view to another, when what had the focus goes away. */
type Action = MenuAction | 'focus-log'

/** Menu items and their shortcuts, handed to whichever view knows what to do. */
export class Commands {
  readonly #listeners = new Map<Action, Set<() => void>>()

  on(action: Action, run: () => void): () => void {
    const all = this.#listeners.get(action) ?? new Set()
    this.#listeners.set(action, all.add(run))
    return () => {
      all.delete(run)
    }
  }

  run(action: Action): void {
    for (const run of this.#listeners.get(action) ?? []) run()
  }
}
