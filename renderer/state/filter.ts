import type { LogFilter } from '../../shared/entry'
import type { Payload } from '../../shared/schemas'

/** No entry is left out; matching case alone narrows nothing. */
export function isEverything({ connectionIds, directions, kinds, text }: LogFilter): boolean {
  return connectionIds === null && directions === null && kinds === null && text === ''
}

/** With lists of its own, as the contract has them. */
export function forMain(filter: LogFilter): Payload<'log.view'>['filter'] {
  const { connectionIds, directions, kinds } = filter
  return { ...filter, connectionIds: connectionIds && [...connectionIds], directions: directions && [...directions], kinds: kinds && [...kinds] }
}
