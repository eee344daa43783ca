/** Files: how the person chooses them, and profiles and decks to and from one JSON file. */
import type { ExportFormat } from '../../shared/capture'
import type { ExportReport, ImportReport } from '../../shared/contract'
import { nothingImported } from '../../shared/imported'
import { sharedEnding } from '../../shared/opening'
import type { Payload } from '../../shared/schemas'
import type { SavedDecks } from '../store/decks'
import type { Profiles } from '../store/profiles'
import { readExport, type ExportText } from '../store/transfer'
import { safeName } from './captures'

/** How files are chosen, read and written; null: the person cancelled. */
export interface FileDialogs {
  /** Throws AppError file-unwritable. */
  saveText(suggestedName: string, text: string): Promise<{ file: string } | null>
  /** A file that the page has made; `name` is without an ending. Throws AppError file-unwritable. */
  saveMade(name: string, kind: 'png' | 'csv' | 'zip', bytes: Uint8Array): Promise<{ file: string } | null>
  /** Throws AppError file-unreadable, import-too-large or import-not-json (not UTF-8). */
  openText(): Promise<{ file: string; text: string } | null>
  /** The same of a file that another tool made. */
  openConnections(): Promise<{ file: string; text: string } | null>
  /** A file of certificates or keys: its path. */
  chooseKeyFile(): Promise<string | null>
  /** Where an export of the log goes; `name` is without an ending. */
  placeExport(name: string, format: ExportFormat): Promise<string | null>
  /** What to import as a capture. */
  chooseImport(): Promise<string | null>
  /** Shows a file or folder in the system's file manager. */
  reveal(file: string): void
}

interface Stores {
  profiles: Profiles
  savedDecks: SavedDecks
}

export function exportProfiles(profiles: Profiles, dialogs: FileDialogs, ids: readonly string[] | null): Promise<ExportReport> {
  return save(dialogs, 'sockdeck-profiles', profiles.exportText(ids))
}

export async function saveFile(dialogs: FileDialogs, { name, kind, base64 }: Payload<'files.save'>): Promise<{ file: string | null }> {
  const saved = await dialogs.saveMade(safeName(name) || 'sockdeck', kind, Buffer.from(base64, 'base64'))
  return { file: saved?.file ?? null }
}

/** Throws AppError not-found. */
export function exportFolder(profiles: Profiles, dialogs: FileDialogs, id: string): Promise<ExportReport> {
  const name = profiles.book.folders.find((folder) => folder.id === id)?.name ?? ''
  return save(dialogs, safeName(name) || 'sockdeck-folder', profiles.exportFolder(id))
}

/** What it has of profiles that were deleted since stays out. Throws AppError not-found. */
export function exportDeck({ profiles, savedDecks }: Stores, dialogs: FileDialogs, id: string): Promise<ExportReport> {
  const deck = savedDecks.get(id)
  const items = deck.items.filter(({ profileId }) => profiles.find(profileId) !== null)
  return save(dialogs, safeName(deck.name) || 'sockdeck-deck', profiles.exportText(items.map(({ profileId }) => profileId), [{ ...deck, items }]))
}

async function save(dialogs: FileDialogs, name: string, { text, profiles, secretsLeft }: ExportText): Promise<ExportReport> {
  const saved = await dialogs.saveText(`${name}.${sharedEnding}`, text)
  return saved === null ? { file: null, count: 0, secretsLeft: 0 } : { file: saved.file, count: profiles, secretsLeft }
}

/** The stores are untouched when the file is refused: see `takeShared`. */
export async function importProfiles(stores: Stores, dialogs: FileDialogs): Promise<ImportReport> {
  const opened = await dialogs.openText()
  if (opened === null) return { file: null, added: 0, skipped: 0, folders: 0, decks: 0, imported: nothingImported }
  return { file: opened.file, ...takeShared(stores, opened.text) }
}

/**
 * Refused before anything is kept, or kept whole. Throws AppError import-too-large, import-not-json, import-future-version,
 * import-invalid, too-many or store-write.
 */
export function takeShared({ profiles, savedDecks }: Stores, text: string): Omit<ImportReport, 'file'> {
  const shared = readExport(text)
  const before = profiles.book
  const merged = profiles.merged(shared)
  const decks = savedDecks.fresh(shared.decks, merged.ids)
  profiles.take(merged)
  savedDecks.add(decks)
  return {
    ...merged.report,
    decks: decks.length,
    imported: {
      profileIds: newIds(before.profiles, merged.book.profiles),
      folderIds: newIds(before.folders, merged.book.folders),
      deckIds: decks.map(({ id }) => id),
      variables: { folderId: null, names: [] },
    },
  }
}

function newIds(before: readonly { id: string }[], after: readonly { id: string }[]): string[] {
  const known = new Set(before.map(({ id }) => id))
  return after.map(({ id }) => id).filter((id) => !known.has(id))
}
