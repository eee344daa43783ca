/** Links and files from outside, as the system hands them over: by the command line of a first start, and of a second one. */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { exportBook } from '../../main/store/transfer'
import { plainDeckView } from '../../shared/deck-view'
import { newFolder, newProfile } from '../../shared/profile'
import type { SavedDeck } from '../../shared/saved-deck'
import { expect, test, type Sockdeck } from './support/app'
import { echoServer } from './support/peers'

const root = path.join(import.meta.dirname, '../..')
const link = (fields: Record<string, string>) => `sockdeck://open?${new URLSearchParams(fields).toString()}`

const deck: SavedDeck = { id: 'd1', name: 'Night shift', items: [{ profileId: 'p1', count: 2, ticked: [0] }], view: plainDeckView, panes: {}, hidden: [] }
const team = exportBook(
  {
    folders: [newFolder('team', { name: 'Team' })],
    profiles: [
      newProfile('p1', { name: 'Order book', url: 'wss://deck.example/orders', folderId: 'team', options: { reconnect: { enabled: true } } }),
      newProfile('p2', { name: 'Trades', url: 'wss://deck.example/trades', folderId: 'team' }),
    ],
  },
  0,
  [deck],
).text

const linkDialog = ({ page }: Sockdeck) => page.getByRole('dialog', { name: 'Open a link?' })
const fileDialog = ({ page }: Sockdeck, file: string) => page.getByRole('dialog', { name: `Import “${file}”?` })
const profiles = async (app: Sockdeck) => (await app.ask('app.start', {})).book.profiles.map(({ name }) => name)

/** Starts the app once more on the same data folder, somewhere else on the disk; resolves with its exit code. */
async function startAgain(app: Sockdeck, { data, cwd, args }: { data: string; cwd: string; args: string[] }): Promise<number | null> {
  const env = await app.electron.evaluate(() => process.env as Record<string, string>)
  const child = spawn(app.electron.process().spawnfile, [root, `--user-data-dir=${data}`, ...args], { cwd, env, stdio: 'ignore' })
  return new Promise((resolve, reject) => {
    child.once('exit', resolve)
    child.once('error', reject)
  })
}

test('a link is shown whole before anything comes of it, and connects when the person says so', async ({ start }) => {
  const peer = await echoServer()
  const url = `ws://127.0.0.1:${peer.port}/feed?room=1`
  const app = await start({ args: [link({ url: url.replace('ws://', 'ws://bob:canary@'), name: 'Feed of \u202Eeman', subprotocol: 'chat.v1' })] })
  const dialog = linkDialog(app)
  await expect(dialog.getByRole('region', { name: 'Address' })).toHaveText(url)
  await expect(dialog.locator('strong')).toHaveText(`127.0.0.1:${peer.port}`)
  await expect(dialog).toContainText('The link held a login or token.')
  await expect(dialog).toContainText('chat.v1')
  await expect(dialog.getByRole('region', { name: 'Request that would be sent' })).toContainText('GET /feed?room=1 HTTP/1.1')
  expect(await dialog.innerText()).not.toMatch(/canary|\u202E/)
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  expect([peer.visits, await profiles(app)]).toEqual([[], ['Lobby A', 'Lobby B', 'Echo']])

  await dialog.getByRole('button', { name: 'Save & connect' }).click()
  await expect(dialog).toBeHidden()
  await expect.poll(() => peer.visits.map((visit) => visit.url)).toEqual(['/feed?room=1'])
  expect(peer.visits[0]?.headers).toMatchObject({ 'sec-websocket-protocol': 'chat.v1' })
  expect(peer.visits[0]?.headers.authorization).toBeUndefined()
  expect(await profiles(app)).toHaveLength(4)
  peer.close()
})

