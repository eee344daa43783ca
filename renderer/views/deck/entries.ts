import ChartLine from '@lucide/svelte/icons/chart-line'
import CircleQuestion from '@lucide/svelte/icons/circle-question-mark'
import Copy from '@lucide/svelte/icons/copy'
import ListFilter from '@lucide/svelte/icons/list-filter'
import Pencil from '@lucide/svelte/icons/pencil'
import Plug from '@lucide/svelte/icons/plug'
import Trash from '@lucide/svelte/icons/trash-2'
import Unplug from '@lucide/svelte/icons/unplug'
import type { ConnectionId, ConnectionSnapshot, StateKind } from '../../../shared/connection'
import type { WordKey } from '../../../shared/words/words'
import { t } from '../../../shared/words/words'
import type { Workbench } from '../../state/workbench.svelte'
import type { MenuEntry } from '../../ui/menu'

const next = {
  idle: 'deck.row.connect',
  closed: 'deck.row.connect',
  failed: 'deck.row.connect',
  waiting: 'deck.row.retryNow',
  connecting: 'deck.row.cancel',
  open: 'deck.row.disconnect',
  closing: 'deck.row.cutNow',
} as const satisfies Record<StateKind, WordKey>

export function socketEntries(connection: ConnectionSnapshot, workbench: Workbench, remove: (id: ConnectionId) => void): MenuEntry[] {
  const { attempts, connections, desk, editor, log, notices, profiles } = workbench
  const { id, url, profileId, state } = connection
  const report = (error: unknown) => notices.fail(error)
  const profile = profiles.byId.get(profileId)
  const live = state.kind === 'open' || state.kind === 'connecting' || state.kind === 'closing'
  const first: MenuEntry = { label: t(next[state.kind]), icon: live ? Unplug : Plug, keys: 'Enter', run: () => void connections.toggle(id).catch(report) }
  const stop: MenuEntry[] = state.kind === 'waiting' ? [{ label: t('deck.row.stop'), icon: Unplug, run: () => void connections.close([id]).catch(report) }] : []
  return [
    first,
    ...stop,
    'separator',
    { label: t('deck.menu.charts'), icon: ChartLine, keys: 'C', run: () => (desk.stage = { kind: 'socket', id }) },
    { label: t('deck.menu.attempts'), icon: CircleQuestion, keys: 'W', disabled: state.kind === 'idle', run: () => void attempts.open(id) },
    { label: t('deck.menu.showOnly'), icon: ListFilter, run: () => void log.showOnly(id).catch(report) },
    'separator',
    { label: t('deck.menu.copyUrl'), icon: Copy, run: () => void navigator.clipboard.writeText(url).then(() => notices.done(t('deck.menu.urlCopied')), report) },
    { label: t('deck.menu.editProfile'), icon: Pencil, disabled: profile === undefined, run: () => profile !== undefined && editor.edit(profile) },
    'separator',
    { label: t('deck.menu.remove'), icon: Trash, keys: 'Del', danger: true, run: () => remove(id) },
  ]
}

/** Taken off the deck, with a way back. */
export async function removeSockets(ids: readonly ConnectionId[], { connections, notices }: Workbench): Promise<void> {
  const [only] = ids
  const name = ids.length === 1 && only !== undefined ? connections.get(only)?.name : undefined
  const putBack = await connections.remove(ids)
  const undo = async () => {
    const missing = await putBack()
    if (ids.length > missing) notices.done(t('deck.back', { count: ids.length - missing }))
    if (missing > 0) notices.done(t('deck.notBack', { count: missing }))
  }
  const title = name === undefined ? t('deck.removed', { count: ids.length }) : t('deck.removedOne', { name })
  notices.done(title, () => void undo().catch((error: unknown) => notices.fail(error)))
}
