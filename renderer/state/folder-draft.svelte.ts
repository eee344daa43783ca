import { safeParse } from 'valibot'
import { folderSchema, type Folder } from '../../shared/profile'
import type { Variable } from '../../shared/environment'
import { t } from '../../shared/words/words'
import { OptionsDraft, type LayerBelow } from './options/options-draft.svelte'

/** A folder being edited: its name, its variables, its cookie jar, and the options that its profiles inherit. */
export class FolderDraft {
  readonly kind = 'folder'
  readonly id: string
  readonly options: OptionsDraft
  form: Omit<Folder, 'options' | 'id'> = $state() as Folder
  #touched = $state.raw<ReadonlySet<string>>(new Set())
  #told = $state(false)
  readonly #before: string
  readonly #problems: ReadonlyMap<string, string> = $derived.by(() => this.#findProblems())
  readonly dirty: boolean = $derived.by(() => this.options.dirty || asText(this.form) !== this.#before)

  constructor(folder: Folder, below: () => readonly LayerBelow[] = () => []) {
    const { id, options, ...form } = structuredClone(folder)
    this.id = id
    this.form = form
    this.options = new OptionsDraft(options, below)
    this.#before = asText(form)
  }

  error(field: string): string | null {
    return this.#told || this.#touched.has(field) ? (this.#problems.get(field) ?? null) : null
  }

  hasError(...prefixes: string[]): boolean {
    return [...this.#problems.keys()].some((field) => prefixes.some((prefix) => field.startsWith(prefix)) && this.error(field) !== null)
  }

  touch(field: string): void {
    this.#touched = new Set([...this.#touched, field])
  }

  addVariables(...variables: Variable[]): void {
    this.form.variables.push(...variables)
  }

  removeVariable(index: number): void {
    this.form.variables.splice(index, 1)
  }

  /** The whole folder, or null with every problem told. */
  finished(): Folder | null {
    this.#told = true
    const options = this.options.finished()
    if (options === null || this.#problems.size > 0) return null
    const { variables, ...form } = $state.snapshot(this.form)
    return { id: this.id, ...form, name: form.name.trim(), variables: variables.filter(said), options }
  }

  #findProblems(): Map<string, string> {
    const { variables, ...form } = $state.snapshot(this.form)
    const places = variables.flatMap((variable, place) => (said(variable) ? [place] : []))
    const found = new Map<string, string>()
    for (const issue of safeParse(folderSchema, { id: this.id, ...form, variables: variables.filter(said), options: {} }).issues ?? []) {
      const keys = (issue.path ?? []).map(({ key }) => String(key))
      if (keys[0] === 'variables' && keys.length > 1) keys[1] = String(places[Number(keys[1])] ?? 0)
      if (!found.has(keys.join('.'))) found.set(keys.join('.'), issue.message)
    }
    for (const [place, { name }] of variables.entries()) {
      if (name !== '' && variables.findIndex((other) => other.name === name) < place) found.set(`variables.${place}.name`, t('profile.twice', { name }))
    }
    return found
  }
}

function said({ name, value }: Variable): boolean {
  return name.trim() !== '' || value !== ''
}

function asText({ variables, ...form }: Omit<Folder, 'options' | 'id'>): string {
  return JSON.stringify({ ...form, variables: variables.filter(said) })
}
