/** Inherit: puts the layers of options on top of each other: defaults, folder, profile, this opening. */
import { defaultOptions, type OptionGroup, type Options, type Overrides, type ProtocolRow, type Row } from './options'

/** From the lowest to the highest; the built-in defaults lie below all of them. */
export type Layers = readonly Overrides[]

const mergedRows = new Set(['query', 'headers', 'cookies'])

/** The options that hold. Rows of headers, query and cookies add up; a row of the same name above replaces those below. */
export function inherited(layers: Layers): Options {
  const result = { ...defaultOptions } as Record<OptionGroup, object>
  for (const layer of layers) {
    for (const [group, set] of Object.entries(layer) as [OptionGroup, Record<string, unknown> | undefined][]) {
      if (set === undefined) continue
      result[group] = group === 'auth' ? set : merged(result[group] as Record<string, unknown>, set)
    }
  }
  return result as unknown as Options
}

function merged(below: Record<string, unknown>, above: Record<string, unknown>): object {
  const result = { ...below }
  for (const [key, value] of Object.entries(above)) {
    if (value === undefined) continue
    result[key] = mergedRows.has(key) ? withRows(below[key] as Row[], value as Row[], key === 'headers') : value
  }
  return result
}

/** Header names ignore case (RFC 9110 §5.1); the others do not. */
function withRows(below: readonly Row[], above: readonly Row[], ignoreCase: boolean): Row[] {
  const nameOf = ({ name }: Row) => (ignoreCase ? name.toLowerCase() : name)
  const replaced = new Set(above.map(nameOf))
  return [...below.filter((row) => !replaced.has(nameOf(row))), ...above]
}

/** Which layer an option comes from, as its index; -1: the built-in defaults. `key` null: the group as a whole, as `auth` is. */
export function sourceOf(layers: Layers, group: OptionGroup, key: string | null): number {
  return layers.findLastIndex((layer) => {
    const set = layer[group] as Record<string, unknown> | undefined
    return set !== undefined && (key === null || set[key] !== undefined)
  })
}

/** Options without what says nothing: empty groups, and keys that are undefined. */
export function tidyOverrides(overrides: Overrides): Overrides {
  const groups = Object.entries(overrides).flatMap(([group, set]) => {
    if (set === undefined) return []
    const kept = Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined))
    return Object.keys(kept).length === 0 ? [] : [[group, kept]]
  })
  return Object.fromEntries(groups) as Overrides
}

/** The rows that are sent, in order. */
export function enabledRows(rows: readonly Row[]): Row[] {
  return rows.filter(({ enabled }) => enabled)
}

export function enabledProtocols(rows: readonly ProtocolRow[]): string[] {
  return rows.flatMap(({ name, enabled }) => (enabled && name !== '' ? [name] : []))
}
