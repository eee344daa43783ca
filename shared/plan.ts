/** Plan: a profile with everything it inherits put together, as a connection uses it. */
import { inherited, type Layers } from './inherit'
import type { Options, Overrides } from './options'
import type { Folder, Profile, ProfileColor } from './profile'

/** Templates are not filled yet, and secrets are still references. */
export interface Plan extends Options {
  profileId: string
  name: string
  color: ProfileColor
  folderId: string | null
  url: string
}

export interface Inheritance {
  /** The person's own defaults. */
  defaults: Overrides
  folders: readonly Folder[]
}

/** What a profile's options are laid upon, and itself; `opening` is for one connection only. */
export function layersOf({ folderId, options }: Pick<Profile, 'folderId' | 'options'>, { defaults, folders }: Inheritance, opening: Overrides = {}): Layers {
  return [defaults, folders.find(({ id }) => id === folderId)?.options ?? {}, options, opening]
}

export function planOf(profile: Profile, inheritance: Inheritance, opening: Overrides = {}): Plan {
  const { id: profileId, name, color, folderId, url } = profile
  return { profileId, name, color, folderId, url, ...inherited(layersOf(profile, inheritance, opening)) }
}
