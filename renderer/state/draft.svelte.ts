import { safeParse } from 'valibot'
import { profileSchema, type Profile } from '../../shared/profile'
import type { SecretRef } from '../../shared/secret'
import { t } from '../../shared/words/words'
import { OptionsDraft, type LayerBelow } from './options/options-draft.svelte'
import type { SplitUrl } from './options/split-url'

/** What a profile says about itself, as it is typed: tags are still text. */
export interface Form extends Omit<Profile, 'tags' | 'options' | 'id'> {
  tags: string
}

/** A profile being edited: what was typed, what is wrong with it, and whether it may be told yet. */
export class ProfileDraft {
  readonly kind = 'profile'
  readonly id: string
  readonly isNew: boolean
  readonly options: OptionsDraft
  form: Form = $state() as Form
  #touched = $state.raw<ReadonlySet<string>>(new Set())
  #told = $state(false)
  readonly #before: string
  readonly #problems: ReadonlyMap<string, string> = $derived.by(() => problems(this.typed))
  /** As it would be saved, although it may not fit yet. */
  readonly typed: Profile = $derived.by(() => this.#typedProfile())
  readonly dirty: boolean = $derived.by(() => this.options.dirty || JSON.stringify(this.form) !== this.#before)

  constructor(profile: Profile, isNew: boolean, below: (folderId: string | null) => readonly LayerBelow[] = () => []) {
    const { id, options, tags, ...rest } = profile
    this.id = id
    this.isNew = isNew
    this.form = { ...rest, tags: tags.join(', ') }
    this.options = new OptionsDraft(options, () => below(this.form.folderId))
    this.#before = JSON.stringify(this.form)
  }

  /** What is wrong now, told or not. */
  get problem(): string | null {
    return this.#problems.get('url') ?? (this.options.fits ? null : t('profile.notFit'))
  }

  /** The problem of a field, once it was left or a save was tried. */
  error(field: keyof Form): string | null {
    return this.#told || this.#touched.has(field) ? (this.#problems.get(field) ?? null) : null
  }

  hasError(...fields: (keyof Form)[]): boolean {
    return fields.some((field) => this.error(field) !== null)
  }

  touch(field: keyof Form): void {
    this.#touched = new Set([...this.#touched, field])
  }

  /** Moves what a URL carried to where it is edited; its password is kept under this reference. */
  take({ bare, query, user, password }: SplitUrl, passwordRef: SecretRef): void {
    this.form.url = bare
    if (query.length > 0) this.options.add('request.query', ...query)
    if (user + password !== '') this.options.set('auth', { kind: 'basic', user, password: passwordRef })
  }

  /** The whole profile, or null with every problem told. */
  finished(): Profile | null {
    this.#told = true
    const options = this.options.finished()
    const checked = safeParse(profileSchema, this.typed)
    return checked.success && options !== null ? checked.output : null
  }

  #typedProfile(): Profile {
    const { tags, ...rest } = $state.snapshot(this.form)
    return { id: this.id, ...rest, tags: listOf(tags), options: this.options.overrides }
  }
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** The first problem of each field that is not an option, by the field's name. */
function problems(profile: Profile): Map<string, string> {
  const found = new Map<string, string>()
  for (const issue of safeParse(profileSchema, { ...profile, options: {} }).issues ?? []) {
    const key = issue.path?.[0].key
    const field = typeof key === 'string' ? key : ''
    if (!found.has(field)) found.set(field, issue.message)
  }
  return found
}
