/** Files: how the person chooses them, and profiles to and from one JSON file. */
import type { ExportFormat } from '../../shared/capture'
import type { ExportReport, ImportReport } from '../../shared/contract'
import type { Profiles } from '../store/profiles'

/** How files are chosen, read and written; null: the person cancelled. */
export interface FileDialogs {
  /** Throws AppError file-unwritable. */
  saveText(suggestedName: string, text: string): Promise<{ file: string } | null>
  /** Throws AppError file-unreadable, import-too-large or import-not-json (not UTF-8). */
  openText(): Promise<{ file: string; text: string } | null>
  /** Where an export of the log goes; `name` is without an ending. */
  placeExport(name: string, format: ExportFormat): Promise<string | null>
  /** What to import as a capture. */
  chooseImport(): Promise<string | null>
  /** Shows a file or folder in the system's file manager. */
  reveal(file: string): void
}

export async function exportProfiles(profiles: Profiles, dialogs: FileDialogs, ids: readonly string[] | null): Promise<ExportReport> {
  const wanted = ids === null ? null : new Set(ids)
  const count = profiles.book.profiles.filter((profile) => wanted?.has(profile.id) ?? true).length
  const saved = await dialogs.saveText('sockdeck-profiles.json', profiles.exportText(ids === null ? null : [...ids]))
  return { file: saved?.file ?? null, count: saved === null ? 0 : count }
}

/** The store is untouched when the file is refused: AppError import-not-json, import-future-version or import-invalid. */
export async function importProfiles(profiles: Profiles, dialogs: FileDialogs): Promise<ImportReport> {
  const opened = await dialogs.openText()
  if (opened === null) return { file: null, added: 0, skipped: 0, folders: 0 }
  return { file: opened.file, ...profiles.importText(opened.text) }
}
