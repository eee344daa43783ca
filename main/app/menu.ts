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
  const item: MakeItem = (label, action, accelerator) => ({
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
      item('Paste Connection…', 'paste-connection', 'Shift+L'),
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
      item('Environments…', 'show-environments', 'E'),
      item('Default Options…', 'edit-defaults'),
      line,
      item('Start or Stop the Hub', 'toggle-hub', 'Shift+H'),
    ],
  }
  return [...(mac ? [{ role: 'appMenu' } as const] : []), file, { role: 'editMenu' }, view(item, developing), connections, log(item), ...(mac ? [macWindow] : [])]
}

type MakeItem = (label: string, action: MenuAction, accelerator?: string) => Item

/** As the system's own, but ⌘M adds a mark to the log. */
const macWindow: Item = {
  role: 'window',
  label: 'Window',
  submenu: [{ role: 'minimize', accelerator: 'Control+Command+M' }, { role: 'zoom' }, { type: 'separator' }, { role: 'front' }],
}

function log(item: MakeItem): Item {
  const line: Item = { type: 'separator' }
  return {
    label: '&Log',
    submenu: [
      item('Find…', 'find', 'F'),
      item('Find Next', 'find-next', 'G'),
      item('Find Previous', 'find-previous', 'Shift+G'),
      item('Filter Log', 'focus-filter', 'Shift+F'),
      line,
      item('Pause or Resume the View', 'pause-log', 'Shift+P'),
      item('Add Mark…', 'add-mark', 'M'),
      line,
      item('New Capture', 'new-capture', 'Shift+K'),
      item('Captures…', 'show-captures', 'Shift+Y'),
      item('Export Log…', 'export-log', 'Shift+E'),
    ],
  }
}

function view(item: MakeItem, developing: boolean): Item {
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
