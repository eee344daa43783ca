import { beforeEach, describe, expect, it } from 'vitest'
import { Api } from '../../../renderer/api'
import { Commands } from '../../../renderer/state/commands'
import { Settings } from '../../../renderer/state/settings.svelte'
import { Shortcuts, type KeyPress } from '../../../renderer/state/shortcuts.svelte'
import type { ActionId } from '../../../shared/actions'
import { FakeBridge, startReply } from '../../support/bridge'

let bridge: FakeBridge
let commands: Commands
let settings: Settings
let shortcuts: Shortcuts
let ran: ActionId[]

beforeEach(() => {
  bridge = new FakeBridge()
  settings = new Settings(new Api(bridge))
  settings.start(startReply())
  commands = new Commands()
  commands.complete()
  ran = []
  for (const action of ['new-profile', 'find-next', 'show-palette', 'send', 'quit', 'theme-dark'] as const) commands.on(action, () => ran.push(action))
  shortcuts = new Shortcuts(settings, commands)
  shortcuts.start({ platform: 'linux' })
})

function press(key: string, about: Partial<KeyPress> = {}, inDialog = false): boolean {
  let prevented = false
  const state = { key, code: '', ctrlKey: true, metaKey: false, altKey: false, shiftKey: false, repeat: false, isComposing: false, defaultPrevented: false }
  shortcuts.press({ ...state, getModifierState: () => false, preventDefault: () => (prevented = true), ...about }, inDialog)
  return prevented
}

describe('a key press', () => {
  it('runs the action it stands for, and is used up by it', () => {
    expect(press('n')).toBe(true)
    expect(press('k')).toBe(true)
    expect(ran).toEqual(['new-profile', 'show-palette'])
  })

  it('is left alone when it means nothing, or nobody would listen', () => {
    expect([press('n', { ctrlKey: false }), press('9'), press('j'), press('Control')]).toEqual([false, false, false, false])
    expect(ran).toEqual([])
  })

  it('is left alone when an element has used it, while text is composed, and with AltGr', () => {
    expect([press('n', { defaultPrevented: true }), press('n', { isComposing: true }), press('n', { getModifierState: (name) => name === 'AltGraph' })]).toEqual([false, false, false])
    expect(ran).toEqual([])
  })

  it('held down repeats only what makes sense again, and comes to nothing else', () => {
    expect([press('n', { repeat: true }), press('g', { repeat: true })]).toEqual([true, true])
    expect(ran).toEqual(['find-next'])
  })

  it('in a dialog runs only what leaves it in peace', async () => {
    await shortcuts.set('theme-dark', 'F8')
    expect([press('n', {}, true), press('F8', { ctrlKey: false }, true), press('q', {}, true)]).toEqual([false, true, true])
    expect(ran).toEqual(['theme-dark', 'quit'])
  })

  it('is with ⌘ on a Mac, and Ctrl is another key there', () => {
    shortcuts.start({ platform: 'darwin' })
    expect([press('n'), press('n', { ctrlKey: false, metaKey: true })]).toEqual([false, true])
  })

  it('sends what has a shortcut of its own where no action has the keys, but never again and again', () => {
    const sent: string[] = []
    shortcuts.also((keys) => (keys === 'Mod+1' || keys === 'Mod+N' ? { name: 'Hello', run: () => sent.push(keys) } : null))
    expect([press('1'), press('n'), press('1', { repeat: true }), press('1', {}, true)]).toEqual([true, true, false, false])
    expect({ sent, ran }).toEqual({ sent: ['Mod+1'], ran: ['new-profile'] })
    expect(shortcuts.holder('Mod+1', 'import')).toEqual({ kind: 'other', name: 'Hello' })
  })
})

describe('changing a shortcut', () => {
  it('is saved, works at once, and the usual keys no longer do', async () => {
    await shortcuts.set('new-profile', 'Mod+Alt+P')
    expect(bridge.sent('settings.save')).toEqual([{ shortcuts: { 'new-profile': 'Mod+Alt+P' } }])
    expect([press('n'), press('p', { altKey: true })]).toEqual([false, true])
    expect([shortcuts.keys('new-profile'), shortcuts.isOwn('new-profile'), shortcuts.isOwn('send')]).toEqual(['Mod+Alt+P', true, false])
  })

  it('says who has the keys already', () => {
    expect(shortcuts.holder('Mod+K', 'new-profile')).toEqual({ kind: 'action', action: 'show-palette' })
    expect(shortcuts.holder('Mod+C', 'new-profile')).toEqual({ kind: 'system', word: 'copy' })
    expect([shortcuts.holder('Mod+N', 'new-profile'), shortcuts.holder('Mod+9', 'new-profile')]).toEqual([null, null])
  })

  it('takes the keys over: the one who had them has none', async () => {
    await shortcuts.set('new-profile', 'Mod+K')
    expect([shortcuts.keys('new-profile'), shortcuts.keys('show-palette')]).toEqual(['Mod+K', null])
    expect(press('k')).toBe(true)
    expect(ran).toEqual(['new-profile'])
  })

  it('back to the usual one keeps nothing, and takes it from whoever has it now', async () => {
    await shortcuts.set('import', 'Mod+N')
    await shortcuts.reset('new-profile')
    expect(settings.shortcuts).toEqual({})
    await shortcuts.set('new-profile', null)
    expect([shortcuts.keys('new-profile'), shortcuts.isOwn('new-profile'), shortcuts.someOwn]).toEqual([null, true, true])
    await shortcuts.reset('new-profile')
    expect([shortcuts.keys('new-profile'), shortcuts.someOwn]).toEqual(['Mod+N', false])
  })

  it('of all at once can be undone', async () => {
    await shortcuts.set('find', 'F4')
    const undo = await shortcuts.resetAll()
    expect(shortcuts.keys('find')).toBe('Mod+F')
    await undo()
    expect(shortcuts.keys('find')).toBe('F4')
  })
})
