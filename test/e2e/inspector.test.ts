import type { AddressInfo } from 'node:net'
import type { Locator } from '@playwright/test'
import { WebSocketServer } from 'ws'
import { newProfile } from '../../shared/profile'
import { expect, test, type Sockdeck } from './support/app'

const order = (price: number, venue: string) => `{"type":"trade","price":${price},"id":1,"id":2,"big":12345678901234567890${venue}}`
const item = '{"id":12345678901234567890,"price":1.10,"tags":["a","b"]}'
const items = 180_000
const lines = Array.from({ length: 120_000 }, (_, i) => `line ${i} äöü 😀`).join('\n')

/** Opens a socket to a server that sends these, and waits for the last one. */
async function receive(app: Sockdeck, messages: readonly (string | Buffer)[]): Promise<() => Promise<void>> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('connection', (webSocket) => [...messages, 'the end'].forEach((message) => webSocket.send(message, { binary: typeof message !== 'string' })))
  await new Promise((resolve) => server.once('listening', resolve))
  await app.call('profiles.save', { profile: newProfile('server', { name: 'Server', url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/` }) })
  await app.connect('Server')
  await expect(row(app, 'the end')).toBeVisible()
  return () => {
    for (const client of server.clients) client.terminate()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
}

const row = (app: Sockdeck, text: string) => app.log.getByRole('row').filter({ hasText: text }).first()
const inspectorOf = (app: Sockdeck) => app.page.getByRole('region', { name: 'Inspector' })
const showAs = (inspector: Locator, tab: string) => inspector.getByRole('radiogroup', { name: 'Shown as' }).getByText(tab, { exact: true }).click()

test('a JSON message is a tree by the keyboard, with paths, raw values and a filter', { tag: '@page' }, async ({ app }) => {
  const stop = await receive(app, [order(101.5, ''), '{"type":"quote"}'])
  await row(app, '101.5').click()
  const inspector = inspectorOf(app)
  await showAs(inspector, 'Tree')
  const tree = inspector.getByRole('tree', { name: 'JSON tree' })
  await tree.focus()
  await app.page.keyboard.press('End')
  await expect(inspector.getByRole('navigation', { name: 'Path' })).toHaveText('$.big')
  await app.page.keyboard.press('Control+c')
  await expect.poll(() => app.copied()).toBe('12345678901234567890')
  await app.page.keyboard.press('Home')
  await app.page.keyboard.press('ArrowLeft')
  await expect(tree.getByRole('treeitem')).toHaveCount(1)
  await app.page.keyboard.press('ArrowRight')
  await expect(tree.getByRole('treeitem')).toHaveCount(6)
  await tree.getByRole('treeitem').filter({ hasText: 'trade' }).click({ button: 'right' })
  await app.page.getByRole('menuitem', { name: 'Filter the log by this value' }).click()
  await expect(row(app, '"quote"')).toHaveCount(0)
  await expect(row(app, '101.5')).toBeVisible()
  await stop()
})

test('the path below the tree is walked by keys, copied, and filters the log', { tag: '@page' }, async ({ app }) => {
  const orders = (price: number) => `{"items":[{"price":1.5},{"price":${price}}]}`
  const stop = await receive(app, [orders(2.5), orders(9)])
  // Not the figures alone: a row's time may have them.
  await row(app, '"price":2.5').click()
  const inspector = inspectorOf(app)
  await showAs(inspector, 'Tree')
  await inspector.getByRole('tree').focus()
  await app.page.keyboard.press('Home')
  await app.page.keyboard.press('Alt+ArrowRight')
  await app.page.keyboard.press('End')
  const path = inspector.getByRole('navigation', { name: 'Path' })
  await expect(path).toHaveText('$.items[1].price')
  await expect(path.getByRole('button', { name: '.price' })).toHaveAttribute('aria-current', 'location')

  const byValue = inspector.getByRole('button', { name: 'Filter the log by this value' })
  await app.page.keyboard.press('f')
  await expect(app.page.getByText('$.items[1].price == 2.5', { exact: true })).toBeVisible()
  await expect(app.log.getByRole('row')).toHaveCount(1)
  await expect(byValue).toHaveAttribute('aria-pressed', 'true')
  await byValue.click()
  await expect(row(app, '{"price":9}')).toBeVisible()
  await expect(byValue).toHaveAttribute('aria-pressed', 'false')

  await path.getByRole('button', { name: '.price' }).focus()
  await app.page.keyboard.press('ArrowLeft')
  await expect(path.getByRole('button', { name: '[1]' })).toBeFocused()
  await app.page.keyboard.press('Enter')
  await expect(path).toHaveText('$.items[1]')
  await app.page.keyboard.press('Tab')
  await expect(inspector.getByRole('button', { name: 'Filter the log by this path' })).toBeFocused()
  await inspector.getByRole('button', { name: 'Copy the path' }).click()
  await expect.poll(() => app.copied()).toBe('$.items[1]')
  await stop()
})

test('JSON of 10 MB is read beside the window and shown from its beginning to its end', async ({ app }) => {
  const stop = await receive(app, [`[${`${item},`.repeat(items)}{"last":true}]`])
  await row(app, '[{"id"').click()
  const inspector = inspectorOf(app)
  await showAs(inspector, 'Tree')
  await expect(inspector.getByRole('treeitem').first()).toContainText('180,001 items')
  await inspector.getByRole('tree').focus()
  await app.page.keyboard.press('End')
  await app.page.keyboard.press('ArrowRight')
  await app.page.keyboard.press('ArrowRight')
  await expect(inspector.getByRole('navigation', { name: 'Path' })).toHaveText('$[180000].last')
  await showAs(inspector, 'JSON')
  const source = inspector.getByRole('region', { name: 'Formatted JSON' })
  await expect(source).toContainText('"id": 12345678901234567890')
  await expect
    .poll(async () => {
      await source.evaluate((view) => (view.scrollTop = view.scrollHeight))
      return source.innerText()
    })
    .toContain('"last": true')
  await stop()
})

test('text and bytes of several megabytes come in windows as they are scrolled to', async ({ app }) => {
  const bytes = Buffer.from(Array.from({ length: 2 * 1024 * 1024 }, (_, i) => i & 255))
  const stop = await receive(app, [lines, bytes])
  const inspector = inspectorOf(app)
  await row(app, 'line 0').click()
  const text = inspector.getByRole('region', { name: 'Text' })
  await expect(text).toContainText('line 7 äöü 😀')
  await expect
    .poll(async () => {
      await text.evaluate((view) => (view.scrollTop = view.scrollHeight))
      return text.innerText()
    })
    .toContain('line 119999 äöü 😀')
  await expect(text).not.toContainText('\ufffd')
  await row(app, 'Binary').click()
  const hex = inspector.getByRole('region', { name: 'Hex dump' })
  await hex.focus()
  await app.page.keyboard.press('End')
  await app.page.keyboard.press('Shift+ArrowLeft')
  await inspector.getByRole('button', { name: 'Copy hex' }).click()
  await expect.poll(() => app.copied()).toBe('fe ff')
  await stop()
})

test('two picked messages are compared, and closing the comparison gives the inspector back', { tag: '@page' }, async ({ app }) => {
  const stop = await receive(app, [order(101.5, ''), order(102.75, ',"venue":"X"')])
  await row(app, '101.5').click()
  await row(app, '102.75').click({ modifiers: ['Control'] })
  await app.page.getByRole('button', { name: 'Diff', exact: true }).click()
  const inspector = inspectorOf(app)
  await expect(inspector).toContainText('Differences')
  await expect(inspector).toContainText('−2 +3')
  await expect(inspector.locator('mark').first()).toHaveText('1.')
  await inspector.getByRole('button', { name: 'Close the comparison' }).click()
  await expect(inspector.getByRole('heading')).toHaveText('Received text message')
  await stop()
})
