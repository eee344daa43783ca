import { limits } from '../../shared/limits'
import type { Environments as Saved, Variable } from '../../shared/environment'
import { t } from '../../shared/words/words'
import { ScopeDraft, type Sealer } from './scope-draft.svelte'

/** An environment taken away, and all that is needed to put it back. */
interface Removed {
  scope: ScopeDraft
  index: number
  chosen: boolean
}

export const globalId = 'global'

/** The environments being edited in their dialog; nothing of it holds before it is saved. */
export class EnvironmentsDraft {
  readonly global: ScopeDraft
  environments = $state.raw<ScopeDraft[]>([])
  /** null: none. */
  chosenId = $state<string | null>(null)
  /** Which scope is looked at. */
  shownId = $state(globalId)
  removed = $state.raw<Removed | null>(null)
  readonly shown: ScopeDraft = $derived.by(() => this.environments.find(({ id }) => id === this.shownId) ?? this.global)
  readonly full: boolean = $derived(this.environments.length >= limits.environments)
  readonly #sealer: Sealer
  readonly #before: string
  #told = $state(false)

  constructor(saved: Saved, sealer: Sealer) {
    this.#sealer = sealer
    this.global = new ScopeDraft({ id: globalId, name: t('environments.global'), variables: saved.global }, sealer)
    this.environments = saved.environments.map((environment) => new ScopeDraft(environment, sealer))
    this.chosenId = saved.chosenId
    this.shownId = saved.chosenId ?? globalId
    this.#before = JSON.stringify(this.#form())
  }

  get dirty(): boolean {
    return JSON.stringify(this.#form()) !== this.#before
  }

  /** The one in use gives its variables to every `{{name}}`. */
  choose(id: string | null): void {
    this.chosenId = id
  }

  add(): void {
    if (!this.full) this.#put(this.environments.length, this.#freeName(t('environments.newName')), [])
  }

  duplicate(scope: ScopeDraft): void {
    if (!this.full) this.#put(this.environments.indexOf(scope) + 1, this.#freeName(t('environments.copyName', { name: scope.name }).slice(0, limits.nameLength)), scope.variables)
  }

  /** Can be undone until the next one is taken away. */
  remove(scope: ScopeDraft): void {
    const index = this.environments.indexOf(scope)
    if (index === -1) return
    this.removed = { scope, index, chosen: this.chosenId === scope.id }
    this.environments = this.environments.filter((each) => each !== scope)
    if (this.chosenId === scope.id) this.chosenId = null
    if (this.shownId === scope.id) this.shownId = (this.environments[index] ?? this.environments[index - 1] ?? this.global).id
  }

  undo(): void {
    if (this.removed === null || this.full) return
    const { scope, index, chosen } = this.removed
    this.environments = [...this.environments.slice(0, index), scope, ...this.environments.slice(index)]
    if (chosen) this.chosenId = scope.id
    this.shownId = scope.id
    this.removed = null
  }

  /** Says what is wrong with an environment's name, or null. */
  nameProblem(scope: ScopeDraft): string | null {
    if (scope === this.global) return null
    const name = scope.name.trim()
    if (name === '') return this.#told ? t('environments.nameNeeded') : null
    return this.environments.some((other) => other !== scope && other.name.trim() === name) ? t('environments.nameTaken') : null
  }

  /** Something in it doesn't fit, as far as that was told. */
  hasError(scope: ScopeDraft): boolean {
    return this.nameProblem(scope) !== null || (scope.told && scope.problems.size > 0)
  }

  /** When no value is on its way to its place any more. */
  async settled(): Promise<void> {
    await Promise.all([this.global, ...this.environments].map((scope) => scope.settled()))
  }

  /** All of it as it was typed; null when something doesn't fit, and that is then shown. */
  finished(): Saved | null {
    this.#told = true
    const scopes = [this.global, ...this.environments]
    for (const scope of scopes) scope.told = true
    const wrong = [this.shown, ...scopes].find((scope) => this.hasError(scope))
    if (wrong !== undefined) {
      this.shownId = wrong.id
      return null
    }
    return this.#form()
  }

  #form(): Saved {
    return {
      global: this.global.variables,
      environments: this.environments.map(({ id, name, variables }) => ({ id, name: name.trim(), variables })),
      chosenId: this.chosenId,
    }
  }

  #put(index: number, name: string, variables: readonly Variable[]): void {
    const scope = new ScopeDraft({ id: crypto.randomUUID(), name, variables }, this.#sealer)
    this.environments = [...this.environments.slice(0, index), scope, ...this.environments.slice(index)]
    this.shownId = scope.id
  }

  #freeName(wanted: string): string {
    const taken = new Set(this.environments.map(({ name }) => name))
    const number = [...Array(limits.environments + 1).keys()].find((count) => !taken.has(count === 0 ? wanted : `${wanted} ${count + 1}`)) ?? 0
    return number === 0 ? wanted : `${wanted} ${number + 1}`
  }
}
