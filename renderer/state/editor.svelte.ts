import type { Api } from '../api'
import type { Folder, Profile } from '../../shared/profile'
import { t } from '../../shared/words/words'
import { ProfileDraft } from './draft.svelte'
import { FolderDraft } from './folder-draft.svelte'
import { DefaultsDraft, OpeningDraft } from './opening-draft.svelte'
import type { LayerBelow } from './options/options-draft.svelte'
import type { Profiles } from './profiles.svelte'
import type { Settings } from './settings.svelte'

export type Draft = ProfileDraft | FolderDraft | DefaultsDraft | OpeningDraft

/** What is being edited, if anything: a profile, a folder's options, the defaults, or those of one opening. */
export class Editor {
  draft = $state.raw<Draft | null>(null)
  readonly #api: Api
  readonly #profiles: Profiles
  readonly #settings: Settings

  constructor(api: Api, profiles: Profiles, settings: Settings) {
    this.#api = api
    this.#profiles = profiles
    this.#settings = settings
  }

  /** A draft that is open stays: what was typed there is not lost to a shortcut. */
  create(about: Partial<Profile> = {}): void {
    this.draft ??= new ProfileDraft(this.#profiles.blank({ name: '', ...about }), true, (folderId) => this.#belowProfile(folderId))
  }

  edit(profile: Profile): void {
    this.draft ??= new ProfileDraft(profile, false, (folderId) => this.#belowProfile(folderId))
  }

  editFolder(folder: Folder): void {
    this.draft ??= new FolderDraft(folder, () => [this.#defaults()])
  }

  editDefaults(): void {
    this.draft ??= new DefaultsDraft(this.#settings.defaults)
  }

  /** Sockets of several profiles have no one layer below but the defaults: what is not set stays as each profile has it. */
  openWith(profileIds: readonly string[], count: number): void {
    const [only] = profileIds.length === 1 ? profileIds : []
    const folderIds = new Set(profileIds.map((id) => this.#profiles.byId.get(id)?.folderId ?? null))
    const [folderId = null] = folderIds.size === 1 ? folderIds : []
    this.draft ??= new OpeningDraft({ ids: profileIds, folderId }, count, () => {
      const profile = this.#profiles.byId.get(only ?? '')
      return profile === undefined ? [this.#defaults()] : [...this.#belowProfile(profile.folderId), { words: t('profile.from.profile'), options: profile.options }]
    })
  }

  close(): void {
    this.draft = null
  }

  /** Saves a profile as it was typed; null when it does not fit yet, and the draft then shows where. */
  async saveProfile(draft: ProfileDraft): Promise<Profile | null> {
    const profile = draft.finished()
    return profile === null ? null : this.#profiles.save(profile)
  }

  /** The same for a folder or the defaults: whether it was saved. */
  async save(draft: FolderDraft | DefaultsDraft): Promise<boolean> {
    if (draft.kind === 'folder') {
      const folder = draft.finished()
      if (folder !== null) await this.#profiles.saveFolder(folder)
      return folder !== null
    }
    const defaults = draft.finished()
    if (defaults !== null) await this.#settings.setDefaults(defaults)
    return defaults !== null
  }

  /** A file that the person chooses; null: none. */
  async chooseFile(): Promise<string | null> {
    const { path } = await this.#api.call('files.choose', {})
    return path
  }

  #belowProfile(folderId: string | null): readonly LayerBelow[] {
    const folder = this.#profiles.book.folders.find(({ id }) => id === folderId)
    return folder === undefined ? [this.#defaults()] : [this.#defaults(), { words: t('profile.from.folder', { name: folder.name }), options: folder.options }]
  }

  #defaults(): LayerBelow {
    return { words: t('profile.from.defaults'), options: this.#settings.defaults }
  }
}
