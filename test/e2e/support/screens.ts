/** Every screen of the app, and how to get there from a window with some sockets: for pictures and for checks that go over all of them. */
import type { ActionId } from '../../../shared/actions'
import { newFolder, newProfile } from '../../../shared/profile'
import { expect, hubPort, type Sockdeck } from './app'

export interface Screen {
  name: string
  show: (app: Sockdeck) => Promise<void>
  /** Back to the window as it was; Escape by default. */
  leave?: (app: Sockdeck) => Promise<void>
}

/** As the menu does, in any language. */
export function choose(app: Sockdeck, action: ActionId): Promise<void> {
  return app.shell.choose(action)
}

const dialog = (app: Sockdeck) => app.page.getByRole('dialog').first()

function byAction(name: string, action: ActionId): Screen {
  return {
    name,
    show: async (app) => {
      await choose(app, action)
      await expect(dialog(app)).toBeVisible()
    },
  }
}

/** Goes and comes back the same way. */
function toggled(name: string, action: ActionId): Screen {
  const run = (app: Sockdeck) => choose(app, action)
  return { name, show: run, leave: run }
}

async function toLog(app: Sockdeck): Promise<void> {
  await choose(app, 'show-log')
}

export const screens: readonly Screen[] = [
  { name: 'window', show: () => Promise.resolve(), leave: () => Promise.resolve() },
  toggled('cards', 'toggle-cards'),
  { name: 'charts', show: (app) => choose(app, 'show-charts'), leave: toLog },
  { name: 'hub', show: (app) => choose(app, 'show-hub'), leave: toLog },
  byAction('palette', 'show-palette'),
  byAction('settings', 'show-settings'),
  byAction('shortcuts', 'show-shortcuts'),
  byAction('profile', 'new-profile'),
  byAction('defaults', 'edit-defaults'),
  byAction('environments', 'show-environments'),
  byAction('captures', 'show-captures'),
  byAction('paste', 'paste-connection'),
  byAction('save-message', 'save-message'),
  byAction('schedule', 'new-schedule'),
  byAction('news', 'show-news'),
]

export async function leave(app: Sockdeck, screen: Screen): Promise<void> {
  if (screen.leave !== undefined) return screen.leave(app)
  const dialogs = app.page.getByRole('dialog')
  for (let open = await dialogs.count(); open > 0; open = await dialogs.count()) {
    await app.page.keyboard.press('Escape')
    // One more Escape while it goes would reach the window, and untick what is ticked there.
    await expect.poll(() => dialogs.count()).toBeLessThan(open)
  }
}

const orders = '{\n  "op": "subscribe",\n  "channel": "orders",\n  "id": {{$index}}\n}'

/** A desk that somebody works at: sockets in several states, saved messages, a schedule, some traffic, which has to be drawn. */
export async function furnish(app: Sockdeck, { paceMs = 100 } = {}): Promise<void> {
  const hub = `ws://127.0.0.1:${hubPort}`
  const folder = newFolder('market', { name: 'Market data' })
  await app.ask('folders.save', { folder })
  const save = (id: string, about: Parameters<typeof newProfile>[1]) => app.ask('profiles.save', { profile: newProfile(id, { folderId: folder.id, ...about }) })
  await save('trades', { name: 'Trades', color: 'green', tags: ['live'], url: `${hub}/clock?ms=${Math.round(2.5 * paceMs)}` })
  await save('quotes', { name: 'Quotes', color: 'blue', tags: ['live'], url: `${hub}/clock?ms=${paceMs}` })
  await save('gateway', { name: 'Gateway', color: 'red', tags: ['staging'], url: 'ws://127.0.0.1:1/', options: { reconnect: { baseMs: 600_000, capMs: 600_000, jitter: 'none' as const } } })
  const message = (id: string, name: string, text: string, about: object = {}) =>
    app.ask('messages.save', { message: { id, name, text, format: 'json', folderId: null, profileId: null, shortcut: null, ...about } })
  await app.ask('messageFolders.save', { folder: { id: 'orders', name: 'Orders', collapsed: false } })
  await message('subscribe', 'Subscribe to orders', orders, { folderId: 'orders', shortcut: 'Mod+1' })
  await message('cancel', 'Cancel order', '{"op": "cancel", "id": {{$counter}}}', { folderId: 'orders' })
  await message('hello', 'Say hello', 'hello', { format: 'text' })
  const { ids } = await app.ask('connections.add', { profileIds: ['trades', 'quotes', 'hub-lobby-a', 'hub-echo', 'gateway'], count: 1, open: true, overrides: {}, rampMs: 0 })
  for (const name of ['Trades', 'Quotes', 'Lobby A', 'Echo']) await app.expectState(name, 'Open')
  await app.tick('Lobby A', 'Echo')
  await app.compose('{"op": "ping", "n": 1}')
  await app.ask('connections.send', { ids: ids.slice(2, 4), message: { format: 'json', text: '{"op": "ping", "n": 1}' } })
  const target = { kind: 'profile' as const, profileId: 'hub-echo' }
  await app.ask('schedules.start', {
    schedule: { id: 'beat', name: 'Heartbeat of the app', message: { format: 'json', text: '{"op": "beat", "n": {{$counter}}}' }, target, timing: { kind: 'every', ms: 4 * paceMs }, times: null },
  })
}
