import { describe, expect, it } from 'vitest'
import { Api } from '../../../../renderer/api'
import { Workbench } from '../../../../renderer/state/workbench.svelte'
import type { MenuAction, MenuEntry } from '../../../../renderer/ui/menu'
import { folderEntries, profileEntries } from '../../../../renderer/views/sidebar/entries'
import { newFolder, newProfile } from '../../../../shared/profile'
import { FakeBridge, startReply } from '../../../support/bridge'
import { until } from '../../../support/until'

const tree = { rename: () => undefined, openMany: () => undefined, remove: () => undefined }
const book = { folders: [newFolder('f', { name: 'Staging' })], profiles: [newProfile('p', { name: 'Orders', folderId: 'f' })] }

function actions(entries: readonly MenuEntry[]): MenuAction[] {
  return entries.flatMap((entry) => (entry === 'separator' ? [] : 'entries' in entry ? actions(entry.entries) : [entry]))
}

async function opened(kind: 'profile' | 'folder') {
  const toasts: string[] = []
  const bridge = new FakeBridge()
    .answer('app.start', () => startReply({ book }))
    .answer('log.view', () => ({ viewId: 1, first: 0, end: 0, scanned: 1 }))
  const workbench = new Workbench(new Api(bridge), ({ title }) => toasts.push(title))
  await workbench.start()
  workbench.rates.dispose()
  const [row] = workbench.profiles.rows.filter((each) => each.kind === kind)
  if (row === undefined) throw new Error('no row')
  const entries = actions(row.kind === 'folder' ? folderEntries(row, workbench, tree) : profileEntries(row, workbench, tree))
  const run = (label: string) => {
    const entry = entries.find((each) => each.label === label)
    if (entry === undefined) throw new Error(`no entry ${label}`)
    entry.run()
  }
  return { bridge, workbench, toasts, run }
}

describe('the menu of a folder', () => {
  it('opens its options', async () => {
    const { workbench, run } = await opened('folder')
    run('Options…')
    expect(workbench.editor.draft).toMatchObject({ kind: 'folder', id: 'f' })
  })

  it('exports it in one file and says that secrets stay', async () => {
    const { bridge, toasts, run } = await opened('folder')
    bridge.answer('folders.export', () => ({ file: '/staging.json', count: 1, secretsLeft: 2 }))
    run('Export folder…')
    await until(() => toasts.length > 0)
    expect([bridge.sent('folders.export'), toasts]).toEqual([[{ id: 'f' }], ['“Staging”: 1 profile exported, 2 secrets left out']])
  })

  it('opens its profiles with options for this time', async () => {
    const { workbench, run } = await opened('folder')
    run('Open with options…')
    expect(workbench.editor.draft).toMatchObject({ kind: 'opening', profileIds: ['p'], count: 1 })
  })
})

describe('the menu of a profile', () => {
  it('opens it with options for this time', async () => {
    const { workbench, run } = await opened('profile')
    run('Open with options…')
    expect(workbench.editor.draft).toMatchObject({ kind: 'opening', profileIds: ['p'], count: 1 })
  })

  it.each(['wscat', 'websocat'] as const)('asks main for its %s line', async (format) => {
    const { bridge, run } = await opened('profile')
    run(`${format} line`)
    await until(() => bridge.sent('exchange.line').length > 0)
    expect(bridge.sent('exchange.line')).toEqual([{ profileId: 'p', format }])
  })
})
