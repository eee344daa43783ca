import type { LogFilter, Range } from '../../../shared/entry'
import { t } from '../../../shared/words/words'
import { typedBytes, typedTime } from '../../format/typed'

/** A condition of the filter that no control in the bar shows. */
export interface Condition {
  key: 'size' | 'time' | 'field'
  words: string
}

export function conditions({ size, time, field }: LogFilter, now: number): Condition[] {
  const found: Condition[] = []
  if (size !== null) found.push({ key: 'size', words: rangeWords('size', size, inBytes) })
  if (time !== null) found.push({ key: 'time', words: rangeWords('time', time, (at) => typedTime(at, now)) })
  if (field !== '') found.push({ key: 'field', words: field })
  return found
}

function inBytes(bytes: number): string {
  const words = typedBytes(bytes)
  return /[a-z]/i.test(words) ? words : `${words} B`
}

function rangeWords(what: 'size' | 'time', { min, max }: Range, words: (value: number) => string): string {
  if (min === null) return max === null ? t(`log.condition.${what}Any`) : t(`log.condition.${what}IsTo`, { max: words(max) })
  return max === null ? t(`log.condition.${what}IsFrom`, { min: words(min) }) : t(`log.condition.${what}Is`, { min: words(min), max: words(max) })
}
