import { expect, hubPort, test, type Sockdeck } from './support/app'

/** What has the focus, as a screen reader would say it. */
function focused(app: Sockdeck): Promise<string> {
  return app.page.evaluate(() => {
    const element = document.activeElement
    return element instanceof HTMLElement ? (element.getAttribute('aria-label') ?? element.innerText) : ''
  })
}

async function openAll(app: Sockdeck): Promise<void> {
  await app.page.getByRole('button', { name: 'Open all 3 profiles' }).press('Enter')
  for (const name of ['Lobby A', 'Lobby B', 'Echo']) await app.expectState(name, 'Open')
  // Each has said that it connects, and that it is open.
  await expect(app.log.getByRole('row')).toHaveCount(6)
}

test('on the deck the focus is never lost: not when a button gives way to another, nor when Delete takes away the row it stands on', { tag: '@page' }, async ({ app }) => {
  await openAll(app)
  await app.deck.focus()
  await app.page.keyboard.press('Home')
  await app.page.keyboard.press('Tab')
  await expect.poll(() => focused(app)).toBe('Disconnect')
  await app.page.keyboard.press('Enter')
  await app.expectState('Lobby A', 'Disconnected')
  await expect.poll(() => focused(app)).toBe('Sockets')
  await app.page.keyboard.press('Enter')
  await app.expectState('Lobby A', 'Open')

  await app.page.keyboard.press('Delete')
  await expect(app.socket('Lobby A')).toHaveCount(0)
  await expect(app.deck.getByRole('row')).toHaveCount(2)
  await app.page.keyboard.press('Delete')
  await expect(app.deck.getByRole('row')).toHaveCount(1)
  await app.page.keyboard.press('Delete')
  await expect.poll(() => focused(app)).toBe('Open all 3 profiles')
})

test('the tree keeps the focus over its menu, Open ×N and a deletion', async ({ app }) => {
  await app.profile('Lobby A').focus()
  await app.page.keyboard.press('Shift+F10')
  await expect(app.page.getByRole('menuitem', { name: 'Connect' })).toBeFocused()
  await app.page.keyboard.press('ArrowDown')
  await app.page.keyboard.press('Enter')
  await expect(app.page.getByRole('textbox', { name: 'How many sockets' })).toBeFocused()
  await app.page.keyboard.press('Escape')
  await expect(app.profile('Lobby A')).toBeFocused()
  await app.page.keyboard.press('Delete')
  await expect(app.profile('Lobby A')).toHaveCount(0)
  await expect(app.profile('Lobby B')).toBeFocused()
})

test('Escape closes the inspector from inside it, and the log has the focus again; what is copied is in the clipboard', { tag: '@page' }, async ({ app }) => {
  await openAll(app)
  await app.log.focus()
  await app.page.keyboard.press('Home')
  await app.page.keyboard.press('Enter')
  await app.inspector.getByRole('button', { name: 'Close the inspector' }).focus()
  await app.page.keyboard.press('Escape')
  await expect(app.inspector).toHaveCount(0)
  await expect.poll(() => focused(app)).toBe('Log entries')

  await app.composer.getByText('JSON', { exact: true }).click()
  await app.compose('{"n":1.10}')
  await app.composer.getByRole('textbox', { name: 'Message' }).press('Control+Enter')
  await app.log.getByRole('row').filter({ hasText: '{"n":1.10}' }).first().click()
  await app.inspector.getByRole('button', { name: 'Copy as json' }).click()
  await expect.poll(() => app.copied()).toBe('{\n  "n": 1.10\n}')
  await app.inspector.getByText('Hex', { exact: true }).click()
  await app.inspector.getByRole('button', { name: 'Copy as hex' }).click()
  await expect.poll(() => app.copied()).toBe('7b 22 6e 22 3a 31 2e 31 30 7d')
  await app.profile('Echo').click({ button: 'right' })
  await app.page.getByRole('menuitem', { name: 'Copy URL' }).click()
  await expect.poll(() => app.copied()).toBe(`ws://127.0.0.1:${hubPort}/echo`)
})
