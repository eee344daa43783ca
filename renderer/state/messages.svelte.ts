import type { Api } from '../api'
import type { StartReply } from '../../shared/contract'
import type { ComposedMessage } from '../../shared/payload'
import type { MessageBook, MessageFolder, SavedMessage } from '../../shared/saved-message'
import type { Composer } from './composer.svelte'
import { messageRows, type MessageRow } from './message-rows'
import type { Selection } from './selection.svelte'

export interface MessageRooms {
  composer: Composer
  selection: Selection
}

/** What is asked for before a message is saved; `id` null: it is new. */
export interface MessageDraft {
  id: string | null
  name: string
  folderId: string | null
  profileId: string | null
  shortcut: string | null
  message: ComposedMessage
}

/** Saved messages as a tree, and the one that the composer holds. */
export class Messages {
  book = $state.raw<MessageBook>({ folders: [], messages: [] })
  query = $state('')
  /** Also those of profiles that no ticked socket has. */
  everyone = $state(false)
  /** The dialog that saves one; null: closed. */
  draft = $state<MessageDraft | null>(null)
  /** The one that was put into the composer last. */
  #takenId = $state<string | null>(null)
  readonly #profileIds: ReadonlySet<string> | null = $derived.by(() => {
    const { profileIds } = this.#rooms.selection
    return this.everyone || profileIds.size === 0 ? null : profileIds
  })
  readonly rows: MessageRow[] = $derived.by(() => messageRows(this.book, { query: this.query.trim().toLowerCase(), profileIds: this.#profileIds }))
  /** Those of other profiles, left out now. */
  readonly hidden: number = $derived.by(() => {
    const ids = this.#profileIds
    return ids === null ? 0 : this.book.messages.filter(({ profileId }) => profileId !== null && !ids.has(profileId)).length
  })
  /** The saved one that the composer was filled from, if it says something else by now. */
  readonly changed: SavedMessage | null = $derived.by(() => {
    const { text, format } = this.#rooms.composer
    const taken = this.book.messages.find(({ id }) => id === this.#takenId)
    return taken === undefined || text === '' || (taken.text === text && taken.format === format) ? null : taken
  })
  readonly #api: Api
  readonly #rooms: MessageRooms

  constructor(api: Api, rooms: MessageRooms) {
    this.#api = api
    this.#rooms = rooms
    api.on('messages.changed', (book) => {
      this.book = book
    })
  }

  start(reply: StartReply): void {
    this.book = reply.messages
  }

  /** Puts it into the composer. */
  take(message: SavedMessage): void {
    this.#rooms.composer.take({ format: message.format, text: message.text })
    this.#takenId = message.id
  }

  /** Sends it as it was saved; what is being written stays. */
  async send(message: SavedMessage): Promise<void> {
    await this.#rooms.composer.sendMessage({ format: message.format, text: message.text })
  }

  /** The one that these keys send; the newest wins where two have the same. */
  withShortcut(keys: string): SavedMessage | null {
    return this.book.messages.findLast(({ shortcut }) => shortcut === keys) ?? null
  }

  /** Opens the dialog for what the composer holds, or for another message. */
  beginSave(message: ComposedMessage = { format: this.#rooms.composer.format, text: this.#rooms.composer.text }): void {
    this.draft = { id: null, name: nameFrom(message.text), folderId: null, profileId: null, shortcut: null, message }
  }

  beginEdit({ id, name, folderId, profileId, shortcut, format, text }: SavedMessage): void {
    this.draft = { id, name, folderId, profileId, shortcut, message: { format, text } }
  }

  /** Saves what the dialog holds, and closes it. */
  async saveDraft(): Promise<void> {
    if (this.draft === null) return
    const { id, message, ...about } = this.draft
    const saved = await this.save({ ...about, name: about.name.trim(), id: id ?? crypto.randomUUID(), ...message })
    this.#takenId = saved.id
    this.draft = null
  }

  /** The saved one gets what the composer says now. */
  async update(message: SavedMessage): Promise<() => Promise<void>> {
    const { text, format } = this.#rooms.composer
    await this.save({ ...message, text, format })
    return async () => {
      await this.save(message)
    }
  }

  async save(message: SavedMessage): Promise<SavedMessage> {
    return this.#api.call('messages.save', { message })
  }

  async duplicate(message: SavedMessage): Promise<void> {
    const copy = await this.save({ ...message, id: crypto.randomUUID(), shortcut: null })
    const after = this.book.messages[this.book.messages.findIndex(({ id }) => id === message.id) + 1]
    if (after !== undefined && after.id !== copy.id) await this.move([copy.id], copy.folderId, after.id)
  }

  /** Takes messages away; the answer puts them back where they were. */
  async remove(ids: readonly string[]): Promise<() => Promise<void>> {
    const { removed } = await this.#api.call('messages.remove', { ids: [...ids] })
    return async () => {
      await this.#api.call('messages.restore', { removed })
    }
  }

  async move(ids: readonly string[], folderId: string | null, beforeId: string | null): Promise<void> {
    await this.#api.call('messages.move', { ids: [...ids], folderId, beforeId })
  }

  async addFolder(name: string): Promise<MessageFolder> {
    const folder = { id: crypto.randomUUID(), name, collapsed: false }
    await this.saveFolder(folder)
    return folder
  }

  async saveFolder(folder: MessageFolder): Promise<void> {
    await this.#api.call('messageFolders.save', { folder })
  }

  /** Takes a folder away, not its messages; the answer puts it back as it was. */
  async removeFolder(folder: MessageFolder): Promise<() => Promise<void>> {
    const { folders, messages } = this.book
    const inside = messages.filter(({ folderId }) => folderId === folder.id).map(({ id }) => id)
    const beforeId = folders[folders.findIndex(({ id }) => id === folder.id) + 1]?.id ?? null
    await this.#api.call('messageFolders.remove', { id: folder.id })
    return async () => {
      await this.saveFolder(folder)
      if (beforeId !== null) await this.moveFolder(folder.id, beforeId)
      const kept = inside.filter((id) => this.book.messages.some((message) => message.id === id))
      if (kept.length > 0) await this.move(kept, folder.id, null)
    }
  }

  async moveFolder(id: string, beforeId: string | null): Promise<void> {
    await this.#api.call('messageFolders.move', { id, beforeId })
  }

  /** Moves one line past its neighbour; a message at the edge of its folder stays. */
  async step(row: MessageRow, by: -1 | 1): Promise<void> {
    const siblings = row.kind === 'folder' ? this.book.folders : this.book.messages.filter(({ folderId }) => folderId === row.message.folderId)
    const from = siblings.findIndex(({ id }) => id === row.id)
    const to = from + by
    if (from === -1 || to < 0 || to >= siblings.length) return
    const beforeId = (by === -1 ? siblings[to]?.id : siblings[to + 1]?.id) ?? null
    await (row.kind === 'folder' ? this.moveFolder(row.id, beforeId) : this.move([row.id], row.message.folderId, beforeId))
  }
}

/** The first words of a text, as the name to begin with. */
function nameFrom(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 40 ? `${line.slice(0, 39)}…` : line
}
