import type { LogRow } from '../../../shared/entry'
import type { TimeMode } from '../../../shared/settings'
import { clockTime, elapsedTime } from '../../format/time'

/** What stands in the time column; `previous` is the row shown above, null where there is none or it has not come yet. */
export function rowTime(row: LogRow, previous: LogRow | null, mode: TimeMode): string {
  if (mode === 'clock') return clockTime(row.at)
  if (mode === 'start') return elapsedTime(row.elapsed)
  return previous === null ? '' : `+${elapsedTime(Math.max(0, row.elapsed - previous.elapsed))}`
}
