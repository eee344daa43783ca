import type { Profiles, TreeRow } from '../../state/profiles.svelte'
import { dropAt, type Drop } from './drop'

/** One row on its way to another place in the tree. */
export class Drag {
  row = $state.raw<TreeRow | null>(null)
  drop = $state.raw<Drop | null>(null)
  readonly #profiles: Profiles

  constructor(profiles: Profiles) {
    this.#profiles = profiles
  }

  start(event: DragEvent, row: TreeRow): void {
    event.dataTransfer?.setData('text/plain', row.id)
    this.row = row
  }

  /** Over the scrolled list of rows. */
  over(event: DragEvent & { currentTarget: HTMLElement }, rowPx: number): void {
    if (this.row === null) return
    const list = event.currentTarget
    const at = (event.clientY - list.getBoundingClientRect().top + list.scrollTop) / rowPx
    this.drop = dropAt(this.#profiles.rows, this.row, at)
    if (this.drop !== null) event.preventDefault()
  }

  leave(event: DragEvent & { currentTarget: HTMLElement }): void {
    // Also told when the pointer goes from one row to the next.
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) this.drop = null
  }

  end(): void {
    this.row = null
    this.drop = null
  }

  async land(event: DragEvent): Promise<void> {
    event.preventDefault()
    const { row, drop } = this
    this.end()
    if (row === null || drop === null) return
    if (drop.kind === 'folder') await this.#profiles.moveFolder(row.id, drop.beforeId)
    else if (drop.kind === 'into-folder') await this.#profiles.move([row.id], drop.folderId, null)
    else if (drop.beforeId !== row.id) await this.#profiles.move([row.id], drop.folderId, drop.beforeId)
  }
}
