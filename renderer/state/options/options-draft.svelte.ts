import { safeParse } from 'valibot'
import { inherited, sourceOf, tidyOverrides } from '../../../shared/inherit'
import { limits } from '../../../shared/limits'
import { overridesSchema, type Options, type Overrides, type Row } from '../../../shared/options'
import { t } from '../../../shared/words/words'
import { fromText, isNumberField, numberText, problemIn, type NumberField } from './number-fields'
import { partsOf, type ListField, type OptionField, type OptionValue, type RowField } from './option-field'
import { fieldOfPath, withoutBlanks } from './typed-rows'

/** What lies below the options that are edited, and how to say that something comes from there. */
export interface LayerBelow {
  words: string
  options: Overrides
}

type Group = Record<string, unknown>
type ListItem<F extends ListField | RowField> = OptionValue<F>[number]

/** Options of one layer as they are edited: what is set here, what is inherited and from where, and what is wrong. */
export class OptionsDraft {
  /** As typed, and so perhaps wrong; what is undefined is inherited. */
  form: Overrides = $state({})
  #typed = $state<Partial<Record<NumberField, string | undefined>>>({})
  #touched = $state.raw<ReadonlySet<string>>(new Set())
  #told = $state(false)
  readonly #readBelow: () => readonly LayerBelow[]
  readonly #before: string
  readonly #below: readonly LayerBelow[] = $derived.by(() => this.#readBelow())
  readonly #inherited: Options = $derived.by(() => inherited(this.#below.map(({ options }) => options)))
  readonly #kept = $derived.by(() => withoutBlanks($state.snapshot(this.form), this.#inherited))
  /** What holds, whoever set it. */
  readonly effective: Options = $derived.by(() => inherited([...this.#below.map(({ options }) => options), this.#kept.overrides]))
  /** What is set here, as far as it was typed. */
  readonly overrides: Overrides = $derived.by(() => tidyOverrides(this.#kept.overrides))
  readonly #problems: ReadonlyMap<string, string> = $derived.by(() => this.#findProblems())
  readonly dirty: boolean = $derived.by(() => asText(this.overrides) !== this.#before)
  /** Fields that are set here, in the order of the form. */
  readonly setFields: OptionField[] = $derived.by(() => fieldsOf(this.overrides))

  constructor(options: Overrides, below: () => readonly LayerBelow[] = () => []) {
    this.#readBelow = below
    this.form = structuredClone(options)
    this.#before = asText(tidyOverrides(options))
  }

  get<F extends OptionField>(field: F): OptionValue<F> {
    return at(this.form, field) === undefined ? (at(this.#inherited, field) as OptionValue<F>) : (at(this.form, field) as OptionValue<F>)
  }

  isSet(field: OptionField): boolean {
    return at(this.overrides, field) !== undefined
  }

  set<F extends OptionField>(field: F, value: OptionValue<F>): void {
    const { group, key } = partsOf(field)
    const form = this.form as Record<string, Group | undefined>
    if (key === null) form[group] = value as Group
    else (form[group] ??= {})[key] = value
  }

  /** Back to what is inherited. */
  reset(field: OptionField): void {
    const { group, key } = partsOf(field)
    const form = this.form as Record<string, Group | undefined>
    const set = form[group]
    if (key === null) form[group] = undefined
    else if (set !== undefined) set[key] = undefined
    if (isNumberField(field)) this.#typed[field] = undefined
  }

  /** Where what holds for a field comes from; null: set here. */
  origin(field: OptionField): string | null {
    if (this.isSet(field)) return null
    return this.#source(field) ?? t('profile.from.default')
  }

  /** What a field had if it was not set here. */
  below<F extends OptionField>(field: F): OptionValue<F> {
    return at(this.#inherited, field) as OptionValue<F>
  }

  number(field: NumberField): string {
    return this.#typed[field] ?? numberText(field, this.get(field))
  }

  typeNumber(field: NumberField, text: string): void {
    this.#typed[field] = text
    this.set(field, fromText(field, text))
  }

  /** A number that was emptied is inherited again, unless empty says something. */
  leaveNumber(field: NumberField): void {
    this.touch(field)
    if (this.#typed[field]?.trim() === '' && Number.isNaN(this.get(field))) this.reset(field)
  }

  /** The rows that were put here, blank ones too. */
  rows(field: RowField): Row[] {
    return (at(this.form, field) as Row[] | undefined) ?? []
  }

  /** Rows of the layers below that no row here replaces, with where they come from. */
  inheritedRows(field: RowField): { row: Row; words: string }[] {
    const nameOf = ({ name }: Row) => (field === 'request.headers' ? name.toLowerCase() : name)
    const replaced = new Set(this.rows(field).map(nameOf))
    return this.below(field)
      .filter((row) => !replaced.has(nameOf(row)))
      .map((row) => ({ row, words: this.#rowSource(field, row) }))
  }

  /** Adds to a list; a list that is inherited as a whole becomes this layer's own first. */
  add<F extends RowField | ListField>(field: F, ...items: ListItem<F>[]): void {
    const list = this.own(field)
    const room = (field === 'request.protocols' ? 32 : limits.headers) - list.length
    list.push(...items.slice(0, Math.max(0, room)))
  }

  remove(field: RowField | ListField, index: number): void {
    this.own(field).splice(index, 1)
  }

  move(field: RowField | ListField, from: number, by: -1 | 1): void {
    const list = this.own(field) as unknown[]
    const to = from + by
    if (to >= 0 && to < list.length) list.splice(to, 0, ...list.splice(from, 1))
  }

  own<F extends RowField | ListField>(field: F): ListItem<F>[] {
    if (at(this.form, field) === undefined) {
      const adds = field === 'request.headers' || field === 'request.query' || field === 'request.cookies'
      this.set(field, (adds ? [] : structuredClone(this.below(field))) as OptionValue<F>)
    }
    return at(this.form, field) as ListItem<F>[]
  }

  /** The problem of a field, once it was left or a save was tried. */
  error(field: string): string | null {
    return this.#told || this.#touched.has(field) ? (this.#problems.get(field) ?? null) : null
  }

  /** Nothing is wrong, told or not. */
  get fits(): boolean {
    return this.#problems.size === 0
  }

  /** Some field whose name starts like this has a problem that may be told. */
  hasError(...prefixes: string[]): boolean {
    return [...this.#problems.keys()].some((field) => prefixes.some((prefix) => field.startsWith(prefix)) && this.error(field) !== null)
  }

  touch(field: string): void {
    this.#touched = new Set([...this.#touched, field])
  }

  /** What is set here, or null with every problem told. */
  finished(): Overrides | null {
    this.#told = true
    const checked = safeParse(overridesSchema, this.overrides)
    return checked.success ? checked.output : null
  }

  #source(field: OptionField): string | null {
    const { group, key } = partsOf(field)
    return this.#below[sourceOf(this.#below.map(({ options }) => options), group, key)]?.words ?? null
  }

  #rowSource(field: RowField, { name }: Row): string {
    return this.#below.findLast(({ options }) => ((at(options, field) as Row[] | undefined) ?? []).some((row) => row.name === name))?.words ?? ''
  }

  /** The first problem of each field, by the field's name. */
  #findProblems(): Map<string, string> {
    const { overrides, places } = this.#kept
    const found = new Map<string, string>()
    for (const issue of safeParse(overridesSchema, tidyOverrides(overrides)).issues ?? []) {
      const field = fieldOfPath((issue.path ?? []).map(({ key }) => String(key)), places)
      if (!found.has(field)) found.set(field, problemIn(field, issue))
    }
    return found
  }
}

function at(options: Overrides | Options, field: OptionField): unknown {
  const { group, key } = partsOf(field)
  const set = (options as Record<string, Group | undefined>)[group]
  return key === null ? set : set?.[key]
}

function fieldsOf(overrides: Overrides): OptionField[] {
  const groups = Object.entries(overrides) as [string, object][]
  return groups.flatMap(([group, set]) => (group === 'auth' ? ['auth' as const] : Object.keys(set).map((key) => `${group}.${key}` as OptionField)))
}

/** JSON has no NaN, which stands for a number that is not one yet. */
function asText(overrides: Overrides): string {
  return JSON.stringify(overrides, (_key, value: unknown) => (Number.isNaN(value) ? 'NaN' : value))
}
