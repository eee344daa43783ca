/** Reads whole numbers from the query of a path. */

export interface NumberRule {
  name: string
  min: number
  max: number
  /** For a query that does not say. */
  fallback: number
}

/** The number, or in words what it should have been. */
export function wholeNumber(query: URLSearchParams, { name, min, max, fallback }: NumberRule): number | string {
  const text = query.get(name)
  if (text === null) return fallback
  const value = /^\d{1,12}$/.test(text) ? Number(text) : NaN
  return value >= min && value <= max ? value : `${name} must be a whole number from ${min} to ${max}, such as ${name}=${Math.min(max, Math.max(min, 100))}`
}
