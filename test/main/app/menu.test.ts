import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { menuTemplate } from '../../../main/app/menu'
import type { MenuAction } from '../../../shared/contract'

function items(platform: NodeJS.Platform, developing = false, choose: (action: MenuAction) => void = () => undefined): MenuItemConstructorOptions[] {
  const flat = (item: MenuItemConstructorOptions): MenuItemConstructorOptions[] => [item, ...(Array.isArray(item.submenu) ? item.submenu.flatMap(flat) : [])]
  return menuTemplate({ platform, developing, choose }).flatMap(flat)
}

const accelerators: Partial<Record<MenuAction, string>> = {
  'new-profile': 'CommandOrControl+N',
  'open-all': 'CommandOrControl+Shift+O',
  'close-all': 'CommandOrControl+Shift+W',
  'find': 'CommandOrControl+F',
  'find-next': 'CommandOrControl+G',
  'find-previous': 'CommandOrControl+Shift+G',
  'focus-filter': 'CommandOrControl+Shift+F',
  'pause-log': 'CommandOrControl+Shift+P',
  'add-mark': 'CommandOrControl+M',
  'new-capture': 'CommandOrControl+Shift+K',
  'show-captures': 'CommandOrControl+Shift+Y',
  'export-log': 'CommandOrControl+Shift+E',
  'focus-search': 'CommandOrControl+P',
  'focus-composer': 'CommandOrControl+L',
  'toggle-hub': 'CommandOrControl+Shift+H',
  'paste-connection': 'CommandOrControl+Shift+L',
  'show-environments': 'CommandOrControl+E',
}
const actions: MenuAction[] = [
  'new-profile', 'import', 'export', 'open-all', 'close-all', 'focus-composer', 'focus-search', 'toggle-hub',
  'find', 'find-next', 'find-previous', 'focus-filter', 'pause-log', 'add-mark', 'new-capture', 'show-captures', 'export-log',
  'paste-connection', 'show-environments', 'edit-defaults',
]

describe('menuTemplate', () => {
  it('has one item for every action, under its shortcut', () => {
    const chosen: Record<string, unknown> = {}
    let current: MenuItemConstructorOptions = {}
    const choose = (action: MenuAction) => {
      chosen[action] = current.accelerator
    }
    for (current of items('linux', false, choose)) (current.click as (() => void) | undefined)?.()
    expect(Object.keys(chosen).sort()).toEqual([...actions].sort())
    for (const action of actions) expect(chosen[action]).toBe(accelerators[action])
  })

  it('never gives one shortcut to two items', () => {
    const used = items('darwin', true).flatMap((item) => item.accelerator ?? [])
    expect(new Set(used).size).toBe(used.length)
  })

  it("follows the platform's custom, and shows the developer tools only to developers", () => {
    const roles = (platform: NodeJS.Platform, developing = false) => items(platform, developing).flatMap((item) => item.role ?? [])
    expect(roles('darwin')).toEqual(expect.arrayContaining(['appMenu', 'window', 'minimize', 'close']))
    expect(roles('darwin')).not.toContain('quit')
    expect(roles('linux')).toContain('quit')
    expect(roles('win32')).not.toContain('appMenu')
    expect(roles('linux')).not.toContain('toggleDevTools')
    expect(roles('linux', true)).toContain('toggleDevTools')
  })
})
