import Copy from '@lucide/svelte/icons/copy'
import CopyPlus from '@lucide/svelte/icons/copy-plus'
import FolderInput from '@lucide/svelte/icons/folder-input'
import Layers from '@lucide/svelte/icons/layers'
import Pencil from '@lucide/svelte/icons/pencil'
import Plug from '@lucide/svelte/icons/plug'
import Plus from '@lucide/svelte/icons/plus'
import Settings2 from '@lucide/svelte/icons/settings-2'
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal'
import SquareTerminal from '@lucide/svelte/icons/square-terminal'
import Trash from '@lucide/svelte/icons/trash-2'
import Upload from '@lucide/svelte/icons/upload'
import { lineFormats } from '../../../shared/exchange'
import { t } from '../../../shared/words/words'
import { exportedWords } from '../../format/exchange'
import type { TreeRow } from '../../state/profiles.svelte'
import type { Workbench } from '../../state/workbench.svelte'
import type { MenuEntry } from '../../ui/menu'

type ProfileRow = Extract<TreeRow, { kind: 'profile' }>
type FolderRow = Extract<TreeRow, { kind: 'folder' }>

/** What the tree itself has to do for its menu. */
interface TreeActions {
  rename: (folderId: string) => void
  openMany: (profileId: string) => void
  remove: (row: TreeRow) => void
}

export function profileEntries(row: ProfileRow, workbench: Workbench, tree: TreeActions): MenuEntry[] {
  const { profiles, editor, exchange, launcher, notices } = workbench
  const { profile } = row
  const report = (error: unknown) => notices.fail(error)
  const folders = profiles.book.folders.filter(({ id }) => id !== profile.folderId)
  const moveTo = (folderId: string | null) => () => void profiles.move([profile.id], folderId, null).catch(report)
  return [
    { label: t('sidebar.profile.connect'), icon: Plug, keys: 'Enter', run: () => void launcher.connect(profile.id).catch(report) },
    { label: t('sidebar.profile.openMany'), icon: Layers, run: () => tree.openMany(profile.id) },
    { label: t('sidebar.profile.openWith'), icon: Settings2, run: () => editor.openWith([profile.id], 1) },
    'separator',
    { label: t('sidebar.profile.edit'), icon: Pencil, keys: 'F2', run: () => editor.edit(profile) },
    { label: t('sidebar.profile.duplicate'), icon: CopyPlus, run: () => void profiles.duplicate(profile.id).catch(report) },
    {
      label: t('sidebar.profile.moveTo'),
      icon: FolderInput,
      disabled: folders.length === 0 && profile.folderId === null,
      entries: [
        ...folders.map((folder): MenuEntry => ({ label: folder.name, run: moveTo(folder.id) })),
        ...(profile.folderId === null ? [] : [...(folders.length > 0 ? (['separator'] as const) : []), { label: t('sidebar.profile.moveOut'), run: moveTo(null) }]),
      ],
    },
    { label: t('sidebar.profile.copyUrl'), icon: Copy, run: () => void navigator.clipboard.writeText(profile.url).then(() => notices.done(t('sidebar.profile.urlCopied')), report) },
    {
      label: t('sidebar.profile.copyAs'),
      icon: SquareTerminal,
      entries: lineFormats.map((format): MenuEntry => ({ label: t('sidebar.profile.line', { format }), run: () => void exchange.copyLine(profile.id, format).catch(report) })),
    },
    { label: t('sidebar.profile.export'), icon: Upload, run: () => void exportFile(workbench, [profile.id]) },
    'separator',
    { label: t('sidebar.profile.delete'), icon: Trash, keys: 'Del', danger: true, run: () => tree.remove(row) },
  ]
}

export function folderEntries(row: FolderRow, workbench: Workbench, tree: TreeActions): MenuEntry[] {
  const { editor, launcher, notices } = workbench
  const idle = launcher.idle(row.profileIds)
  return [
    {
      label: t('sidebar.folder.openAll', { count: idle.length }),
      icon: Plug,
      disabled: idle.length === 0,
      run: () => void launcher.openAll(idle).catch((error: unknown) => notices.fail(error)),
    },
    {
      label: t('sidebar.profile.openWith'),
      icon: Settings2,
      disabled: row.profileIds.length === 0,
      run: () => editor.openWith(row.profileIds, 1),
    },
    { label: t('sidebar.folder.newProfile'), icon: Plus, run: () => editor.create({ folderId: row.id }) },
    'separator',
    { label: t('sidebar.folder.options'), icon: SlidersHorizontal, run: () => editor.editFolder(row.folder) },
    { label: t('sidebar.folder.rename'), icon: Pencil, keys: 'F2', run: () => tree.rename(row.id) },
    { label: t('sidebar.folder.export'), icon: Upload, run: () => void exportFolder(workbench, row) },
    'separator',
    { label: t('sidebar.folder.delete'), icon: Trash, keys: 'Del', danger: true, run: () => tree.remove(row) },
  ]
}

/** null: all profiles. */
export async function exportFile({ profiles, notices }: Workbench, ids: readonly string[] | null): Promise<void> {
  try {
    const { file, count, secretsLeft } = await profiles.exportFile(ids)
    if (file !== null) notices.done(exportedWords(count, secretsLeft))
  } catch (error) {
    notices.fail(error)
  }
}

async function exportFolder({ profiles, notices }: Workbench, { folder }: FolderRow): Promise<void> {
  try {
    const { file, count, secretsLeft } = await profiles.exportFolder(folder.id)
    if (file !== null) notices.done(t('sidebar.folder.exported', { name: folder.name, exported: exportedWords(count, secretsLeft) }))
  } catch (error) {
    notices.fail(error)
  }
}

export async function removeProfile(row: ProfileRow, { profiles, notices }: Workbench): Promise<void> {
  try {
    const undo = await profiles.remove([row.id])
    notices.done(t('sidebar.profile.deleted', { name: row.profile.name }), () => void undo().catch((error: unknown) => notices.fail(error)))
  } catch (error) {
    notices.fail(error)
  }
}

export async function removeFolder(row: FolderRow, { profiles, notices }: Workbench): Promise<void> {
  try {
    const undo = await profiles.removeFolder(row.folder)
    notices.done(t('sidebar.folder.deleted', { name: row.folder.name }), () => void undo().catch((error: unknown) => notices.fail(error)))
  } catch (error) {
    notices.fail(error)
  }
}
