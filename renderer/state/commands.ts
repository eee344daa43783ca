import type { MenuAction } from '../../shared/contract'

/** Menu items and their shortcuts, handed to whichever view knows what to do. */
export class Commands {
  readonly #listeners = new Map<MenuAction, Set<() => void>>()

  on(action: MenuAction, run: () => void): () => void {
    const all = this.#listeners.get(action) ?? new Set()
    this.#listeners.set(action, all.add(run))
    return () => {
      all.delete(run)
    }
  }

  run(action: MenuAction): void {
    for (const run of this.#listeners.get(action) ?? []) run()
  }
}
