import { grouped } from '../../shared/grouped'

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** 1,204 */
export function formatCount(count: number): string {
  return grouped(count)
}

/** 812 B, 1.2 KB, 14 KB, 3.4 MB: three digits at most, 1 KB = 1,024 B. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  // 999.5 would round to a fourth digit, so the next unit starts there.
  while (unit < units.length - 1 && value >= (unit === 0 ? 1000 : 999.5)) {
    value /= 1024
    unit += 1
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1
  return `${value.toFixed(digits)} ${units[unit] ?? ''}`
}

/** 0, 7, 0.4, 1.2k, 48k, 1.2M: fits a narrow column. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 999_500) return `${trimmed(perSecond / 1_000_000)}M`
  if (perSecond >= 999.5) return `${trimmed(perSecond / 1000)}k`
  return perSecond === 0 || perSecond >= 0.95 ? String(Math.round(perSecond)) : perSecond.toFixed(1)
}

function trimmed(value: number): string {
  return value >= 9.95 ? value.toFixed(0) : value.toFixed(1)
}
