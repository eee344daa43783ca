import type { ConnectionSnapshot } from '../../shared/connection'
import { variablesInScope, type Variable } from '../../shared/environment'
import { dynamicNames } from '../../shared/template'
import type { Environments } from './environments.svelte'
import type { Profiles } from './profiles.svelte'

const dynamic: ReadonlySet<string> = new Set(dynamicNames)

/** A name that can stand in `{{…}}`, and where its value comes from. */
export interface ScopeName {
  name: string
  from: 'global' | 'folder' | 'environment' | 'dynamic'
}

/** Which variables are known where: global ones, the folder's, those of the chosen environment, and those that make their own values. */
export class Scope {
  readonly #environments: Environments
  readonly #profiles: Profiles
  readonly #byFolder: ReadonlyMap<string | null, ReadonlyMap<string, Variable>> = $derived.by(() => {
    const { saved } = this.#environments
    const folders = this.#profiles.book.folders.map(({ id, variables }) => [id, variablesInScope(saved, variables)] as const)
    return new Map<string | null, ReadonlyMap<string, Variable>>([[null, variablesInScope(saved, [])], ...folders])
  })

  constructor(environments: Environments, profiles: Profiles) {
    this.#environments = environments
    this.#profiles = profiles
  }

  /** For a field of a profile in this folder (null: of none). */
  knows(name: string, folderId: string | null): boolean {
    return dynamic.has(name) || this.#variables(folderId).has(name)
  }

  /** What is known of it in this folder; null: nothing, or it makes its own values. */
  variable(name: string, folderId: string | null): Variable | null {
    return this.#variables(folderId).get(name) ?? null
  }

  /** As `knows`, with the variables of a folder as they are being edited. */
  knowsWith(name: string, folder: readonly Variable[]): boolean {
    return dynamic.has(name) || variablesInScope(this.#environments.saved, folder).has(name)
  }

  /** What can be written in these folders, in the order of the alphabet, dynamic names last. */
  names(folderIds: readonly (string | null)[]): ScopeName[] {
    const { global, chosenId, environments } = this.#environments.saved
    const chosen = new Set(environments.find(({ id }) => id === chosenId)?.variables.map(({ name }) => name))
    const everywhere = new Set(global.map(({ name }) => name))
    const all = new Set(folderIds.flatMap((folderId) => [...this.#variables(folderId).keys()]))
    const from = (name: string) => (chosen.has(name) ? 'environment' : everywhere.has(name) ? 'global' : 'folder')
    const known = [...all].sort((a, b) => a.localeCompare(b)).map((name): ScopeName => ({ name, from: from(name) }))
    return [...known, ...dynamicNames.map((name): ScopeName => ({ name, from: 'dynamic' }))]
  }

  /** In which folder a socket's variables are looked up: its profile's. */
  unknownTo(sockets: readonly ConnectionSnapshot[], name: string): number {
    return sockets.filter(({ folderId }) => !this.knows(name, folderId)).length
  }

  #variables(folderId: string | null): ReadonlyMap<string, Variable> {
    const byFolder = this.#byFolder
    return byFolder.get(folderId) ?? byFolder.get(null) ?? new Map<string, Variable>()
  }
}
