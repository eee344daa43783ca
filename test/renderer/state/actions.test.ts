import { beforeEach, describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Workbench } from '../../../renderer/state/workbench.svelte'
import type { ToastMessage } from '../../../renderer/state/notices.svelte'
import { AppError } from '../../../shared/errors'
import { FakeBridge, startReply } from '../../support/bridge'
import { until } from '../../support/until'

let bridge: FakeBridge
let workbench: Workbench
let toasts: ToastMessage[]

beforeEach(async () => {
  toasts = []
  bridge = new FakeBridge().answer('app.start', () => startReply()).answer('captures.list', () => ({ captures: [], diskBytes: 0 }))
  workbench = new Workbench(new Api(bridge), (message) => toasts.push(message))
  await workbench.start()
})

describe('actions of the window itself', () => {
  it('open dialogs, the hub and another window', () => {
    const { commands, desk } = workbench
    for (const [action, dialog] of [['show-palette', 'palette'], ['show-shortcuts', 'shortcuts'], ['show-settings', 'settings']] as const) {
      commands.run(action)
      expect(desk.dialog).toBe(dialog)
    }
    commands.run('show-palette')
    commands.run('show-palette')
    expect(desk.dialog).toBeNull()
    commands.run('show-hub')
    expect(desk.stage).toEqual({ kind: 'hub' })
    commands.run('new-window')
    commands.run('quit')
    expect([bridge.sent('windows.open'), bridge.sent('app.quit')]).toEqual([[{}], [{}]])
  })

  it('set theme and language, and fold panes away and back', async () => {
    const { commands, settings, desk } = workbench
    commands.run('theme-contrast')
    commands.run('language-zh-CN')
    commands.run('toggle-composer')
    expect([settings.theme, settings.language, desk.shows('composer')]).toEqual(['contrast', 'zh-CN', false])
    commands.run('language-en')
    commands.run('toggle-composer')
    expect([settings.language, desk.shows('composer')]).toEqual(['en', true])
    await until(() => bridge.sent('settings.save').length === 5)
  })

  it('come from the menu, too, and say what went wrong', async () => {
    bridge.refuse('windows.open', new AppError('too-many', 'At most 8 windows can be open'))
    bridge.emit('menu.chosen', { action: 'new-window' })
    await until(() => toasts.length === 1)
    expect(toasts[0]).toMatchObject({ level: 'error', text: expect.stringContaining('At most 8 windows') as string })
  })
})

describe('an action whose view is not there', () => {
  it('brings the folded pane back, then asks its view', async () => {
    const { commands, desk } = workbench
    await desk.toggle('messages')
    await desk.toggle('composer')
    const heard: string[] = []
    // A view listens from when its pane is there.
    bridge.answer('settings.save', ({ hidden }) => {
      if (hidden?.length === 0) commands.on('focus-messages', () => heard.push('focus'))
      return startReply().settings
    })
    commands.run('focus-messages')
    await until(() => heard.length === 1)
    expect([desk.shows('composer'), desk.shows('messages')]).toEqual([true, true])
  })

  it('brings the log back from a page that is in its place', () => {
    const { commands, desk } = workbench
    commands.run('show-hub')
    commands.run('find')
    expect(desk.stage).toEqual({ kind: 'log' })
  })

  it('is done without one where that can be: a new profile, the whole deck', () => {
    const { commands, editor } = workbench
    commands.run('new-profile')
    expect(editor.draft?.kind).toBe('profile')
    commands.run('close-all')
    commands.run('open-all')
    expect(bridge.sent('connections.add')).toEqual([])
    expect(toasts).toEqual([])
  })
})
