import { tick } from 'svelte'
import type { Api } from '../api'
import type { ActionId } from '../../shared/actions'
import { languages } from '../../shared/words/words'
import type { Commands } from './commands'
import type { Desk, Pane } from './desk.svelte'
import type { Editor } from './editor.svelte'
import type { Launcher } from './launcher.svelte'
import type { Notices } from './notices.svelte'
import type { Profiles } from './profiles.svelte'
import type { Settings } from './settings.svelte'
import type { Updates } from './updates.svelte'

interface Parts {
  api: Api
  commands: Commands
  desk: Desk
  settings: Settings
  notices: Notices
  editor: Editor
  launcher: Launcher
  profiles: Profiles
  updates: Updates
}

/** Themes by the actions that set them. */
const themes = { 'theme-system': 'system', 'theme-light': 'light', 'theme-dark': 'dark', 'theme-contrast': 'contrast' } as const
const dialogs = { 'show-settings': 'settings', 'show-shortcuts': 'shortcuts', 'show-tour': 'tour', 'show-news': 'news', 'save-report': 'report' } as const
const panes = { 'toggle-sidebar': 'sidebar', 'toggle-deck': 'deck', 'toggle-composer': 'composer', 'toggle-messages': 'messages' } as const

/** Where the views live that listen: they come back before they are asked. */
const homes: Partial<Record<ActionId, readonly Pane[] | 'log'>> = {
  'focus-search': ['sidebar'],
  import: ['sidebar'],
  export: ['sidebar'],
  'focus-composer': ['composer'],
  send: ['composer'],
  'focus-messages': ['composer', 'messages'],
  'save-message': ['composer', 'messages'],
  'focus-deck': ['deck'],
  'toggle-cards': ['deck'],
  'show-charts': ['deck'],
  'save-deck': ['deck'],
  find: 'log',
  'find-next': 'log',
  'find-previous': 'log',
  'focus-filter': 'log',
  'pause-log': 'log',
  'add-mark': 'log',
  'new-capture': 'log',
  'export-log': 'log',
}

/** Actions of the window itself, and the way back for those whose view is not on the screen. */
export function hearActions(parts: Parts): void {
  const { api, commands, desk, settings } = parts
  const run = (work: Promise<unknown>) => void work.catch((error: unknown) => parts.notices.fail(error))
  for (const [action, theme] of entries(themes)) commands.on(action, () => run(settings.setTheme(theme)))
  for (const [action, dialog] of entries(dialogs)) commands.on(action, () => (desk.dialog = dialog))
  for (const [action, pane] of entries(panes)) commands.on(action, () => run(desk.toggle(pane)))
  for (const language of languages) commands.on(`language-${language}`, () => run(settings.set({ language })))
  commands.on('show-palette', () => (desk.dialog = desk.dialog === 'palette' ? null : 'palette'))
  commands.on('show-log', () => (desk.stage = { kind: 'log' }))
  commands.on('show-hub', () => (desk.stage = { kind: 'hub' }))
  commands.on('new-window', () => run(api.call('windows.open', {})))
  commands.on('close-window', () => window.close())
  commands.on('quit', () => run(api.call('app.quit', {})))
  commands.on('check-updates', () => run(parts.updates.check()))
  hearWhileHidden(parts, run)
}

/** What needs no view to be done, and the views that must come back for the rest. */
function hearWhileHidden({ commands, desk, editor, launcher, profiles }: Parts, run: (work: Promise<unknown>) => void): void {
  commands.otherwise('new-profile', () => editor.create())
  commands.otherwise('edit-defaults', () => editor.editDefaults())
  commands.otherwise('open-all', () => run(launcher.openDeck(profiles.book.profiles.map(({ id }) => id))))
  commands.otherwise('close-all', () => run(launcher.closeDeck()))
  for (const [action, home] of entries(homes)) commands.otherwise(action, () => run(reveal(desk, home).then(() => commands.tell(action))))
}

async function reveal(desk: Desk, home: readonly Pane[] | 'log'): Promise<void> {
  if (home === 'log') desk.stage = { kind: 'log' }
  else for (const pane of home) await desk.show(pane)
  await tick()
}

function entries<Name extends ActionId, Value>(table: Partial<Record<Name, Value>>): [Name, Value][] {
  return Object.entries(table) as [Name, Value][]
}
