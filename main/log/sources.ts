/** Sources: a small number for each connection that ever had an entry, and its latest name, colour and URL. */
import type { ConnectionId } from '../../shared/connection'
import { captureSource, type EntrySource } from '../../shared/entry'
import { t } from '../../shared/words/words'

/** Stands in for a source that a damaged capture has lost. */
const lostSource = (): EntrySource => ({ connectionId: '', name: t('main.damage.lostSource'), color: 'slate', url: '' })

export class Sources {
  readonly #slots = new Map<ConnectionId, number>([[captureSource.connectionId, 0]])
  /** Slot 0 is the capture itself. */
  readonly #sources: EntrySource[] = [captureSource]

  get length(): number {
    return this.#sources.length
  }

  has(connectionId: ConnectionId): boolean {
    return this.#slots.has(connectionId)
  }

  /** A later call replaces name, colour and URL for all rows of the connection. Returns its slot. */
  register(source: EntrySource): number {
    const slot = this.slotOf(source.connectionId)
    this.#sources[slot] = copyOf(source)
    return slot
  }

  /** A connection nobody registered goes by its id. */
  slotOf(connectionId: ConnectionId): number {
    const known = this.#slots.get(connectionId)
    if (known !== undefined) return known
    const slot = this.#sources.push({ connectionId, name: connectionId, color: 'slate', url: '' }) - 1
    this.#slots.set(connectionId, slot)
    return slot
  }

  /** As a capture's file says; slots in between that it does not know are lost sources. */
  put(slot: number, source: EntrySource): void {
    while (this.#sources.length < slot) this.#sources.push(lostSource())
    this.#sources[slot] = copyOf(source)
    this.#slots.set(source.connectionId, slot)
  }

  /** A slot never given out, as a damaged capture may have them, is a lost source. */
  at(slot: number): EntrySource {
    return this.#sources[slot] ?? lostSource()
  }

  /** By slot. */
  all(): readonly EntrySource[] {
    return this.#sources
  }
}

function copyOf({ connectionId, name, color, url }: EntrySource): EntrySource {
  return { connectionId, name, color, url }
}
