/** Saved messages: kept on disk and changed only through here. */
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { messageBookSchema, type MessageBook, type MessageFolder, type RemovedMessage, type SavedMessage } from '../../shared/saved-message'
import { t } from '../../shared/words/words'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { openGuarded, type DurableStore } from './guard'
import {
  tidiedMessages, withMessage, withMessageFolder, withMovedMessageFolder, withMovedMessages, withoutMessageFolder, withoutMessages, withRestoredMessages,
} from './message-book'
import type { Recovery } from './recovery'

/** Every change is on disk when the call returns, or has thrown AppError store-write and changed nothing; only folding may wait. */
export class Messages {
  readonly #store: DurableStore<MessageBook>

  private constructor(store: DurableStore<MessageBook>) {
    this.#store = store
  }

  /** Never fails for what it finds on disk: see `recovered`. */
  static open({ dir, clock, logger }: { dir: string; clock: Clock; logger: Logger }): Messages {
    return new Messages(
      openGuarded<MessageBook>({
        dir,
        name: 'messages',
        shape: { version: 1, schema: v.pipe(messageBookSchema, v.transform((book) => tidiedMessages(book, randomUUID))), migrations: {} },
        defaults: () => ({ folders: [], messages: [] }),
        noun: () => t('engine.store.messages'),
        count: ({ messages }) => t('engine.store.messageCount', { count: messages.length }),
        clock,
        logger,
      }),
    )
  }

  /** What had to be done to open the store, in words for the person; null if nothing. */
  get recovered(): Recovery | null {
    return this.#store.recovered
  }

  get book(): MessageBook {
    return this.#store.value
  }

  /** Calls back with the whole book after each change; returns the way to stop. */
  onChange(listener: (book: MessageBook) => void): () => void {
    return this.#store.onChange(listener)
  }

  /** Creates or updates; a shortcut that another one has goes over to it. Throws AppError not-found (its folder) or too-many. */
  save(message: SavedMessage): SavedMessage {
    this.#store.save(withMessage(this.book, message))
    const saved = this.book.messages.find(({ id }) => id === message.id)
    if (saved === undefined) throw new AppError('internal', t('errors.internal'))
    return saved
  }

  /** Returns what `restore` needs to undo this. */
  remove(ids: readonly string[]): RemovedMessage[] {
    const { book, removed } = withoutMessages(this.book, ids)
    if (removed.length > 0) this.#store.save(book)
    return removed
  }

  /** Throws AppError too-many. */
  restore(removed: readonly RemovedMessage[]): void {
    this.#store.save(withRestoredMessages(this.book, removed))
  }

  /** Throws AppError not-found. */
  move(ids: readonly string[], folderId: string | null, beforeId: string | null): void {
    this.#store.save(withMovedMessages(this.book, ids, { folderId, beforeId }))
  }

  /** Throws AppError too-many. */
  saveFolder(folder: MessageFolder): void {
    const known = this.book.folders.find(({ id }) => id === folder.id)
    const book = withMessageFolder(this.book, folder)
    if (known !== undefined && isDeepStrictEqual({ ...known, collapsed: folder.collapsed }, folder)) this.#store.saveSoon(book, limits.foldedMs)
    else this.#store.save(book)
  }

  /** Its messages stay, outside of any folder. */
  removeFolder(id: string): void {
    this.#store.save(withoutMessageFolder(this.book, id))
  }

  /** Throws AppError not-found. */
  moveFolder(id: string, beforeId: string | null): void {
    this.#store.save(withMovedMessageFolder(this.book, id, beforeId))
  }

  /** Writes down what may still wait; for quitting. */
  flush(): void {
    this.#store.flush()
  }
}
