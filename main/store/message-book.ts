/** What can be done to the book of saved messages: pure functions from one book to the next. */
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import type { MessageBook, MessageFolder, RemovedMessage, SavedMessage } from '../../shared/saved-message'
import { t } from '../../shared/words/words'
import { insertedBefore, replaced } from './book'

/**
 * Replaces the message of the same id where it stands, or adds it at the end. A shortcut belongs to the one that was given it last.
 * Throws AppError not-found (its folder) or too-many.
 */
export function withMessage(book: MessageBook, message: SavedMessage): MessageBook {
  checkFolder(book, message.folderId)
  const { shortcut } = message
  const others = book.messages.map((other) => (shortcut !== null && other.shortcut === shortcut ? { ...other, shortcut: null } : other))
  return checkRoom({ ...book, messages: replaced(others, message) })
}

/** Takes messages away; what is taken remembers its place, ids that are gone already are passed over. */
export function withoutMessages(book: MessageBook, ids: readonly string[]): { book: MessageBook; removed: RemovedMessage[] } {
  const doomed = new Set(ids)
  const removed = book.messages.flatMap((message, index) => (doomed.has(message.id) ? [{ index, message }] : []))
  return { book: { ...book, messages: book.messages.filter(({ id }) => !doomed.has(id)) }, removed }
}

/**
 * Puts removed messages back at their places, exactly if nothing else has changed since. One that is there again is passed over;
 * one whose folder is gone comes back outside of any folder, one whose shortcut was given away without it. Throws AppError too-many.
 */
export function withRestoredMessages(book: MessageBook, removed: readonly RemovedMessage[]): MessageBook {
  const messages = [...book.messages]
  const given = new Set(messages.map(({ shortcut }) => shortcut))
  const present = new Set(messages.map(({ id }) => id))
  for (const { index, message } of removed.toSorted((a, b) => a.index - b.index)) {
    if (present.has(message.id)) continue
    present.add(message.id)
    messages.splice(index, 0, given.has(message.shortcut) ? { ...message, shortcut: null } : message)
  }
  // Every id is there once already.
  return checkRoom(tidiedMessages({ ...book, messages }, () => ''))
}

interface Place {
  folderId: string | null
  beforeId: string | null
}

/**
 * Moves messages, in the order they have, into a folder (null: none) and before another message (null: to the end). If that
 * other one moves too, they go before the first one after it that stays. Throws AppError not-found.
 */
export function withMovedMessages(book: MessageBook, ids: readonly string[], { folderId, beforeId }: Place): MessageBook {
  checkFolder(book, folderId)
  const moving = new Set(ids)
  const moved = book.messages.filter(({ id }) => moving.has(id)).map((message) => ({ ...message, folderId }))
  if (moved.length < moving.size) throw new AppError('not-found', t('engine.goneMessage'))
  return { ...book, messages: insertedBefore(book.messages, moved, beforeId) }
}

/** Replaces the folder of the same id where it stands, or adds it at the end. Throws AppError too-many. */
export function withMessageFolder(book: MessageBook, folder: MessageFolder): MessageBook {
  return checkRoom({ ...book, folders: replaced(book.folders, folder) })
}

/** Its messages stay where they are in the order, outside of any folder. */
export function withoutMessageFolder(book: MessageBook, id: string): MessageBook {
  return {
    folders: book.folders.filter((folder) => folder.id !== id),
    messages: book.messages.map((message) => (message.folderId === id ? { ...message, folderId: null } : message)),
  }
}

/** Throws AppError not-found. */
export function withMovedMessageFolder(book: MessageBook, id: string, beforeId: string | null): MessageBook {
  const moved = book.folders.filter((folder) => folder.id === id)
  if (moved.length === 0) throw new AppError('not-found', t('engine.goneFolderItself'))
  return { ...book, folders: insertedBefore(book.folders, moved, beforeId) }
}

/** The promises between the parts of a book that a schema can't check: every id once, every folder known, every shortcut once. */
export function tidiedMessages(book: MessageBook, newId: () => string): MessageBook {
  const folders = [...new Map(book.folders.map((folder) => [folder.id, folder])).values()]
  const known = new Set<string | null>(folders.map(({ id }) => id))
  const ids = new Set<string>()
  const shortcuts = new Set<string>()
  const messages = book.messages.map((message) => {
    const id = ids.has(message.id) ? newId() : message.id
    const shortcut = message.shortcut !== null && shortcuts.has(message.shortcut) ? null : message.shortcut
    ids.add(id)
    if (shortcut !== null) shortcuts.add(shortcut)
    return { ...message, id, shortcut, folderId: known.has(message.folderId) ? message.folderId : null }
  })
  return { folders, messages }
}

/** Throws AppError too-many. */
function checkRoom(book: MessageBook): MessageBook {
  if (book.messages.length > limits.savedMessages) throw new AppError('too-many', t('engine.messages', { most: limits.savedMessages }))
  if (book.folders.length > limits.messageFolders) throw new AppError('too-many', t('engine.messageFolders', { most: limits.messageFolders }))
  const characters = book.messages.reduce((sum, { text }) => sum + text.length, 0)
  if (characters > limits.savedCharacters) throw new AppError('too-many', t('engine.messageCharacters', { most: limits.savedCharacters }))
  return book
}

function checkFolder(book: MessageBook, id: string | null): void {
  if (id !== null && book.folders.every((folder) => folder.id !== id)) throw new AppError('not-found', t('engine.goneFolder'))
}
