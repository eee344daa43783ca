import type { MessageBook, MessageFolder, SavedMessage } from '../../shared/saved-message'

/** A line of the tree of saved messages. `place` of `of` siblings, from 1. */
export type MessageRow =
  | { kind: 'folder'; id: string; level: 1; folder: MessageFolder; expanded: boolean; messageIds: string[]; place: number; of: number }
  | { kind: 'message'; id: string; level: 1 | 2; message: SavedMessage; place: number; of: number }

export interface Wanted {
  /** Lower case; empty: all of them. */
  query: string
  /** Profiles whose own messages are wanted beside the shared ones; null: those of every profile. */
  profileIds: ReadonlySet<string> | null
}

/** Folders with their messages, then the messages outside of any folder. A search shows what it hits, folders open. */
export function messageRows({ folders, messages }: MessageBook, { query, profileIds }: Wanted): MessageRow[] {
  const wanted = messages.filter(({ profileId }) => profileIds === null || profileId === null || profileIds.has(profileId))
  const known = new Set(folders.map(({ id }) => id))
  const homeOf = ({ folderId }: SavedMessage) => (folderId !== null && known.has(folderId) ? folderId : null)
  const inside = (folderId: string | null) => wanted.filter((message) => homeOf(message) === folderId)
  const hit = (message: SavedMessage) => `${message.name}\n${message.text}`.toLowerCase().includes(query)
  const groups = folders
    .map((folder) => ({ folder, shown: folder.name.toLowerCase().includes(query) ? inside(folder.id) : inside(folder.id).filter(hit) }))
    .filter(({ folder, shown }) => query === '' || shown.length > 0 || folder.name.toLowerCase().includes(query))
  const loose = inside(null).filter(hit)
  const of = groups.length + loose.length
  const line = (message: SavedMessage, level: 1 | 2, place: number, all: number): MessageRow => ({ kind: 'message', id: message.id, level, message, place, of: all })
  return [
    ...groups.flatMap(({ folder, shown }, index): MessageRow[] => {
      const expanded = query !== '' || !folder.collapsed
      const head: MessageRow = { kind: 'folder', id: folder.id, level: 1, folder, expanded, messageIds: shown.map(({ id }) => id), place: index + 1, of }
      return [head, ...(expanded ? shown.map((message, at) => line(message, 2, at + 1, shown.length)) : [])]
    }),
    ...loose.map((message, at) => line(message, 1, groups.length + at + 1, of)),
  ]
}
