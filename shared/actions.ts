/** Actions: everything that a menu, a shortcut or the palette can do, with its place in the menu and its usual shortcut. */

export const actionMenus = ['file', 'edit', 'view', 'connections', 'log', 'help'] as const
export type ActionMenu = (typeof actionMenus)[number]

/** `group`: a line is drawn in the menu where it changes; `menu` null: in the palette alone. Its words are `actions.<id>`. */
interface ActionFacts {
  menu: ActionMenu | null
  group?: number
  keys?: string
}

const table = {
  'new-profile': { menu: 'file', group: 1, keys: 'Mod+N' },
  'new-window': { menu: 'file', group: 1, keys: 'Mod+Shift+N' },
  'paste-connection': { menu: 'file', group: 2, keys: 'Mod+Shift+L' },
  import: { menu: 'file', group: 2 },
  export: { menu: 'file', group: 2 },
  'show-settings': { menu: 'file', group: 3, keys: 'Mod+,' },
  'close-window': { menu: 'file', group: 4, keys: 'Mod+W' },
  quit: { menu: 'file', group: 4, keys: 'Mod+Q' },

  'show-palette': { menu: 'view', group: 1, keys: 'Mod+K' },
  'focus-search': { menu: 'view', group: 1, keys: 'Mod+P' },
  'focus-composer': { menu: 'view', group: 1, keys: 'Mod+L' },
  'focus-messages': { menu: 'view', group: 1, keys: 'Mod+Shift+M' },
  'focus-deck': { menu: 'view', group: 1, keys: 'Mod+D' },
  'toggle-sidebar': { menu: 'view', group: 2, keys: 'Mod+B' },
  'toggle-deck': { menu: 'view', group: 2 },
  'toggle-composer': { menu: 'view', group: 2, keys: 'Mod+J' },
  'toggle-messages': { menu: 'view', group: 2, keys: 'Mod+Shift+B' },
  'toggle-cards': { menu: 'view', group: 3 },
  'show-log': { menu: 'view', group: 3 },
  'show-hub': { menu: 'view', group: 3 },
  'show-charts': { menu: 'view', group: 3, keys: 'Mod+Shift+C' },

  'open-all': { menu: 'connections', group: 1, keys: 'Mod+Shift+O' },
  'close-all': { menu: 'connections', group: 1, keys: 'Mod+Shift+W' },
  'connect-selected': { menu: 'connections', group: 2 },
  'disconnect-selected': { menu: 'connections', group: 2 },
  'select-all': { menu: 'connections', group: 2 },
  'select-none': { menu: 'connections', group: 2 },
  send: { menu: 'connections', group: 3, keys: 'Mod+Enter' },
  'save-message': { menu: 'connections', group: 3, keys: 'Mod+S' },
  'new-schedule': { menu: 'connections', group: 3, keys: 'Mod+Shift+S' },
  'save-deck': { menu: 'connections', group: 4 },
  'show-environments': { menu: 'connections', group: 5, keys: 'Mod+E' },
  'edit-defaults': { menu: 'connections', group: 5 },
  'toggle-hub': { menu: 'connections', group: 6, keys: 'Mod+Shift+H' },

  find: { menu: 'log', group: 1, keys: 'Mod+F' },
  'find-next': { menu: 'log', group: 1, keys: 'Mod+G' },
  'find-previous': { menu: 'log', group: 1, keys: 'Mod+Shift+G' },
  'focus-filter': { menu: 'log', group: 1, keys: 'Mod+Shift+F' },
  'pause-log': { menu: 'log', group: 2, keys: 'Mod+Shift+P' },
  'add-mark': { menu: 'log', group: 2, keys: 'Mod+M' },
  'new-capture': { menu: 'log', group: 3, keys: 'Mod+Shift+K' },
  'show-captures': { menu: 'log', group: 3, keys: 'Mod+Shift+Y' },
  'export-log': { menu: 'log', group: 3, keys: 'Mod+Shift+E' },

  'show-shortcuts': { menu: 'help', group: 1, keys: 'Mod+/' },
  'show-tour': { menu: 'help', group: 1 },
  'show-news': { menu: 'help', group: 1 },
  'save-report': { menu: 'help', group: 2 },
  'check-updates': { menu: 'help', group: 2 },

  'theme-system': { menu: null },
  'theme-light': { menu: null },
  'theme-dark': { menu: null },
  'theme-contrast': { menu: null },
  'language-en': { menu: null },
  'language-zh-CN': { menu: null },
} as const satisfies Record<string, ActionFacts>

export type ActionId = keyof typeof table

export const actionTable: Readonly<Record<ActionId, ActionFacts>> = table
export const actionIds = Object.keys(table) as ActionId[]

/** Shortcuts that differ from the usual ones, as the settings keep them; null: none. Names that are no action's (any more) are passed over. */
export type OwnShortcuts = Readonly<Record<string, string | null | undefined>>

/** The shortcut of an action as it is now; null: none. */
export function keysOf(action: ActionId, own: OwnShortcuts): string | null {
  const chosen = own[action]
  return chosen === undefined ? (actionTable[action].keys ?? null) : chosen
}

/** Whose shortcut this is; null: nobody's. What a person has chosen counts before what is usual. */
export function actionOf(keys: string, own: OwnShortcuts): ActionId | null {
  return actionIds.find((id) => own[id] === keys) ?? actionIds.find((id) => keysOf(id, own) === keys) ?? null
}
