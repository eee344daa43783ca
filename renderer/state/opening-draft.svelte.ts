import type { Overrides } from '../../shared/options'
import { OptionsDraft, type LayerBelow } from './options/options-draft.svelte'

/** Options that lie below all folders and profiles: the person's own defaults. */
export class DefaultsDraft {
  readonly kind = 'defaults'
  readonly options: OptionsDraft

  constructor(options: Overrides) {
    this.options = new OptionsDraft(options)
  }

  get dirty(): boolean {
    return this.options.dirty
  }

  finished(): Overrides | null {
    return this.options.finished()
  }
}

/** Options for sockets that are about to be opened, and for these alone. */
export class OpeningDraft {
  readonly kind = 'opening'
  readonly profileIds: readonly string[]
  /** Whose variables are known; null: of none. */
  readonly folderId: string | null
  readonly options: OptionsDraft
  /** Sockets for each profile. */
  count = $state(1)

  constructor(profiles: { ids: readonly string[]; folderId: string | null }, count: number, below: () => readonly LayerBelow[]) {
    this.profileIds = profiles.ids
    this.folderId = profiles.folderId
    this.count = count
    this.options = new OptionsDraft({}, below)
  }

  get dirty(): boolean {
    return this.options.dirty
  }

  finished(): Overrides | null {
    return this.options.finished()
  }
}
