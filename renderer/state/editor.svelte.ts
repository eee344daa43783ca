import type { Profile } from '../../shared/profile'
import { Draft } from './draft.svelte'
import type { Profiles } from './profiles.svelte'

/** Which profile is being edited, if any. */
export class Editor {
  draft = $state.raw<Draft | null>(null)
  readonly #profiles: Profiles

  constructor(profiles: Profiles) {
    this.#profiles = profiles
  }

  /** A draft that is open stays: what was typed there is not lost to a shortcut. */
  create(about: Partial<Profile> = {}): void {
    this.draft ??= new Draft(this.#profiles.blank({ name: '', ...about }), true)
  }

  edit(profile: Profile): void {
    this.draft ??= new Draft(profile, false)
  }

  close(): void {
    this.draft = null
  }

  /** Saves what was typed; null when it does not fit yet, and the draft then shows where. */
  async save(): Promise<Profile | null> {
    const profile = this.draft?.finished() ?? null
    return profile === null ? null : this.#profiles.save(profile)
  }
}
