/** Sources: a small number for each connection that ever had an entry, and its latest name and colour. */
import type { ConnectionId } from '../../shared/connection'
import type { EntrySource } from '../../shared/entry'

export class Sources {
  readonly #slots = new Map<ConnectionId, number>()
  readonly #sources: EntrySource[] = []

  /** A later call replaces name and colour for all rows of the connection. */
  register({ connectionId, name, color }: EntrySource): void {
    this.#sources[this.slotOf(connectionId)] = { connectionId, name, color }
  }

  /** A connection nobody registered goes by its id. */
  slotOf(connectionId: ConnectionId): number {
    const known = this.#slots.get(connectionId)
    if (known !== undefined) return known
    const slot = this.#sources.push({ connectionId, name: connectionId, color: 'slate' }) - 1
    this.#slots.set(connectionId, slot)
    return slot
  }

  /** Throws RangeError for a slot never given out. */
  at(slot: number): EntrySource {
    const source = this.#sources[slot]
    if (source === undefined) throw new RangeError(`No source ${slot}`)
    return source
  }
}
