import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { WebSocketServer } from 'ws'
import { newProfile } from '../../shared/profile'
import { expect, test } from './support/app'

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

test('hostile text shows as text: markup, bidirectional controls, control characters and a line of 1 MB', async ({ start }) => {
  const { url, stop } = await hostileServer([image, bidi, control, line, 'the end'])
  const app = await start()
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

test('a call that is malformed is rejected with a code and logged, without what it held', async ({ start, data }) => {
  const app = await start()
  expect(await app.call('connections.add', { profileIds: 'all', count: 1, open: true, overrides: {}, rampMs: 0 })).toMatchObject({ ok: false, error: { code: 'bad-payload' } })
  expect(await app.call('connections.add', { profileIds: [], count: 1, open: true, overrides: {}, more: 1 })).toMatchObject({ ok: false, error: { code: 'bad-payload' } })
  expect(await app.call('constructor', {})).toMatchObject({ ok: false, error: { code: 'unknown-command' } })
  expect(await app.call('connections.open', { ids: ['no id: hunter2'] })).toMatchObject({ ok: false, error: { code: 'bad-payload' } })
  const diary = await readFile(path.join(data, 'sockdeck.log'), 'utf8')
  expect(diary).toMatch(/warn refused connections\.add: bad-payload/)
  expect(diary).toMatch(/warn refused a call: unknown-command/)
  expect(diary).not.toContain('hunter2')
})

test('the page has no way out: no network, no node, no navigation, no window', async ({ start }) => {
  const app = await start()
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
