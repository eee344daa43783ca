import { newProfile } from '../../shared/profile'
import { expect, hubPort, test, type Sockdeck } from './support/app'

/** The names on the deck as they are shown, top to bottom. */
function names(app: Sockdeck): Promise<string[]> {
  // All at one moment: a row that is asked for after it has gone is waited for.
  return app.deck.getByRole('row').evaluateAll((rows) => rows.map((row) => row.querySelector('bdi')?.innerText ?? ''))
}

async function openThree(app: Sockdeck): Promise<void> {
  await app.page.getByRole('button', { name: 'Open all 3 profiles' }).click()
  for (const name of ['Lobby A', 'Lobby B', 'Echo']) await app.expectState(name, 'Open')
}

async function view(app: Sockdeck, menu: string, item: string): Promise<void> {
  await app.page.getByRole('button', { name: 'View of the deck' }).click()
  await app.page.getByRole('menuitem', { name: menu }).press('ArrowRight')
  await app.page.getByRole('menuitemcheckbox', { name: item, exact: true }).click()
}

test('the deck is sorted by a click on a head, filtered by words and grouped by folder', { tag: '@page' }, async ({ app }) => {
  await openThree(app)
  const head = app.page.getByRole('columnheader', { name: 'Name' })
  await head.getByRole('button').click()
  await expect(head).toHaveAttribute('aria-sort', 'ascending')
  await expect.poll(() => names(app)).toEqual(['Echo', 'Lobby A', 'Lobby B'])
  await head.getByRole('button').press('Enter')
  await expect(head).toHaveAttribute('aria-sort', 'descending')
  await expect.poll(() => names(app)).toEqual(['Lobby B', 'Lobby A', 'Echo'])
  await head.getByRole('button').press('Enter')
  await expect.poll(() => names(app)).toEqual(['Lobby A', 'Lobby B', 'Echo'])

  await app.page.getByRole('textbox', { name: 'Filter sockets' }).fill('ECHO hub')
  await expect.poll(() => names(app)).toEqual(['Echo'])
  await expect(app.page.getByRole('button', { name: '3 selected (2 hidden)' })).toBeVisible()
  await app.page.getByRole('textbox', { name: 'Filter sockets' }).press('Escape')
  await expect.poll(() => names(app)).toHaveLength(3)

  await view(app, 'Group by', 'Folder')
  await expect.poll(() => names(app)).toEqual(['Local hub', 'Lobby A', 'Lobby B', 'Echo'])
  await expect(app.deck.getByRole('row').first()).toContainText('3/3')
  await app.deck.focus()
  await app.page.keyboard.press('Home')
  await app.page.keyboard.press('ArrowLeft')
  await expect.poll(() => names(app)).toEqual(['Local hub'])
})

test('cards are walked in two dimensions and ticked as rows are', { tag: '@page' }, async ({ app }) => {
  await openThree(app)
  await app.page.getByRole('button', { name: 'Show as cards' }).click()
  const cards = app.deck.getByRole('gridcell')
  await expect(cards).toHaveCount(3)
  await expect(cards.filter({ hasText: 'Echo' })).toContainText('Open')
  await app.page.getByRole('button', { name: '3 selected', exact: true }).click()
  await app.page.getByRole('menuitem', { name: 'None' }).click()
  await app.deck.focus()
  await app.page.keyboard.press('Home')
  await app.page.keyboard.press('ArrowRight')
  await app.page.keyboard.press('Space')
  await expect(app.deck.getByRole('gridcell', { selected: true })).toContainText('Lobby B')
  await app.page.keyboard.press('Shift+F10')
  await app.page.getByRole('menuitem', { name: 'Disconnect' }).click()
  await expect(cards.filter({ hasText: 'Lobby B' })).toContainText('Disconnected')
})

test('what was removed comes back to its place under its name', async ({ app }) => {
  await openThree(app)
  await app.deck.focus()
  await app.page.keyboard.press('Home')
  await app.page.keyboard.press('ArrowDown')
  await app.page.keyboard.press('Delete')
  await expect.poll(() => names(app)).toEqual(['Lobby A', 'Echo'])
  await app.page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => names(app)).toEqual(['Lobby A', 'Lobby B', 'Echo'])
  await app.expectState('Lobby B', 'Idle')
})

test('a saved deck comes back with one click: its sockets, what is ticked, and how it looks', async ({ app }) => {
  await openThree(app)
  for (const name of ['Lobby A', 'Lobby B']) await app.deck.getByRole('checkbox', { name: `Select ${name}` }).uncheck()
  await app.page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
  await app.page.getByRole('button', { name: 'Decks', exact: true }).click()
  await app.page.getByRole('button', { name: 'Save this deck…' }).click()
  await app.page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Morning')
  await app.page.keyboard.press('Enter')
  await expect(app.page.getByText('“Morning” saved')).toBeVisible()

  await app.page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
  await app.page.getByRole('checkbox', { name: 'Select all' }).check()
  await app.page.getByRole('button', { name: 'Remove the selected from the deck' }).click()
  await expect(app.deck.getByRole('checkbox', { name: 'Select Echo' })).toHaveCount(0)
  await app.page.getByRole('button', { name: 'Decks', exact: true }).click()
  await app.page.getByRole('button', { name: 'Open Morning' }).click()
  for (const name of ['Lobby A', 'Lobby B', 'Echo']) await app.expectState(name, 'Open')
  await expect.poll(() => names(app)).toEqual(['Echo', 'Lobby A', 'Lobby B'])
  await expect(app.deck.getByRole('checkbox', { name: 'Select Echo' })).toBeChecked()
  await expect(app.page.getByRole('button', { name: '1 selected', exact: true })).toBeVisible()

  await app.page.getByRole('button', { name: 'Decks', exact: true }).click()
  await app.page.getByRole('button', { name: 'Open Morning' }).click()
  await expect(app.page.getByRole('dialog', { name: 'Replace the deck?' })).toBeVisible()
  await app.page.getByRole('button', { name: 'Add to it' }).click()
  await expect(app.deck.getByRole('row')).toHaveCount(6)
})

test('fifty sockets are opened one after another, and the rest is left idle when it is stopped', async ({ app }) => {
  await app.ask('profiles.save', { profile: newProfile('many', { name: 'Many', url: `ws://127.0.0.1:${hubPort}/echo` }) })
  const open = async (pace: string) => {
    await app.profile('Many').click({ button: 'right' })
    await app.page.getByRole('menuitem', { name: 'Open ×N…' }).click()
    await app.page.getByLabel('How many sockets').fill('50')
    await app.page.getByLabel('One every').fill(pace)
    await app.page.getByRole('button', { name: 'Open ×50' }).click()
  }
  const progress = app.page.getByRole('progressbar', { name: 'Sockets opened' })
  await open('20')
  await expect(app.page.getByRole('button', { name: /^50 open$/ })).toBeVisible()
  await expect(progress).toHaveCount(0)
  await open('1000')
  await expect(progress).toBeVisible()
  await app.page.getByRole('button', { name: 'Stop opening' }).click()
  await expect(progress).toHaveCount(0)
  await expect(app.page.getByRole('button', { name: /\d+ idle$/ })).toBeVisible()
})
