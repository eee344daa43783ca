import type { MenuItemConstructorOptions as Item } from 'electron'
import { afterEach, describe, expect, it } from 'vitest'
import { followMenu, menuTemplate } from '../../../main/app/menu'
import { actionIds, actionTable, type ActionId, type OwnShortcuts } from '../../../shared/actions'
import { followLanguage, languages, type Language } from '../../../shared/words/words'

interface Wish {
  developing?: boolean
  shortcuts?: OwnShortcuts
  choose?: (action: ActionId) => void
}

const template = (platform: NodeJS.Platform, { developing = false, shortcuts = {}, choose = () => undefined }: Wish = {}) =>
  menuTemplate({ platform, developing, shortcuts, choose })
const flat = (item: Item): Item[] => [item, ...(Array.isArray(item.submenu) ? item.submenu.flatMap(flat) : [])]
const items = (platform: NodeJS.Platform, wish: Wish = {}) => template(platform, wish).flatMap(flat)
const inMenus = actionIds.filter((id) => actionTable[id].menu !== null)
const platforms = ['linux', 'win32', 'darwin'] as const

afterEach(() => followLanguage(() => 'en'))

/** Accelerators of roles that Electron brings itself, as it writes them. */
const ofRoles: Partial<Record<NonNullable<Item['role']>, string[]>> = {
  undo: ['CommandOrControl+Z'], cut: ['CommandOrControl+X'], copy: ['CommandOrControl+C'], paste: ['CommandOrControl+V'], selectAll: ['CommandOrControl+A'],
  redo: ['CommandOrControl+Y', 'CommandOrControl+Shift+Z'], resetZoom: ['CommandOrControl+0'], zoomIn: ['CommandOrControl+Plus'], zoomOut: ['CommandOrControl+-'],
  reload: ['CommandOrControl+R'], toggleDevTools: ['CommandOrControl+Shift+I', 'Alt+Command+I'], hide: ['CommandOrControl+H'], hideOthers: ['CommandOrControl+Alt+H'],
  togglefullscreen: ['F11', 'Control+Command+F'], pasteAndMatchStyle: ['CommandOrControl+Alt+Shift+V'],
}

describe.each(platforms)('the menu on %s', (platform) => {
  it('reaches every action that has a place in it, once', () => {
    const chosen: ActionId[] = []
    for (const item of items(platform, { choose: (action) => chosen.push(action) })) (item.click as (() => void) | undefined)?.()
    expect(chosen.toSorted()).toEqual(inMenus.toSorted())
  })

  it.each(languages)('has words for every item in %s, and none twice in a menu', (language: Language) => {
    followLanguage(() => language)
    for (const menu of template(platform)) {
      const labels = flat(menu).filter(({ type }) => type !== 'separator').map(({ label }) => label ?? '')
      expect(labels.filter((label) => label === '')).toEqual([])
      expect(new Set(labels).size).toBe(labels.length)
      expect(labels.filter((label) => /^(actions|menu)\./.test(label))).toEqual([])
    }
  })

  it('never gives one shortcut to two items', () => {
    const used = items(platform, { developing: true }).flatMap(({ accelerator, role }) => accelerator ?? (role === undefined ? [] : (ofRoles[role] ?? [])))
    expect(used.filter((keys, index) => used.indexOf(keys) !== index)).toEqual([])
  })

  it('begins and ends no menu with a line, and has none after another', () => {
    for (const { submenu } of template(platform, { developing: true })) {
      const kinds = (submenu as Item[]).map(({ type }) => type)
      expect([kinds[0], kinds.at(-1)]).toEqual([undefined, undefined])
      expect(kinds.some((kind, index) => kind === 'separator' && kinds[index + 1] === 'separator')).toBe(false)
    }
  })
})

describe('menuTemplate', () => {
  const itemOf = (action: ActionId, wish: Wish = {}) => items('linux', wish).find(({ id }) => id === action)

  it("shows the usual shortcuts, the person's own over them, and none where they took it away", () => {
    expect(itemOf('new-profile')?.accelerator).toBe('CommandOrControl+N')
    const shortcuts = { 'new-profile': 'Mod+Alt+P', 'add-mark': null, import: 'F5' }
    expect(itemOf('new-profile', { shortcuts })?.accelerator).toBe('CommandOrControl+Alt+P')
    expect(itemOf('import', { shortcuts })?.accelerator).toBe('F5')
    expect(itemOf('add-mark', { shortcuts })).not.toHaveProperty('accelerator')
  })

  it('leaves the keys to the page but for quitting, which must not need one', () => {
    expect(items('linux').filter(({ id, registerAccelerator }) => id !== undefined && registerAccelerator === true).map(({ id }) => id)).toEqual(['quit'])
  })

  it("follows the platform's custom, and shows the developer tools only to developers", () => {
    const roles = (platform: NodeJS.Platform, developing = false) => items(platform, { developing }).flatMap((item) => item.role ?? [])
    const labels = (platform: NodeJS.Platform, menu: number) => (template(platform)[menu]?.submenu as Item[]).flatMap(({ label }) => label ?? [])
    expect(labels('darwin', 0)).toEqual(expect.arrayContaining(['About Sockdeck', 'Settings…', 'Services', 'Quit Sockdeck']))
    expect(labels('darwin', 1)).not.toEqual(expect.arrayContaining(['Settings…']))
    expect(labels('linux', 0)).toEqual(expect.arrayContaining(['Settings…', 'Close Window', 'Quit Sockdeck']))
    expect(roles('darwin')).toEqual(expect.arrayContaining(['window', 'minimize', 'front']))
    expect(roles('linux')).not.toContain('window')
    // It would quit without a question.
    for (const platform of platforms) expect(roles(platform)).not.toContain('quit')
    expect(roles('linux')).not.toContain('toggleDevTools')
    expect(roles('linux', true)).toContain('toggleDevTools')
  })
})

describe('followMenu', () => {
  it('sets the menu anew when the language or a shortcut changes, and for nothing else', () => {
    let language: Language = 'en'
    followLanguage(() => language)
    const told: (() => void)[] = []
    const settings = { value: { shortcuts: {} as OwnShortcuts }, onChange: (listener: () => void) => (told.push(listener), () => undefined) }
    const set: Item[][] = []
    followMenu({ platform: 'linux', developing: false, choose: () => undefined, settings, set: (menu) => set.push(menu) })
    const change = () => told.forEach((tell) => tell())
    expect(set.map(([file]) => file?.label)).toEqual(['&File'])
    change()
    expect(set).toHaveLength(1)
    language = 'zh-CN'
    change()
    expect(set.map(([file]) => file?.label)).toEqual(['&File', '文件(&F)'])
    settings.value = { shortcuts: { find: 'F4' } }
    change()
    expect(set.at(-1)?.flatMap(flat).find(({ id }) => id === 'find')?.accelerator).toBe('F4')
  })
})
