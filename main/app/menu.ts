/** The native menu: roles of the system, and items that tell the page which action was chosen. */
import type { MenuItemConstructorOptions as Item } from 'electron'
import type { MenuAction } from '../../shared/contract'

export interface MenuOptions {
  platform: NodeJS.Platform
  /** Adds reload and the developer tools. */
  developing: boolean
  choose: (action: MenuAction) => void
}

export function menuTemplate({ platform, developing, choose }: MenuOptions): Item[] {
  const mac = platform === 'darwin'
  const item = (label: string, action: MenuAction, accelerator?: string): Item => ({
    label,
    click: () => choose(action),
    ...(accelerator === undefined ? {} : { accelerator: `CommandOrControl+${accelerator}` }),
  })
  const line: Item = { type: 'separator' }
  const file: Item = {
    label: '&File',
    submenu: [
      item('New Profile', 'new-profile', 'N'),
      line,
      item('Import Profiles…', 'import'),
      item('Export Profiles…', 'export'),
      line,
      { role: mac ? 'close' : 'quit' },
    ],
  }
  const connections: Item = {
    label: '&Connections',
    submenu: [
      item('Connect All', 'open-all', 'Shift+O'),
      item('Disconnect All', 'close-all', 'Shift+W'),
      line,
      item('Start or Stop the Hub', 'toggle-hub', 'Shift+H'),
    ],
  }
  const log: Item = {
    label: '&Log',
    submenu: [item('Filter Log', 'focus-filter', 'F'), item('Clear Log', 'clear-log', 'Shift+K')],
  }
  return [...(mac ? [{ role: 'appMenu' } as const] : []), file, { role: 'editMenu' }, view(item, developing), connections, log, ...(mac ? [{ role: 'windowMenu' } as const] : [])]
}

function view(item: (label: string, action: MenuAction, accelerator: string) => Item, developing: boolean): Item {
  const line: Item = { type: 'separator' }
  const tools: Item[] = developing ? [line, { role: 'reload' }, { role: 'toggleDevTools' }] : []
  return {
    label: '&View',
    submenu: [
      item('Search Profiles', 'focus-search', 'P'),
      item('Write a Message', 'focus-composer', 'L'),
      line,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      line,
      { role: 'togglefullscreen' },
      ...tools,
    ],
  }
}
