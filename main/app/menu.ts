/** The native menu: the table of actions as items with their words and shortcuts, and the system's own roles between them. */
import type { MenuItemConstructorOptions as Item } from 'electron'
import { actionIds, actionTable, keysOf, type ActionId, type ActionMenu, type OwnShortcuts } from '../../shared/actions'
import { electronKeys } from '../../shared/shortcut'
import { language, t } from '../../shared/words/words'

export interface MenuOptions {
  platform: NodeJS.Platform
  /** Adds reload and the developer tools. */
  developing: boolean
  shortcuts: OwnShortcuts
  choose: (action: ActionId) => void
}

const line: Item = { type: 'separator' }
/** On a Mac they stand in the menu of the app. */
const ofTheApp: readonly ActionId[] = ['show-settings', 'quit']

export function menuTemplate(options: MenuOptions): Item[] {
  const mac = options.platform === 'darwin'
  const menu = (name: ActionMenu): Item[] => items(options, name)
  return [
    ...(mac ? [appMenu(options)] : []),
    { label: t('menu.file'), submenu: menu('file') },
    { label: t('menu.edit'), submenu: [...edit(mac), ...after(menu('edit'))] },
    { label: t('menu.view'), submenu: [...menu('view'), ...zoom(), ...(options.developing ? tools() : [])] },
    { label: t('menu.connections'), submenu: menu('connections') },
    { label: t('menu.log'), submenu: menu('log') },
    ...(mac ? [macWindow()] : []),
    { label: t('menu.help'), role: 'help', submenu: [...menu('help'), ...(mac ? [] : [line, { role: 'about' as const, label: t('menu.about') }])] },
  ]
}

export interface FollowOptions extends Omit<MenuOptions, 'shortcuts'> {
  settings: { value: { shortcuts: OwnShortcuts }; onChange(listener: () => void): () => void }
  set: (template: Item[]) => void
}

/** Sets the menu, and anew when the language or a shortcut changes. */
export function followMenu({ settings, set, ...options }: FollowOptions): void {
  let shown = ''
  const apply = () => {
    const { shortcuts } = settings.value
    const now = JSON.stringify([language(), shortcuts])
    if (now === shown) return
    shown = now
    set(menuTemplate({ ...options, shortcuts }))
  }
  apply()
  settings.onChange(apply)
}

/** The actions of one menu in the table's order, with a line where the group changes. */
function items(options: MenuOptions, menu: ActionMenu): Item[] {
  const mac = options.platform === 'darwin'
  const own = actionIds.filter((id) => actionTable[id].menu === menu && !(mac && ofTheApp.includes(id)))
  return own.flatMap((id, index) => {
    const before = own[index - 1]
    const begins = before !== undefined && actionTable[before].group !== actionTable[id].group
    return begins ? [line, item(options, id)] : [item(options, id)]
  })
}

/** The page itself hears the keys, in the window they are pressed in; only quitting must not depend on a page that may be dead. */
function item({ shortcuts, choose }: MenuOptions, action: ActionId): Item {
  const keys = keysOf(action, shortcuts)
  const accelerator = keys === null ? {} : { accelerator: electronKeys(keys), registerAccelerator: action === 'quit' }
  return { id: action, label: t(`actions.${action}`), click: () => choose(action), ...accelerator }
}

function after(more: Item[]): Item[] {
  return more.length === 0 ? [] : [line, ...more]
}

function appMenu(options: MenuOptions): Item {
  return {
    label: 'Sockdeck',
    submenu: [
      { role: 'about', label: t('menu.about') },
      line,
      item(options, 'show-settings'),
      line,
      { role: 'services', label: t('menu.services') },
      line,
      { role: 'hide', label: t('menu.hide') },
      { role: 'hideOthers', label: t('menu.hideOthers') },
      { role: 'unhide', label: t('menu.unhide') },
      line,
      item(options, 'quit'),
    ],
  }
}

function edit(mac: boolean): Item[] {
  return [
    { role: 'undo', label: t('menu.undo') },
    { role: 'redo', label: t('menu.redo') },
    line,
    { role: 'cut', label: t('menu.cut') },
    { role: 'copy', label: t('menu.copy') },
    { role: 'paste', label: t('menu.paste') },
    ...(mac ? [{ role: 'pasteAndMatchStyle' as const, label: t('menu.pasteAndMatchStyle') }] : []),
    { role: 'delete', label: t('menu.delete') },
    line,
    { role: 'selectAll', label: t('menu.selectAll') },
  ]
}

function zoom(): Item[] {
  return [
    line,
    { role: 'resetZoom', label: t('menu.resetZoom') },
    { role: 'zoomIn', label: t('menu.zoomIn') },
    { role: 'zoomOut', label: t('menu.zoomOut') },
    line,
    { role: 'togglefullscreen', label: t('menu.fullScreen') },
  ]
}

function tools(): Item[] {
  return [line, { role: 'reload', label: t('menu.reload') }, { role: 'toggleDevTools', label: t('menu.developerTools') }]
}

/** As the system's own, but ⌘M adds a mark to the log. */
function macWindow(): Item {
  return {
    role: 'window',
    label: t('menu.window'),
    submenu: [
      { role: 'minimize', label: t('menu.minimize'), accelerator: 'Control+Command+M' },
      { role: 'zoom', label: t('menu.zoomWindow') },
      line,
      { role: 'front', label: t('menu.front') },
    ],
  }
}
