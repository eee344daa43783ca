import { everything, type LogFilter, type Range } from '../../shared/entry'
import type { Payload } from '../../shared/schemas'

/** No entry is left out; how a text is looked for narrows nothing without one. */
export function isEverything({ connectionIds, directions, kinds, size, time, text, field }: LogFilter): boolean {
  return connectionIds === null && directions === null && kinds === null && size === null && time === null && text === '' && field === ''
}

/** They leave out the same; one that was saved has its fields in another order. */
export function sameFilter(a: LogFilter, b: LogFilter): boolean {
  const fields = Object.keys(everything) as (keyof LogFilter)[]
  return fields.every((field) => JSON.stringify(a[field]) === JSON.stringify(b[field]))
}

/** With lists of its own, as the contract has them; `until` (epoch milliseconds): nothing newer. */
export function forMain(filter: LogFilter, until: number | null): Payload<'log.view'>['filter'] {
  const { connectionIds, directions, kinds, size, time } = filter
  return {
    ...filter,
    connectionIds: connectionIds && [...connectionIds],
    directions: directions && [...directions],
    kinds: kinds && [...kinds],
    size: size && { ...size },
    time: until === null ? time && { ...time } : { min: time?.min ?? null, max: Math.min(time?.max ?? until, until) },
  }
}

/** null when neither end is bound. */
export function rangeOf(min: number | null, max: number | null): Range | null {
  return min === null && max === null ? null : { min, max }
}
