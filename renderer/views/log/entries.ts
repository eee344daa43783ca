import Copy from '@lucide/svelte/icons/copy'
import Crosshair from '@lucide/svelte/icons/crosshair'
import Download from '@lucide/svelte/icons/download'
import GitCompare from '@lucide/svelte/icons/git-compare'
import ListChecks from '@lucide/svelte/icons/list-checks'
import ListFilter from '@lucide/svelte/icons/list-filter'
import PenLine from '@lucide/svelte/icons/pen-line'
import Send from '@lucide/svelte/icons/send-horizontal'
import type { LogFilter, LogRow } from '../../../shared/entry'
import { t } from '../../../shared/words/words'
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
  /** null: not a message, or too large. */
  resend: (() => void) | null
  edit: (() => void) | null
}

export function rowEntries(row: LogRow, rows: readonly LogRow[], actions: RowActions): MenuEntry[] {
  const { filter } = actions
  const { connectionId } = row.source
  return [
    {
      label: t('log.menu.copyAs'),
      icon: Copy,
      entries: [
        { label: t('log.menu.text'), run: () => actions.copyPayloads('text') },
        { label: t('log.menu.json'), run: () => actions.copyPayloads('json') },
        { label: t('log.menu.hex'), run: () => actions.copyPayloads('hex') },
        { label: 'Base64', run: () => actions.copyPayloads('base64') },
      ],
    },
    { label: rows.length === 1 ? t('log.menu.copyLine') : t('log.menu.copyLines', { count: rows.length }), run: actions.copyLines },
    'separator',
    { label: t('composer.log.resend'), icon: Send, disabled: actions.resend === null, run: () => actions.resend?.() },
    { label: t('composer.log.edit'), icon: PenLine, disabled: actions.edit === null, run: () => actions.edit?.() },
    'separator',
    { label: t('log.menu.context'), icon: Crosshair, keys: 'C', disabled: !actions.filtered, run: actions.showInContext },
    {
      label: t('log.menu.filter'),
      icon: ListFilter,
      entries: [
        { label: t('log.menu.onlySocket'), disabled: connectionId === '', run: () => actions.setFilter({ connectionIds: [connectionId] }) },
        { label: t('log.menu.fromRow'), run: () => actions.setFilter({ time: rangeOf(row.at, filter.time?.max ?? null) }) },
        { label: t('log.menu.toRow'), run: () => actions.setFilter({ time: rangeOf(filter.time?.min ?? null, row.at) }) },
      ],
    },
    'separator',
    { label: t(actions.picked ? 'log.menu.unpick' : 'log.menu.pick'), icon: ListChecks, keys: 'Mod+Space', run: actions.togglePick },
    { label: t('log.menu.diff'), icon: GitCompare, disabled: rows.length !== 2, run: actions.compare },
    { label: t('log.menu.export', { count: rows.length }), icon: Download, run: actions.askExport },
  ]
}
