import * as v from 'valibot'
import { variableSchema, variablesSchema, type Variable } from '../../shared/environment'
import { isSecretHeader } from '../../shared/url'
import { t } from '../../shared/words/words'
import type { Assignment } from '../format/assignments'

/** A variable being edited; `key` stays the same while rows come and go. */
export interface VariableRow extends Variable {
  key: number
  /** The person said whether it is secret; else its name says so. */
  decided: boolean
}

/** What becomes of a value that is to be secret, or to be one no more. */
export interface Sealer {
  keep: (text: string) => Promise<string>
  reveal: (ref: string) => Promise<string>
}

let lastKey = 0
const rowOf = (variable: Variable, decided = true): VariableRow => ({ ...variable, decided, key: (lastKey += 1) })

/** The variables of one scope being edited: the global ones, or an environment's. */
export class ScopeDraft {
  readonly id: string
  name = $state('')
  rows = $state<VariableRow[]>([])
  /** Problems of rows that nobody has left yet are not told. */
  told = $state(false)
  #touched = $state.raw<ReadonlySet<string>>(new Set())
  /** By row and field. */
  readonly problems: ReadonlyMap<string, string> = $derived.by(() => this.#findProblems())
  readonly #sealer: Sealer
  readonly #sealing = new Set<Promise<void>>()

  constructor(about: { id: string; name: string; variables: readonly Variable[] }, sealer: Sealer) {
    this.id = about.id
    this.name = about.name
    this.rows = about.variables.map((variable) => rowOf(variable))
    this.#sealer = sealer
  }

  /** What was typed, without rows that say nothing. */
  get variables(): Variable[] {
    return this.rows.filter((row) => !isBlank(row)).map(({ name, value, enabled, secret }) => ({ name, value, enabled, secret }))
  }

  error({ key }: VariableRow, field: 'name' | 'value'): string | null {
    const place = `${key}.${field}`
    return this.told || this.#touched.has(place) ? (this.problems.get(place) ?? null) : null
  }

  touch({ key }: VariableRow, field: 'name' | 'value'): void {
    this.#touched = new Set([...this.#touched, `${key}.${field}`])
  }

  add(): void {
    this.begin('')
  }

  /** A row whose name is known already. */
  begin(name: string): void {
    this.rows.push(rowOf({ name, value: '', enabled: true, secret: isSecretHeader(name) }, false))
  }

  remove(row: VariableRow): void {
    this.rows = this.rows.filter(({ key }) => key !== row.key)
  }

  /** Its name is being typed: what sounds like a secret is one before its value is typed. */
  named(row: VariableRow): void {
    if (row.value === '' && !row.decided) row.secret = isSecretHeader(row.name)
  }

  /** Marks a value as secret, or no more; fails, and leaves it as it was, if it can't be kept or read. */
  async setSecret(row: VariableRow, secret: boolean): Promise<void> {
    row.decided = true
    const work = this.#changed(row, secret)
    this.#sealing.add(work)
    try {
      await work
    } finally {
      this.#sealing.delete(work)
    }
  }

  /** Lines of `NAME=value` take the place of a row; names that are there get the new value. Fails if a secret among them can't be kept. */
  async paste(at: VariableRow, lines: readonly Assignment[]): Promise<void> {
    const index = this.rows.findIndex(({ key }) => key === at.key)
    const there = new Map(this.rows.map((row) => [row.name, row]))
    const added: VariableRow[] = []
    const taken: VariableRow[] = []
    for (const { name, value } of lines) {
      const known = there.get(name)
      const row = known ?? rowOf({ name, value, enabled: true, secret: false })
      if (known === undefined) added.push(row)
      else {
        known.value = value
        known.enabled = true
        known.secret = false
      }
      there.set(name, row)
      taken.push(row)
    }
    const keeps = !isBlank(at) && index >= 0
    this.rows = [...this.rows.slice(0, index + (keeps ? 1 : 0)), ...added, ...this.rows.slice(index + 1)]
    const secrets = new Set(taken.filter(({ name }) => isSecretHeader(name)).map(({ key }) => key))
    await Promise.all(this.rows.filter(({ key }) => secrets.has(key)).map((row) => this.setSecret(row, true)))
  }

  /** When no value is on its way to its place any more. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#sealing])
  }

  async #changed(row: VariableRow, secret: boolean): Promise<void> {
    if (row.secret === secret) return
    const before = row.value
    const value = before === '' ? '' : await (secret ? this.#sealer.keep(before) : this.#sealer.reveal(before))
    if (row.value !== before || row.secret === secret) return
    row.value = value
    row.secret = secret
  }

  #findProblems(): Map<string, string> {
    const found = new Map<string, string>()
    const seen = new Set<string>()
    for (const row of this.rows) {
      if (isBlank(row)) continue
      const { key, decided: _decided, ...variable } = row
      for (const issue of v.safeParse(variableSchema, variable).issues ?? []) {
        const place = `${key}.${issue.path?.[0]?.key === 'value' ? 'value' : 'name'}`
        if (!found.has(place)) found.set(place, issue.message)
      }
      if (!row.enabled || row.name === '') continue
      if (seen.has(row.name) && !found.has(`${key}.name`)) found.set(`${key}.name`, t('environments.twice', { name: row.name }))
      seen.add(row.name)
    }
    const all = v.safeParse(variablesSchema, this.variables)
    if (!all.success && found.size === 0) found.set('all', all.issues[0].message)
    return found
  }
}

function isBlank({ name, value }: Variable): boolean {
  return name.trim() === '' && value === ''
}
