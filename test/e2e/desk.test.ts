import { expect, test, type Sockdeck } from './support/app'
import { told } from './support/electron'

async function openPalette(app: Sockdeck): Promise<void> {
  await app.page.keyboard.press('Control+k')
  await expect(app.page.getByRole('dialog', { name: 'Command palette' }).getByRole('combobox')).toBeFocused()
}

async function openEcho(app: Sockdeck): Promise<void> {
  await app.connect('Echo')
  await app.expectState('Echo', 'Open')
}

/** What the window's cross does; a page of Playwright's that is closed asks nobody. */
async function closeWindow({ electron, page }: Sockdeck): Promise<void> {
  const window = await electron.browserWindow(page)
  await window.evaluate((each: { close(): void }) => each.close())
}

test('the palette hears what is typed right behind its shortcut, before it was drawn', async ({ app }) => {
  await app.profile('Echo').focus()
  // Dialogs are loaded after the desk.
  await openPalette(app)
  await app.page.keyboard.press('Escape')
  await expect(app.profile('Echo')).toBeFocused()
  const focused = await app.page.evaluate(async () => {
    const key = { key: 'k', code: 'KeyK', ctrlKey: true, bubbles: true, cancelable: true }
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', key))
    // Frames come between tasks: there is none in these.
    for (let step = 0; step < 100; step += 1) await Promise.resolve()
    return document.activeElement?.getAttribute('role')
  })
  expect(focused).toBe('combobox')
})

test('two windows show the same deck and log, each with what it has chosen itself, and closing one asks nobody and leaves the other', async ({ app: one }) => {
  await openEcho(one)
  const two = await one.newWindow()
  await two.expectState('Echo', 'Open')
  await two.compose('hello from two')
  await two.tick('Echo')
  await two.composer.getByRole('textbox', { name: 'Message' }).press('Control+Enter')
  for (const window of [one, two]) await expect(window.log.getByRole('row').filter({ hasText: 'hello from two' })).toHaveCount(2)
  await one.connect('Lobby A')
  for (const window of [one, two]) await window.expectState('Lobby A', 'Open')
  await two.page.reload()
  await two.expectState('Lobby A', 'Open')
  await expect(one.log.getByRole('row').filter({ hasText: 'hello from two' })).toHaveCount(2)
  const asked = await one.answerQuestions(1)
  await closeWindow(two)
  await expect.poll(() => one.electron.windows().length).toBe(1)
  expect(await asked()).toEqual([])
  await one.tick('Echo')
  await one.compose('still here')
  await one.composer.getByRole('textbox', { name: 'Message' }).press('Control+Enter')
  await expect(one.log.getByRole('row').filter({ hasText: 'still here' })).toHaveCount(2)
})

test('the palette says when nothing fits, gives the focus back, and opens a profile by a few of its letters', { tag: '@page' }, async ({ app }) => {
  await app.profile('Lobby A').focus()
  await openPalette(app)
  await app.page.keyboard.type('zzzz')
  await expect(app.page.getByText('Nothing fits “zzzz”')).toBeVisible()
  await app.page.keyboard.press('Escape')
  await expect(app.profile('Lobby A')).toBeFocused()
  await expect(app.page.getByRole('dialog')).toHaveCount(0)
  await openPalette(app)
  await app.page.keyboard.type('lbyb')
  await expect(app.page.getByRole('option', { selected: true })).toContainText('Lobby B')
  await app.page.keyboard.press('Enter')
  await expect(app.page.getByRole('dialog', { name: 'Command palette' })).toHaveCount(0)
  await app.expectState('Lobby B', 'Open')
  await openPalette(app)
  await expect(app.page.getByRole('group', { name: 'Recent' }).getByRole('option')).toContainText(['Lobby B'])
  await app.page.keyboard.type('>theme dark')
  await app.page.keyboard.press('Enter')
  await expect(app.page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('a changed shortcut works at once and after a restart, and the menu shows it', async ({ start }) => {
  const first = await start()
  await first.page.keyboard.press('Control+/')
  const dialog = first.page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await dialog.getByRole('button', { name: /^Change the shortcut of New Profile/ }).click()
  await first.page.keyboard.press('Control+k')
  await expect(dialog.getByText('Already used by “Command Palette…”')).toBeVisible()
  await dialog.getByRole('button', { name: 'Leave it' }).click()
  await dialog.getByRole('button', { name: /^Change the shortcut of New Profile/ }).click()
  await first.page.keyboard.press('Control+Alt+p')
  await expect(dialog.getByText('Changed', { exact: true })).toBeVisible()
  await first.page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  const accelerator = () => told(() => first.electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('new-profile')?.accelerator))
  await expect.poll(accelerator).toBe('CommandOrControl+Alt+P')
  await first.page.keyboard.press('Control+Alt+p')
  await expect(first.page.getByRole('dialog', { name: 'New profile' })).toBeVisible()
  await first.quit()
  const second = await start()
  await second.page.keyboard.press('Control+n')
  await second.page.keyboard.press('Control+k')
  await expect(second.page.getByRole('dialog', { name: 'Command palette' })).toBeVisible()
  await second.page.keyboard.press('Escape')
  await expect(second.page.getByRole('dialog', { name: /^(Command palette|New profile)$/ })).toHaveCount(0)
  await second.page.keyboard.press('Control+Alt+p')
  await expect(second.page.getByRole('dialog', { name: 'New profile' })).toBeVisible()
})

test('quitting with open sockets asks, and can be told not to', async ({ start }) => {
  const app = await start()
  await openEcho(app)
  const asked = await app.answerQuestions(1)
  await app.menu('Quit Sockdeck')
  await expect.poll(asked).toEqual(['Quit and close 1 connection?'])
  await closeWindow(app)
  await expect.poll(asked).toHaveLength(2)
  await app.expectState('Echo', 'Open')
  await app.answerQuestions(0, true)
  await app.gone(() => app.menu('Quit Sockdeck'))
  const again = await start()
  await openEcho(again)
  const askedAgain = await again.answerQuestions(1)
  await again.page.keyboard.press('Control+q').catch(() => undefined)
  await expect.poll(() => again.running).toBe(false)
  await expect(askedAgain()).rejects.toThrow()
})