test('a file given to a second start is asked about by the first, which comes to the front; a cancelled one leaves nothing', async ({ start, data }, info) => {
  const app = await start()
  const cwd = info.outputPath()
  writeFileSync(path.join(cwd, 'team.sockdeck'), team)
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  const search = app.page.getByPlaceholder('Search profiles')
  await search.focus()
  expect(await startAgain(app, { data, cwd, args: ['team.sockdeck'] })).toBe(0)

  const dialog = fileDialog(app, 'team.sockdeck')
  await expect(dialog).toContainText('1 folder, 2 profiles, 1 saved deck')
  await expect(dialog).toContainText('No password, token or key is in it, and no script.')
  await expect(dialog.getByRole('row').nth(1)).toContainText('Order book')
  await expect.poll(() => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()))).toEqual([true])
  await app.page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(search).toBeFocused()
  expect(await profiles(app)).toHaveLength(3)

  expect(await startAgain(app, { data, cwd, args: ['team.sockdeck'] })).toBe(0)
  await dialog.getByRole('button', { name: 'Import' }).click()
  await expect(app.page.getByText('Imported: 1 folder, 2 profiles, 1 saved deck')).toBeVisible()
  await expect(app.profile('Order book')).toBeVisible()
  expect((await app.ask('app.start', {})).decks).toEqual([deck])
})

test('what is hostile is refused in words, and the others are asked about one after another, Cancel first each time', async ({ start, data }, info) => {
  const bad = info.outputPath('bad.sockdeck')
  writeFileSync(bad, '{"app":"sockdeck","kind":"profiles","version":2,"folders":[],"profiles":[{"name":"<img src=x onerror=alert(1)>"}]}')
  const args = [link({ url: 'wss://one.example/' }), link({ url: 'wss://h/?q={{token}}' }), bad, 'sockdeck://run?cmd=calc', link({ url: 'wss://two.example/' })]
  const app = await start({ args })
  const { page } = app
  const dialog = linkDialog(app)
  await expect(dialog).toContainText('one.example')
  await expect(dialog).toContainText('1 more is waiting')
  // These fade.
  await expect(page.getByText('Its address holds a variable.')).toBeVisible()
  await expect(page.getByText('“bad.sockdeck” was not opened')).toBeVisible()
  await expect(page.getByText('Links for Sockdeck look like')).toBeVisible()
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(dialog).toContainText('two.example')
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  // Nothing of the dialogs is left over the page.
  await page.getByPlaceholder('Search profiles').click()
  expect(await profiles(app)).toEqual(['Lobby A', 'Lobby B', 'Echo', 'one.example'])

  // What is known already is not saved again, and nothing is asked for without a word.
  expect(await startAgain(app, { data, cwd: root, args: [link({ url: 'wss://one.example' })] })).toBe(0)
  await expect(dialog).toContainText('You have this address already, as the profile “one.example”.')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toBeHidden()
  expect((await app.ask('app.start', {})).connections).toEqual([])
})

test('the window in front asks, and another one when that is closed', async ({ start, data }) => {
  const app = await start()
  const second = await app.newWindow()
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach((window) => window.emit('focus')))
  expect(await startAgain(app, { data, cwd: root, args: [link({ url: 'wss://one.example/' })] })).toBe(0)
  const asking = async () => [await linkDialog(app).count(), await linkDialog(second).count()].join()
  await expect.poll(async () => ['1,0', '0,1'].includes(await asking())).toBe(true)
  const [front, other] = (await asking()) === '1,0' ? [app, second] : [second, app]
  await front.page.close()
  await expect(linkDialog(other)).toContainText('one.example')
})

test('a saved deck is shared as one file with its profiles, and comes back from it', async ({ app }, info) => {
  const file = info.outputPath('deck.sockdeck')
  await app.ask('decks.save', { deck: { ...deck, items: [{ profileId: 'hub-echo', count: 2, ticked: [1] }] } })
  await app.chooseFile(file)
  await app.page.getByRole('button', { name: 'Decks' }).click()
  await app.page.getByRole('button', { name: 'More for Night shift' }).click()
  await app.page.getByRole('menuitem', { name: 'Share…' }).click()
  await expect(app.page.getByText('“Night shift”: 1 profile exported')).toBeVisible()
  await app.ask('profiles.remove', { ids: ['hub-echo'] })
  await app.ask('decks.remove', { id: 'd1' })
  await app.menu('Import Profiles…')
  await expect(app.page.getByText('Imported: 1 profile, 1 saved deck')).toBeVisible()
  await expect(app.profile('Echo')).toBeVisible()
  expect((await app.ask('app.start', {})).decks.map(({ name, items }) => [name, items])).toEqual([['Night shift', [{ profileId: 'hub-echo', count: 2, ticked: [1] }]]])
})
