import { expect, hubPort, test, type Sockdeck } from '../e2e/support/app'
import { LogView } from '../e2e/support/log-view'

async function saveProfile(app: Sockdeck, name: string, url: string): Promise<void> {
  await app.page.getByRole('button', { name: 'New', exact: true }).click()
  await app.page.getByRole('menuitem', { name: /New profile/ }).click()
  const dialog = app.page.getByRole('dialog', { name: 'New profile' })
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('URL').fill(url)
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(dialog).toBeHidden()
}

async function openTimes(app: Sockdeck, name: string, count: number): Promise<void> {
  await app.profile(name).click({ button: 'right' })
  await app.page.getByRole('menuitem', { name: 'Open ×N…' }).click()
  await app.page.getByLabel('How many sockets').fill(String(count))
  await app.page.getByRole('button', { name: `Open ×${count}` }).click()
}

test('from a profile that is saved to a field in the tree of a message that came back', { tag: '@page' }, async ({ start }) => {
  const app = await start()
  const log = new LogView(app)
  await saveProfile(app, 'Orders', `ws://127.0.0.1:${hubPort}/echo`)
  await openTimes(app, 'Orders', 3)
  for (const name of ['Orders', 'Orders #2', 'Orders #3']) await app.expectState(name, 'Open')
  await app.page.getByRole('checkbox', { name: 'Select all' }).check()

  await app.composer.getByText('JSON', { exact: true }).click()
  await app.compose('{"op": "buy", "price": 1.10, "id": 12345678901234567890}')
  await app.composer.getByRole('textbox', { name: 'Message' }).press('Control+Enter')
  await expect(app.composer).toContainText('Sent to 3 sockets')
  const orders = app.log.getByRole('row').filter({ hasText: '"buy"' })
  await expect(orders).toHaveCount(6)

  await log.text.fill('price')
  await expect(app.log.getByRole('row')).toHaveCount(6)
  await log.turn('In')
  await expect(app.log.getByRole('row')).toHaveCount(3)
  await orders.first().click()
  await app.inspector.getByText('Tree', { exact: true }).click()
  const tree = app.inspector.getByRole('tree', { name: 'JSON tree' })
  await expect(tree.getByRole('treeitem')).toHaveCount(4)
  await tree.focus()
  await app.page.keyboard.press('End')
  await expect(app.inspector.getByRole('navigation', { name: 'Path' })).toHaveText('$.id')
  await app.page.keyboard.press('Control+c')
  // Every digit: no number of the page's own has come between.
  await expect.poll(() => app.copied()).toBe('12345678901234567890')

  await app.log.focus()
  await app.page.keyboard.press('Control+f')
  await log.find.text.fill('buy')
  await expect(log.find.status).toHaveText(/^\d of 3$/)
  await log.find.text.press('Escape')
  await expect(log.find.bar).toHaveCount(0)
})
