import { messageDrop, type MessageDrop, type MessageRow } from '../../state/message-rows'
import type { Messages } from '../../state/messages.svelte'

/** One line on its way to another place in the tree. */
export class MessageDrag {
  row = $state.raw<MessageRow | null>(null)
  drop = $state.raw<MessageDrop | null>(null)
  readonly #messages: Messages

  constructor(messages: Messages) {
    this.#messages = messages
  }

  start(event: DragEvent, row: MessageRow): void {
    event.dataTransfer?.setData('text/plain', row.id)
    this.row = row
  }

  over(event: DragEvent & { currentTarget: HTMLElement }, rowPx: number): void {
    // A search shows lines out of their places.
    if (this.row === null || this.#messages.query !== '') return
    const list = event.currentTarget
    this.drop = messageDrop(this.#messages.rows, this.row, (event.clientY - list.getBoundingClientRect().top + list.scrollTop) / rowPx)
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
    if (drop.kind === 'folder') await this.#messages.moveFolder(row.id, drop.beforeId)
    else if (drop.kind === 'into-folder') await this.#messages.move([row.id], drop.folderId, null)
    else if (drop.beforeId !== row.id) await this.#messages.move([row.id], drop.folderId, drop.beforeId)
  }

  /** How a line shows that something would land at it. */
  mark(index: number, last: boolean): 'into' | 'before' | 'after' | null {
    const { drop } = this
    if (drop === null) return null
    if (drop.kind === 'into-folder') return drop.row === index ? 'into' : null
    if (drop.line === index) return 'before'
    return last && drop.line === index + 1 ? 'after' : null
  }
}
