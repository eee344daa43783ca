/** Makes an app as a first start finds it again, by what a person could do, and says what is not. */
import { isDeepStrictEqual } from 'node:util'
import { expect } from '@playwright/test'
import type { StartReply } from '../../../shared/contract'
import type { ProfileBook } from '../../../shared/profile'
import type { Settings } from '../../../shared/settings'
import type { Sockdeck } from './app'
import { done } from './electron'

/** What a first start finds. */
export interface Fresh {
  book: ProfileBook
  settings: Settings
}

const noEnvironments: StartReply['environments'] = { global: [], environments: [], chosenId: null }
const noDraft: StartReply['draft'] = { format: 'text', text: '' }

/** Empty where all is as it was. The page goes after this: nothing that it knows is kept. */
export async function tidy(app: Sockdeck, fresh: Fresh): Promise<string[]> {
  await silence(app)
  await emptyDeck(app)
  const found = await app.ask('app.start', {})
  await emptyBook(app, found.book, fresh.book)
  await emptyMessages(app, found)
  await emptyLog(app, found)
  if (found.hub.kind !== 'running' || found.hub.port !== fresh.settings.hub.port) await app.ask('hub.start', { port: fresh.settings.hub.port })
  for (const { id } of found.decks) await app.ask('decks.remove', { id })
  for (const { id } of found.openings.list) await app.ask('openings.dismiss', { id })
  if (!isDeepStrictEqual(found.environments, noEnvironments)) await app.ask('environments.save', { environments: noEnvironments })
  // What is here has been set at the start; the rest is main's own.
  const { theme, language, density, monoFont, motion, askBeforeQuit, updates, shortcuts, seen, deckView, hidden, panes, log, defaults } = fresh.settings
  await app.ask('settings.save', { theme, language, density, monoFont, motion, askBeforeQuit, updates, shortcuts, seen, deckView, hidden, panes, log, defaults })
  await forget(app)
  return differences(await app.ask('app.start', {}), fresh)
}

interface Remembered {
  dialogs: object
  bounds: Electron.Rectangle
}

/** What tests change in main behind the page's back. */
export async function remember({ electron }: Sockdeck): Promise<void> {
  const kept = electron.evaluate(({ BrowserWindow, dialog }) => {
    Object.assign(globalThis, { remembered: { dialogs: { ...dialog }, bounds: BrowserWindow.getAllWindows()[0]?.getBounds() } })
  })
  await done(kept)
}

async function forget({ electron }: Sockdeck): Promise<void> {
  const forgotten = electron.evaluate(({ BrowserWindow, clipboard, dialog }) => {
    const { dialogs, bounds } = (globalThis as unknown as { remembered: Remembered }).remembered
    Object.assign(dialog, dialogs)
    BrowserWindow.getAllWindows()[0]?.setBounds(bounds)
    clipboard.clear()
  })
  await done(forgotten)
}

/** What the page would keep as it goes, it keeps no more. */
async function silence({ page }: Sockdeck): Promise<void> {
  await page.evaluate(() => {
    // Half a message that is still to be kept is kept now, or it would be as the page goes.
    window.dispatchEvent(new Event('pagehide'))
    for (const leaving of ['pagehide', 'blur']) window.addEventListener(leaving, (event) => event.stopImmediatePropagation(), { capture: true })
    for (let timer = window.setTimeout(() => undefined); timer > 0; timer -= 1) window.clearTimeout(timer)
    Object.defineProperty(Storage.prototype, 'setItem', { value: () => undefined })
    sessionStorage.clear()
  })
}

/** Resolves when the last socket has said goodbye: it does so in the log. */
async function emptyDeck(app: Sockdeck): Promise<void> {
  const { ramps, schedules, broadcasts, connections } = await app.ask('app.start', {})
  for (const { id } of ramps) await app.ask('ramps.cancel', { id })
  for (const { schedule } of schedules) {
    await app.ask('schedules.stop', { id: schedule.id })
    await app.ask('schedules.remove', { id: schedule.id })
  }
  for (const { id, state } of broadcasts) if (state === 'running') await app.ask('broadcasts.cancel', { id })
  if (connections.length === 0) return
  await app.ask('connections.remove', { ids: connections.map(({ id }) => id) })
  await expect.poll(() => app.ask('app.start', {}).then(({ connections: left, hub }) => left.length + hub.clients.length), { intervals: [10, 20, 50] }).toBe(0)
}

async function emptyBook(app: Sockdeck, book: ProfileBook, fresh: ProfileBook): Promise<void> {
  if (isDeepStrictEqual(book, fresh)) return
  if (book.profiles.length > 0) await app.ask('profiles.remove', { ids: book.profiles.map(({ id }) => id) })
  for (const { id } of book.folders) if (!fresh.folders.some((folder) => folder.id === id)) await app.ask('folders.remove', { id })
  for (const folder of fresh.folders) await app.ask('folders.save', { folder })
  await app.ask('profiles.restore', { removed: fresh.profiles.map((profile, index) => ({ index, profile })) })
}

async function emptyMessages(app: Sockdeck, { messages, draft }: StartReply): Promise<void> {
  if (messages.messages.length > 0) await app.ask('messages.remove', { ids: messages.messages.map(({ id }) => id) })
  for (const { id } of messages.folders) await app.ask('messageFolders.remove', { id })
  await app.ask('history.remove', { ids: null })
  if (!isDeepStrictEqual(draft, noDraft)) await app.ask('drafts.save', { draft: noDraft })
}

async function emptyLog(app: Sockdeck, { jobs }: StartReply): Promise<void> {
  for (const { id } of jobs) await app.ask('jobs.dismiss', { id })
  const { id: live } = await app.ask('captures.begin', {})
  const { captures } = await app.ask('captures.list', {})
  await app.ask('captures.remove', { ids: captures.flatMap(({ id }) => (id === live ? [] : [id])) })
}

function differences(found: StartReply, { book, settings }: Fresh): string[] {
  const seen = { ...found, settings: { ...found.settings, window: settings.window, deck: settings.deck }, hub: found.hub.kind, totals: found.totals.kept, openings: found.openings.list, secrets: found.secrets.agreed }
  const wanted: { [Part in keyof typeof seen]?: unknown } = {
    book, settings, environments: noEnvironments, draft: noDraft, messages: { folders: [], messages: [] },
    connections: [], schedules: [], decks: [], ramps: [], jobs: [], notices: [], openings: [],
    hub: 'running', totals: 0, secrets: false,
  }
  const parts = Object.keys(wanted) as (keyof typeof wanted)[]
  return parts.filter((part) => !isDeepStrictEqual(seen[part], wanted[part])).map((part) => `${part}: ${JSON.stringify(seen[part])}`)
}
