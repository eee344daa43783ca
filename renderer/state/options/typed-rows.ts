import type { Options, Overrides } from '../../../shared/options'
import { listFields, partsOf, rowFields } from './option-field'

/** Lists without the rows that say nothing yet, and for each list the places that its rows have on the screen. */
export interface Kept {
  overrides: Overrides
  places: ReadonlyMap<string, readonly number[]>
}

const blank = (row: unknown): boolean => {
  if (typeof row === 'string') return row.trim() === ''
  const { name, value, text } = row as { name?: string; value?: string; text?: string }
  if (text !== undefined) return text === ''
  return name !== undefined && name.trim() === '' && (value ?? '') === ''
}

const trimmed = (row: unknown): unknown => {
  if (typeof row === 'string') return row.trim().toUpperCase()
  return typeof row === 'object' && row !== null && 'name' in row ? { ...row, name: String(row.name).trim() } : row
}

/** Takes blank rows out. A list that has none left is not set at all, unless it stands in place of one below that has some. */
export function withoutBlanks(overrides: Overrides, below: Options): Kept {
  const places = new Map<string, number[]>()
  const result = { ...overrides } as Record<string, Record<string, unknown> | undefined>
  for (const field of [...rowFields, ...listFields]) {
    const { group, key } = partsOf(field)
    const list = key === null ? undefined : result[group]?.[key]
    if (key === null || !Array.isArray(list)) continue
    const kept = list.flatMap((row: unknown, place) => (blank(row) ? [] : [{ row: trimmed(row), place }]))
    places.set(field, kept.map(({ place }) => place))
    const replaces = (listFields as readonly string[]).includes(field) && ((below[group] as Record<string, unknown[]>)[key] ?? []).length > 0
    const none = kept.length === 0 && !replaces
    result[group] = { ...result[group], [key]: none ? undefined : kept.map(({ row }) => row) }
  }
  return { overrides: result, places }
}

/** The place on the screen of what an issue is about. */
export function fieldOfPath(keys: readonly string[], places: ReadonlyMap<string, readonly number[]>): string {
  const list = keys.slice(0, 2).join('.')
  const rows = places.get(list)
  if (rows === undefined || keys.length < 3) return keys.join('.')
  return [list, String(rows[Number(keys[2])] ?? 0), ...keys.slice(3)].join('.')
}
