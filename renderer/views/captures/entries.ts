import Download from '@lucide/svelte/icons/download'
import Eye from '@lucide/svelte/icons/eye'
import FolderOpen from '@lucide/svelte/icons/folder-open'
import Pencil from '@lucide/svelte/icons/pencil'
import Trash from '@lucide/svelte/icons/trash-2'
import type { CaptureInfo } from '../../../shared/capture'
import { t } from '../../../shared/words/words'
import { formatCount } from '../../format/bytes'
import type { MenuAction } from '../../ui/menu'

export interface CaptureActions {
  open: (info: CaptureInfo) => void
  rename: (info: CaptureInfo) => void
  reveal: (info: CaptureInfo) => void
  export: (info: CaptureInfo) => void
  remove: (captures: CaptureInfo[]) => void
}

type Action = MenuAction & { icon: NonNullable<MenuAction['icon']> }

/** What can be done with the picked captures, in the order of the tool bar and of the menu. */
export function captureEntries(picked: readonly CaptureInfo[], actions: CaptureActions): Action[] {
  const [info] = picked
  const removable = picked.filter(({ live }) => !live)
  const one = (label: string, keys: string | null, about: Pick<Action, 'icon'> & { act: (info: CaptureInfo) => void }): Action => ({
    label,
    icon: about.icon,
    disabled: picked.length !== 1,
    ...(keys === null ? {} : { keys }),
    run: () => info !== undefined && about.act(info),
  })
  return [
    one(t('captures.menu.open'), 'Enter', { icon: Eye, act: actions.open }),
    one(t('captures.menu.export'), null, { icon: Download, act: actions.export }),
    one(t('common.rename'), 'F2', { icon: Pencil, act: actions.rename }),
    one(t('captures.menu.reveal'), null, { icon: FolderOpen, act: actions.reveal }),
    {
      label: removable.length > 1 ? t('captures.menu.deleteSome', { amount: formatCount(removable.length) }) : t('captures.menu.delete'),
      icon: Trash,
      keys: 'Delete',
      danger: true,
      disabled: removable.length === 0,
      run: () => actions.remove(removable),
    },
  ]
}
