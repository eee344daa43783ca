import type { Api } from '../api'
import type { ExportReport, ImportReport, StartReply } from '../../shared/contract'
import { isEmptyImport, type Imported } from '../../shared/imported'
import { newFolder, newProfile, profileColors, type Folder, type Profile, type ProfileBook } from '../../shared/profile'

export type TreeRow =
  | { kind: 'folder'; id: string; level: 1; folder: Folder; expanded: boolean; profileIds: string[]; place: number; of: number }
  | { kind: 'profile'; id: string; level: 1 | 2; profile: Profile; place: number; of: number }

export class Profiles {
  readonly colors = profileColors
  book = $state.raw<ProfileBook>({ folders: [], profiles: [] })
  query = $state('')
  readonly byId = $derived(new Map(this.book.profiles.map((profile) => [profile.id, profile])))
  readonly #folderNames = $derived(new Map(this.book.folders.map((folder) => [folder.id, folder.name])))
  /** What the sidebar shows, top to bottom: folders with their profiles, then the profiles outside of any folder. */
  readonly rows = $derived(treeRows(this.book, this.query.trim().toLowerCase()))
  readonly #api: Api

  constructor(api: Api) {
    this.#api = api
    api.on('profiles.changed', (book) => {
      this.book = book
    })
  }

  start(reply: StartReply): void {
    this.book = reply.book
  }

  /** Empty: none. */
  folderName(id: string | null): string {
    return id === null ? '' : (this.#folderNames.get(id) ?? '')
  }

  blank(about: Partial<Profile> = {}): Profile {
    return newProfile(crypto.randomUUID(), about)
  }

  async save(profile: Profile): Promise<Profile> {
    return this.#api.call('profiles.save', { profile })
  }

  async duplicate(id: string): Promise<Profile> {
    return this.#api.call('profiles.duplicate', { id })
  }

  /** Takes profiles away; the answer puts them back where they were. */
  async remove(ids: readonly string[]): Promise<() => Promise<void>> {
    const { removed } = await this.#api.call('profiles.remove', { ids: [...ids] })
    return async () => {
      await this.#api.call('profiles.restore', { removed })
    }
  }

  async move(ids: readonly string[], folderId: string | null, beforeId: string | null): Promise<void> {
    await this.#api.call('profiles.move', { ids: [...ids], folderId, beforeId })
  }

  async importFile(): Promise<ImportReport> {
    return this.#api.call('profiles.import', {})
  }

  /** Undo of an import; null where it added nothing. */
  takingBack(imported: Imported): (() => Promise<void>) | null {
    if (isEmptyImport(imported)) return null
    return async () => {
      await this.#api.call('imports.takeBack', { imported })
    }
  }

  async exportFile(ids: readonly string[] | null): Promise<ExportReport> {
    return this.#api.call('profiles.export', { ids: ids === null ? null : [...ids] })
  }

  /** A folder with its profiles in one file, without secrets. */
  async exportFolder(id: string): Promise<ExportReport> {
    return this.#api.call('folders.export', { id })
  }

  async addFolder(name: string): Promise<Folder> {
    const folder = newFolder(crypto.randomUUID(), { name })
    await this.#api.call('folders.save', { folder })
    return folder
  }

  async saveFolder(folder: Folder): Promise<void> {
    await this.#api.call('folders.save', { folder })
  }

  async renameFolder(folder: Folder, name: string): Promise<void> {
    await this.#api.call('folders.save', { folder: { ...folder, name } })
  }

  async collapseFolder(folder: Folder, collapsed: boolean): Promise<void> {
    await this.#api.call('folders.save', { folder: { ...folder, collapsed } })
  }

  /** Takes a folder away, not its profiles; the answer puts it back as it was. */
  async removeFolder(folder: Folder): Promise<() => Promise<void>> {
    const { folders, profiles } = this.book
    const inside = profiles.filter((profile) => profile.folderId === folder.id).map((profile) => profile.id)
    const beforeId = folders[folders.findIndex(({ id }) => id === folder.id) + 1]?.id ?? null
    await this.#api.call('folders.remove', { id: folder.id })
    return async () => {
      await this.#api.call('folders.save', { folder })
      if (beforeId !== null) await this.moveFolder(folder.id, beforeId)
      const kept = inside.filter((id) => this.byId.has(id))
      if (kept.length > 0) await this.move(kept, folder.id, null)
    }
  }

  async moveFolder(id: string, beforeId: string | null): Promise<void> {
    await this.#api.call('folders.move', { id, beforeId })
  }

  /** Moves one row past its neighbour; a profile at the edge of its folder stays. */
  async step(row: TreeRow, by: -1 | 1): Promise<void> {
    const siblings = row.kind === 'folder' ? this.book.folders : this.book.profiles.filter((profile) => profile.folderId === row.profile.folderId)
    const from = siblings.findIndex((sibling) => sibling.id === row.id)
    const to = from + by
    if (from === -1 || to < 0 || to >= siblings.length) return
    const beforeId = (by === -1 ? siblings[to]?.id : siblings[to + 1]?.id) ?? null
    if (row.kind === 'folder') await this.moveFolder(row.id, beforeId)
    else await this.move([row.id], row.profile.folderId, beforeId)
  }
}

function matches(profile: Profile, query: string): boolean {
  return [profile.name, profile.url, ...profile.tags].some((text) => text.toLowerCase().includes(query))
}

function treeRows(book: ProfileBook, query: string): TreeRow[] {
  const searching = query !== ''
  const known = new Set(book.folders.map((folder) => folder.id))
  const inside = (folderId: string | null) =>
    book.profiles.filter((profile) => (profile.folderId !== null && known.has(profile.folderId) ? profile.folderId : null) === folderId)
  const groups = book.folders
    .map((folder) => {
      const all = inside(folder.id)
      return { folder, shown: folder.name.toLowerCase().includes(query) ? all : all.filter((profile) => matches(profile, query)) }
    })
    .filter(({ folder, shown }) => !searching || shown.length > 0 || folder.name.toLowerCase().includes(query))
  const loose = inside(null).filter((profile) => matches(profile, query))
  const of = groups.length + loose.length

  const rows: TreeRow[] = []
  for (const [index, { folder, shown }] of groups.entries()) {
    const expanded = searching || !folder.collapsed
    rows.push({ kind: 'folder', id: folder.id, level: 1, folder, expanded, profileIds: shown.map((profile) => profile.id), place: index + 1, of })
    if (expanded) for (const [at, profile] of shown.entries()) rows.push({ kind: 'profile', id: profile.id, level: 2, profile, place: at + 1, of: shown.length })
  }
  for (const [at, profile] of loose.entries()) rows.push({ kind: 'profile', id: profile.id, level: 1, profile, place: groups.length + at + 1, of })
  return rows
}
