import type { Row } from '../../../shared/options'
import { isSecretId } from '../../../shared/secret'
import { isSecretHeader } from '../../../shared/url'
import type { FolderDraft } from '../folder-draft.svelte'
import type { RowField } from './option-field'
import type { OptionsDraft } from './options-draft.svelte'

/** Named values in a table, wherever they are kept. */
export interface RowList {
  readonly rows: Row[]
  readonly inherited: readonly { row: Row; words: string }[]
  add: (...rows: Row[]) => void
  remove: (index: number) => void
  replace: (rows: Row[]) => void
  error: (index: number, part: 'name' | 'value') => string | null
  touch: (index: number, part: 'name' | 'value') => void
  /** What is wrong with the list as a whole. */
  problem: () => string | null
}

export function optionRows(options: OptionsDraft, field: RowField): RowList {
  return {
    get rows() {
      return options.rows(field)
    },
    get inherited() {
      return options.inheritedRows(field)
    },
    add: (...rows) => options.add(field, ...rows),
    remove: (index) => options.remove(field, index),
    replace: (rows) => options.set(field, rows),
    error: (index, part) => options.error(`${field}.${index}.${part}`),
    touch: (index, part) => options.touch(`${field}.${index}.${part}`),
    problem: () => options.error(field),
  }
}

export function variableRows(draft: FolderDraft): RowList {
  return {
    get rows() {
      return draft.form.variables
    },
    inherited: [],
    add: (...rows) => draft.addVariables(...rows),
    remove: (index) => draft.removeVariable(index),
    replace: (rows) => (draft.form.variables = rows),
    error: (index, part) => draft.error(`variables.${index}.${part}`),
    touch: (index, part) => draft.touch(`variables.${index}.${part}`),
    problem: () => draft.error('variables'),
  }
}

export function blankRow(): Row {
  return { name: '', value: '', enabled: true, secret: false }
}

export function soundsSecret(name: string): boolean {
  return isSecretHeader(name.trim())
}

interface Keeper {
  put: (text: string) => Promise<string>
  reveal: (ref: string) => Promise<string>
}

/** Makes a row's value a secret, or plain again; it stays as it was if main refuses. */
export async function setSecret(row: Row, secret: boolean, keeper: Keeper): Promise<void> {
  if (row.secret === secret) return
  const { value } = row
  let next = value
  if (secret && value !== '') next = await keeper.put(value)
  else if (!secret && isSecretId(value)) next = await keeper.reveal(value)
  // Typed on meanwhile: what was asked about is gone.
  if (row.value !== value) return
  row.value = next
  row.secret = secret
}

/** Puts away every plain value whose name sounds like a secret's. */
export async function sealRows(rows: readonly Row[], keeper: Keeper): Promise<void> {
  for (const row of rows) if (!row.secret && soundsSecret(row.name)) await setSecret(row, true, keeper)
}
