import { logColumns, type LogColumn } from '../../../shared/settings'
import { t } from '../../../shared/words/words'
import type { MenuEntry } from '../../ui/menu'
import { columnWords } from './words'

/** The menu of the columns, as they stand in the log; `set` takes those that are hidden from now on. */
export function columnEntries(hidden: readonly LogColumn[], set: (hidden: LogColumn[]) => void): MenuEntry[] {
  const entries = logColumns.map((column): MenuEntry => {
    const shown = !hidden.includes(column)
    return { label: columnWords[column], checked: shown, run: () => set(shown ? [...hidden, column] : hidden.filter((each) => each !== column)) }
  })
  // Without what was said a row would be of no use.
  const message: MenuEntry = { label: t('log.column.message'), checked: true, disabled: true, run: () => undefined }
  return [...entries.slice(0, 3), message, ...entries.slice(3), 'separator', { label: t('log.column.reset'), disabled: hidden.length === 0, run: () => set([]) }]
}
