import { safeParse } from 'valibot'
import { limits } from '../../shared/limits'
import { profileSchema, type Header, type Profile } from '../../shared/profile'
import { fieldOf, fromText, numberFields, problemIn, toText, type NumberField } from './draft-fields'

/** A profile as it is typed: lists and numbers are still text. */
export interface Form extends Omit<Profile, 'tags' | 'protocols' | 'headers'> {
  tags: string
  protocols: string
  headers: Header[]
  numbers: Record<NumberField, string>
}

/** A profile being edited: what was typed, what is wrong with it, and whether it may be told yet. */
export class Draft {
  readonly isNew: boolean
  form: Form = $state() as Form
  #touched = $state.raw<ReadonlySet<string>>(new Set())
  #told = $state(false)
  readonly #before: string
  readonly #problems: ReadonlyMap<string, string> = $derived.by(() => problems(this.form))
  readonly dirty: boolean = $derived.by(() => JSON.stringify(this.form) !== this.#before)

  constructor(profile: Profile, isNew: boolean) {
    this.isNew = isNew
    this.form = formOf(profile)
    this.#before = JSON.stringify(this.form)
  }

  /** The problem of a field, once it was left or a save was tried. */
  error(field: string): string | null {
    return this.#told || this.#touched.has(field) ? (this.#problems.get(field) ?? null) : null
  }

  /** Some field whose name starts like this has a problem that may be told. */
  hasError(...prefixes: string[]): boolean {
    return [...this.#problems.keys()].some((field) => prefixes.some((prefix) => field.startsWith(prefix)) && this.error(field) !== null)
  }

  touch(field: string): void {
    this.#touched = new Set([...this.#touched, field])
  }

  /** The whole profile, or null with every problem told. */
  finished(): Profile | null {
    this.#told = true
    const checked = safeParse(profileSchema, profileOf(this.form).profile)
    return checked.success ? checked.output : null
  }

  addHeader(): void {
    if (this.form.headers.length < limits.headers) this.form.headers.push({ name: '', value: '', enabled: true })
  }

  removeHeader(index: number): void {
    this.form.headers.splice(index, 1)
  }

  /** Takes pasted `Name: value` lines in at a row; says how many, 0 if the text is not of that kind. */
  pasteHeaders(index: number, text: string): number {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
    const headers = lines.map((line) => /^\s*([^\s:]+)\s*:\s*(.*?)\s*$/.exec(line))
    if (headers.length === 0 || headers.includes(null)) return 0
    const added = headers.flatMap((match) => (match === null ? [] : [{ name: match[1] ?? '', value: match[2] ?? '', enabled: true }]))
    const fitting = added.slice(0, limits.headers - this.form.headers.length + 1)
    this.form.headers.splice(index, 1, ...fitting)
    return fitting.length
  }
}

function formOf(profile: Profile): Form {
  const { tags, protocols, headers, ...rest } = structuredClone(profile)
  return { ...rest, tags: tags.join(', '), protocols: protocols.join(', '), headers, numbers: toText(profile) }
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** The profile as typed, which may be wrong, and for each of its headers the row it came from. */
function profileOf(form: Form): { profile: unknown; rows: number[] } {
  const { numbers, tags, protocols, headers, ...rest } = $state.snapshot(form)
  const rows = headers.flatMap((header, row) => (header.name.trim() === '' && header.value === '' ? [] : [row]))
  const kept = headers.filter((_, row) => rows.includes(row)).map((header) => ({ ...header, name: header.name.trim() }))
  const profile: Record<string, unknown> = { ...rest, tags: list(tags), protocols: list(protocols), headers: kept }
  for (const field of numberFields) {
    const [group, key] = field.split('.') as [string, string?]
    const value = fromText(field, numbers[field])
    profile[group] = key === undefined ? value : { ...(profile[group] as object), [key]: value }
  }
  return { profile, rows }
}

/** The first problem of each field, by the field's name. */
function problems(form: Form): Map<string, string> {
  const { profile, rows } = profileOf(form)
  const found = new Map<string, string>()
  for (const issue of safeParse(profileSchema, profile).issues ?? []) {
    const field = fieldOf(issue, rows)
    if (!found.has(field)) found.set(field, problemIn(field, issue))
  }
  return found
}
