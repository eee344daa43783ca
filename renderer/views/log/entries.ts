import Copy from '@lucide/svelte/icons/copy'
import Crosshair from '@lucide/svelte/icons/crosshair'
import Download from '@lucide/svelte/icons/download'
import GitCompare from '@lucide/svelte/icons/git-compare'
import ListChecks from '@lucide/svelte/icons/list-checks'
import ListFilter from '@lucide/svelte/icons/list-filter'
import type { LogFilter, LogRow } from '../../../shared/entry'
import { plural } from '../../format/bytes'
import type { PayloadForm } from '../../format/clipboard'
import { rangeOf } from '../../state/filter'
import type { MenuEntry } from '../../ui/menu'

/** What can be done with a row, or with the picked rows when it is one of them. */
export interface RowActions {
  filter: LogFilter
  filtered: boolean
  picked: boolean
  copyPayloads: (form: PayloadForm) => void
  copyLines: () => void
  showInContext: () => void
  setFilter: (patch: Partial<LogFilter>) => void
  togglePick: () => void
  compare: () => void
  askExport: () => void
}

export function rowEntries(row: LogRow, rows: readonly LogRow[], actions: RowActions): MenuEntry[] {
  const { filter } = actions
  const { connectionId } = row.source
  return [
    {
      label: 'Copy as',
      icon: Copy,
      entries: [
        { label: 'Text', run: () => actions.copyPayloads('text') },
        { label: 'JSON, formatted', run: () => actions.copyPayloads('json') },
        { label: 'Hex', run: () => actions.copyPayloads('hex') },
        { label: 'Base64', run: () => actions.copyPayloads('base64') },
      ],
    },
    { label: rows.length === 1 ? 'Copy the row as a line' : `Copy ${plural(rows.length, 'row')} as lines`, run: actions.copyLines },
    'separator',
    { label: 'Show in context', icon: Crosshair, keys: 'C', disabled: !actions.filtered, run: actions.showInContext },
    {
      label: 'Filter',
      icon: ListFilter,
      entries: [
        { label: 'Only this socket', disabled: connectionId === '', run: () => actions.setFilter({ connectionIds: [connectionId] }) },
        { label: 'From this row on', run: () => actions.setFilter({ time: rangeOf(row.at, filter.time?.max ?? null) }) },
        { label: 'Up to this row', run: () => actions.setFilter({ time: rangeOf(filter.time?.min ?? null, row.at) }) },
      ],
    },
    'separator',
    { label: actions.picked ? 'Let go of the row' : 'Pick the row', icon: ListChecks, keys: 'Mod+Space', run: actions.togglePick },
    { label: 'Diff of the two', icon: GitCompare, disabled: rows.length !== 2, run: actions.compare },
    { label: `Export ${plural(rows.length, 'row')}…`, icon: Download, run: actions.askExport },
  ]
}
