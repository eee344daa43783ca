export const sparkWidth = 60
export const sparkHeight = 16

/** Points of a line through the values, the newest at the right edge; empty when there is nothing to see. */
export function sparkLine(values: readonly number[], highest: number): string {
  if (highest <= 0 || values.every((value) => value === 0)) return ''
  const start = sparkWidth - values.length
  const y = (value: number) => (sparkHeight - 1 - (value / highest) * (sparkHeight - 2)).toFixed(1)
  return values.map((value, i) => `${start + i + 0.5},${y(value)}`).join(' ')
}
