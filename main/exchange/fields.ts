/** Fields: looks into documents of other tools, whose shape is anything, and takes own properties only. */

/** The value at `path`, or undefined; `__proto__` and what an object inherits are never followed. */
export function at(value: unknown, ...path: string[]): unknown {
  let here = value
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = (here as Record<string, unknown>)[key]
  }
  return here
}

/** A text, or a number or yes/no as text; '' for anything else. */
export function textAt(value: unknown, ...path: string[]): string {
  const found = at(value, ...path)
  if (typeof found === 'string') return found
  return typeof found === 'number' || typeof found === 'boolean' ? String(found) : ''
}

export function listAt(value: unknown, ...path: string[]): unknown[] {
  const found = at(value, ...path)
  return Array.isArray(found) ? (found as unknown[]) : []
}

/** Name and value of each own property of an object; none for anything else. */
export function pairsAt(value: unknown, ...path: string[]): [string, unknown][] {
  const found = at(value, ...path)
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? Object.entries(found) : []
}
