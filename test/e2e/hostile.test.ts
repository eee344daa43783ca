import { readFile, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { WebSocketServer } from 'ws'
import { newProfile } from '../../shared/profile'
import { count } from '../support/counts'
import { expect, test, type Sockdeck } from './support/app'
import { armPage, furnishHostile, hostilePeer, look, lookThrough } from './support/hostile'
import { choose, leave, screens } from './support/screens'

const image = '<img src=x onerror="document.title=\'owned\'"><script>document.title=\'owned\'</script>'
const bidi = 'user\u202Etxt.exe\u202C \u2066left\u2069 zero\u200Bwidth'
const control = 'bell\u0007 esc\u001b[31mred\u001b[0m nul\u0000'
const line = 'x'.repeat(1_000_000)

/** A server that greets each client with hostile messages. */
async function hostileServer(messages: readonly string[]): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('connection', (webSocket) => messages.forEach((message) => webSocket.send(message)))
  await new Promise((resolve) => server.once('listening', resolve))
  const stop = () => {
    for (const client of server.clients) client.terminate()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/<b>`, stop }
}

test('hostile text shows as text: markup, bidirectional controls, control characters and a line of 1 MB', { tag: '@page' }, async ({ app }) => {
  const { url, stop } = await hostileServer([image, bidi, control, line, 'the end'])
  await app.call('profiles.save', { profile: newProfile('hostile', { name: '<b>Hostile</b> \u202Eeman', url }) })
  const title = await app.page.title()
  await app.page.getByRole('treeitem').filter({ hasText: 'Hostile' }).dblclick({ position: { x: 30, y: 12 } })
  await expect(app.log.getByRole('row').filter({ hasText: 'the end' })).toBeVisible()

  const rows = await app.rows()
  expect(rows.find((row) => row.includes('onerror'))).toContain('<img src=x onerror=')
  // What would turn the text around or is not seen is shown by name, never as itself.
  expect(rows.join('')).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B\u0000-\u0008\u001B]/)
  expect(await app.page.locator('img:not(.cm-widgetBuffer), script:not([src])').count()).toBe(0)

  await app.log.getByRole('row').filter({ hasText: 'onerror' }).click()
  await expect(app.inspector).toContainText('<script>document.title=')
  await app.log.getByRole('row').filter({ hasText: 'xxxxxxxx' }).click()
  await expect(app.inspector).toContainText('977 KB')
  expect(await app.page.title()).toBe(title)
  expect(await app.page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true)
  await stop()
})

test('a call that is malformed is rejected with a code and logged, without what it held', async ({ app }) => {
  const { dataFolder } = await app.ask('app.start', {})
  expect(await app.call('connections.add', { profileIds: 'all', count: 1, open: true, overrides: {}, rampMs: 0 })).toMatchObject({ ok: false, error: { code: 'bad-payload' } })
  expect(await app.call('connections.add', { profileIds: [], count: 1, open: true, overrides: {}, more: 1 })).toMatchObject({ ok: false, error: { code: 'bad-payload' } })
  expect(await app.call('constructor', {})).toMatchObject({ ok: false, error: { code: 'unknown-command' } })
  expect(await app.call('connections.open', { ids: ['no id: hunter2'] })).toMatchObject({ ok: false, error: { code: 'bad-payload' } })
  const read = () => readFile(path.join(dataFolder, 'sockdeck.log'), 'utf8').catch(() => '')
  // Its file is opened for its first line, and its lines wait for that.
  await expect.poll(read).toMatch(/warn refused connections\.open: bad-payload/)
  const diary = await read()
  expect(diary).toMatch(/warn refused connections\.add: bad-payload/)
  expect(diary).toMatch(/warn refused a call: unknown-command/)
  expect(diary).not.toContain('hunter2')
})

test('the page has no way out: no network, no node, no navigation, no window', async ({ app }) => {
  const page = app.page.url()
  const seen = await app.page.evaluate(async () => ({
    fetched: await fetch('http://127.0.0.1:1/').then(() => 'yes', () => 'no'),
    node: typeof (globalThis as { require?: unknown }).require,
    bridge: Object.keys((globalThis as unknown as { sockdeck: object }).sockdeck).sort(),
    opened: window.open('https://example.com') === null,
  }))
  expect(seen).toEqual({ fetched: 'no', node: 'undefined', bridge: ['call', 'listen'], opened: true })
  await app.page.evaluate(() => location.assign('https://example.com/'))
  expect(app.page.url()).toBe(page)
  expect(page).toBe('app://bundle/index.html')
  // Those breaches were ours, to see them refused.
  app.complaints.length = 0
})

test('text of every kind, in every field, is text on every screen', async ({ start, data }) => {
  test.setTimeout(180_000)
  const peer = await hostilePeer()
  const app = await start()
  const { page } = app
  const title = await page.title()
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.message())
    void dialog.dismiss()
  })
  await armPage(page)
  const sockets = await furnishHostile(app, peer)
  await expect.poll(async () => (await app.ask('app.start', {})).connections.filter(({ state }) => /open|closed|failed/.test(state.kind)).length, { timeout: 60_000 }).toBe(sockets)

  const clean = async (name: string, seen: Promise<string[]>) => {
    expect.soft(await seen, name).toEqual([])
    expect(asked, name).toEqual([])
  }
  await app.compose('<img src=x onerror=owned()>')
  await clean('lists of the window', lookThrough(page))
  for (const screen of screens) {
    await screen.show(app)
    await clean(screen.name, lookThrough(page))
    await leave(app, screen)
  }
  await walkLog(app, (name) => clean(name, look(page)))
  await walkDeck(app, (name) => clean(name, look(page)))
  await sayThings(app, data, (name) => clean(name, look(page)))
  expect(await page.title()).toBe(title)
  const { connections } = await app.ask('app.start', {})
  await app.ask('connections.remove', { ids: connections.map(({ id }) => id) })
  expect(await page.evaluate(() => Object.keys(Object.prototype))).toEqual([])
  peer.stop()
})

type Check = (name: string) => Promise<void>

/** Row by row, each as the inspector shows it. */
async function walkLog(app: Sockdeck, check: Check): Promise<void> {
  await app.log.focus()
  await app.page.keyboard.press('End')
  await app.page.keyboard.press('Enter')
  await expect(app.inspector).toBeVisible()
  for (let i = 0; i < count(10, 25); i += 1) {
    await app.page.keyboard.press(i % 10 === 9 ? 'PageUp' : 'ArrowUp')
    await check(`row ${i} from the end, in the inspector`)
  }
  for (const tab of await app.inspector.getByRole('radio').all()) {
    if (!(await tab.isEnabled())) continue
    await tab.check({ force: true })
    await check(`tab of the inspector`)
  }
  await app.log.focus()
  await app.page.keyboard.press('Escape')
  await expect(app.inspector).toHaveCount(0)
}

/** Why a socket failed, and what a socket's menu says. */
async function walkDeck(app: Sockdeck, check: Check): Promise<void> {
  await app.deck.focus()
  await app.page.keyboard.press('Home')
  for (let i = 0; i < 6; i += 1) {
    await app.page.keyboard.press('ArrowDown')
    await app.page.keyboard.press('w')
    await expect(app.page.getByRole('dialog')).toBeVisible()
    await check(`attempts of socket ${i}`)
    await app.page.keyboard.press('Escape')
    await expect(app.page.getByRole('dialog')).toHaveCount(0)
  }
  await app.page.keyboard.press('Shift+F10')
  await expect(app.page.getByRole('menu')).toBeVisible()
  await check('menu of a socket')
  await app.page.keyboard.press('Escape')
}

/** Words of refusals and jobs, with the names of files in them; names that are looked for in the palette. */
async function sayThings(app: Sockdeck, data: string, check: Check): Promise<void> {
  for (const name of ['<img src=x onerror=owned()>.json', 'invoice\u202Efdp.json', `${'W'.repeat(200)}.json`]) {
    const file = path.join(data, name)
    await writeFile(file, '{')
    await app.chooseFile(file)
    await choose(app, 'import')
    await check(`refusal of ${name}`)
    await app.call('captures.import', {})
    await check(`failed job of ${name}`)
    await app.ask('log.export', { scope: { kind: 'rows', captureId: (await app.ask('app.start', {})).totals.captureId, seqs: [1] }, format: 'json', redact: false })
    await check(`job of ${name}`)
    await app.page.keyboard.press('Escape')
  }
  await choose(app, 'show-palette')
  for (const words of ['<img', '\u202E', 'script']) {
    await app.page.getByRole('combobox').fill(words)
    await check(`palette with ${JSON.stringify(words)}`)
  }
}
