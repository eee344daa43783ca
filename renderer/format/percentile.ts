/** Nearest rank: the least of the values that a share of them, 0 to 1, does not exceed; null if there are none. */
export function percentile(values: readonly number[], share: number): number | null {
  return atShare(ascending(values), share)
}

export interface Spread {
  p50: number
  p90: number
  p95: number
  p99: number
  max: number
}

/** Null if there are no values. */
export function spreadOf(values: readonly number[]): Spread | null {
  const sorted = ascending(values)
  const at = (share: number) => atShare(sorted, share) ?? 0
  return sorted.length === 0 ? null : { p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99), max: at(1) }
}

function ascending(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b)
}

function atShare(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
}
