import { dropAt, type TreeDrop, type TreeLine } from './tree-drop'

/** What is dragged in; an id of null before which it comes stands for the end. */
interface Tree {
  readonly rows: readonly TreeLine[]
  move(ids: readonly string[], folderId: string | null, beforeId: string | null): Promise<void>
  moveFolder(id: string, beforeId: string | null): Promise<void>
}

/** One line on its way to another place in the tree. */
export class TreeDrag {
  row = $state.raw<TreeLine | null>(null)
  drop = $state.raw<TreeDrop | null>(null)
  readonly #tree: Tree

  constructor(tree: Tree) {
    this.#tree = tree
  }

  start(event: DragEvent, row: TreeLine): void {
    // Text that is dragged out of the line's name field.
    if (event.target !== event.currentTarget) return
    event.dataTransfer?.setData('text/plain', row.id)
    this.row = row
  }

  /** Over the scrolled list of lines. */
  over(event: DragEvent & { currentTarget: HTMLElement }, rowPx: number): void {
    if (this.row === null) return
    const list = event.currentTarget
    this.drop = dropAt(this.#tree.rows, this.row, (event.clientY - list.getBoundingClientRect().top + list.scrollTop) / rowPx)
    if (this.drop !== null) event.preventDefault()
  }

  leave(event: DragEvent & { currentTarget: HTMLElement }): void {
    // Also told when the pointer goes from one line to the next.
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
    if (drop.kind === 'folder') await this.#tree.moveFolder(row.id, drop.beforeId)
    else if (drop.kind === 'into-folder') await this.#tree.move([row.id], drop.folderId, null)
    else if (drop.beforeId !== row.id) await this.#tree.move([row.id], drop.folderId, drop.beforeId)
  }
}
