import type { LogFilter, Range } from '../../../shared/entry'
import { typedBytes, typedTime } from '../../format/typed'

/** A condition of the filter that no control in the bar shows. */
export interface Condition {
  key: 'size' | 'time' | 'field'
  words: string
}

export function conditions({ size, time, field }: LogFilter, now: number): Condition[] {
  const found: Condition[] = []
  if (size !== null) found.push({ key: 'size', words: `Size ${rangeWords(size, inBytes)}` })
  if (time !== null) found.push({ key: 'time', words: `Time ${rangeWords(time, (at) => typedTime(at, now))}` })
  if (field !== '') found.push({ key: 'field', words: field })
  return found
}

function inBytes(bytes: number): string {
  const words = typedBytes(bytes)
  return /[a-z]/i.test(words) ? words : `${words} B`
}

function rangeWords({ min, max }: Range, words: (value: number) => string): string {
  if (min === null) return max === null ? 'any' : `up to ${words(max)}`
  return max === null ? `from ${words(min)}` : `${words(min)} – ${words(max)}`
}
