import CalendarClock from '@lucide/svelte/icons/calendar-clock'
import Copy from '@lucide/svelte/icons/copy'
import FolderInput from '@lucide/svelte/icons/folder-input'
import Pencil from '@lucide/svelte/icons/pencil'
import Save from '@lucide/svelte/icons/save'
import SendHorizontal from '@lucide/svelte/icons/send-horizontal'
import SquarePen from '@lucide/svelte/icons/square-pen'
import Trash from '@lucide/svelte/icons/trash-2'
import type { ComposedMessage } from '../../../shared/payload'
import type { SavedMessage } from '../../../shared/saved-message'
import type { SentItem } from '../../../shared/sent'
import { t } from '../../../shared/words/words'
import { plainLine } from '../../format/text'
import type { MessageRow } from '../../state/message-rows'
import { selectedTarget } from '../../state/schedule-draft.svelte'
import type { Workbench } from '../../state/workbench.svelte'
import type { MenuEntry } from '../../ui/menu'

export interface TreeActions {
  rename: (folderId: string) => void
  remove: (row: MessageRow) => void
}

export function beginSchedule({ schedules, selection, desk }: Workbench, message: ComposedMessage, name: string): void {
  schedules.begin({ message, name, target: selectedTarget(selection.ids) })
  desk.dialog = 'schedule'
}

export function send(message: SavedMessage, { messages, notices }: Workbench): void {
  messages.send(message).catch((error: unknown) => notices.fail(error))
}

export function messageEntries(row: Extract<MessageRow, { kind: 'message' }>, workbench: Workbench, tree: TreeActions): MenuEntry[] {
  const { messages, notices, commands } = workbench
  const { message } = row
  const report = (error: unknown) => notices.fail(error)
  const moveTo = (folderId: string | null) => () => void messages.move([message.id], folderId, null).catch(report)
  const { folders } = messages.book
  return [
    { label: t('messages.send'), icon: SendHorizontal, ...(message.shortcut === null ? {} : { keys: message.shortcut }), run: () => send(message, workbench) },
    {
      label: t('messages.take'),
      icon: SquarePen,
      keys: 'Enter',
      run: () => {
        messages.take(message)
        commands.run('focus-composer')
      },
    },
    { label: t('messages.schedule'), icon: CalendarClock, run: () => beginSchedule(workbench, { format: message.format, text: message.text }, message.name) },
    'separator',
    { label: t('messages.edit'), icon: Pencil, keys: 'F2', run: () => messages.beginEdit(message) },
    { label: t('messages.duplicate'), icon: Copy, run: () => void messages.duplicate(message).catch(report) },
    {
      label: t('messages.moveTo'),
      icon: FolderInput,
      disabled: folders.length === 0,
      entries: [
        ...folders.filter(({ id }) => id !== message.folderId).map((folder): MenuEntry => ({ label: plainLine(folder.name), run: moveTo(folder.id) })),
        ...(message.folderId === null ? [] : [{ label: t('messages.noFolder'), run: moveTo(null) }]),
      ],
    },
    'separator',
    { label: t('messages.delete'), icon: Trash, keys: 'Del', danger: true, run: () => tree.remove(row) },
  ]
}

export function folderEntries(row: Extract<MessageRow, { kind: 'folder' }>, tree: TreeActions): MenuEntry[] {
  return [
    { label: t('messages.rename'), icon: Pencil, keys: 'F2', run: () => tree.rename(row.id) },
    'separator',
    { label: t('messages.deleteFolder'), icon: Trash, keys: 'Del', danger: true, run: () => tree.remove(row) },
  ]
}

export async function removeRow(row: MessageRow, { messages, notices }: Workbench): Promise<void> {
  try {
    const folder = row.kind === 'folder'
    const undo = await (folder ? messages.removeFolder(row.folder) : messages.remove([row.id]))
    const words = folder ? t('messages.folderDeleted', { name: plainLine(row.folder.name) }) : t('messages.deleted', { name: plainLine(row.message.name) })
    notices.done(words, () => void undo().catch((error: unknown) => notices.fail(error)))
  } catch (error) {
    notices.fail(error)
  }
}

export function historyEntries(item: SentItem, workbench: Workbench, remove: () => void): MenuEntry[] {
  const { composer, messages, notices, commands } = workbench
  return [
    { label: t('messages.resend'), icon: SendHorizontal, run: () => void composer.sendMessage(item.message).catch((error: unknown) => notices.fail(error)) },
    {
      label: t('messages.take'),
      icon: SquarePen,
      keys: 'Enter',
      run: () => {
        composer.take(item.message)
        commands.run('focus-composer')
      },
    },
    { label: t('messages.schedule'), icon: CalendarClock, run: () => beginSchedule(workbench, item.message, plainLine(item.message.text.slice(0, 40))) },
    { label: t('messages.saveThis'), icon: Save, run: () => messages.beginSave(item.message) },
    'separator',
    { label: t('messages.delete'), icon: Trash, keys: 'Del', danger: true, run: remove },
  ]
}
