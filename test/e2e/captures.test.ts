import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Locator } from '@playwright/test'
import { expect, test, type Sockdeck } from './support/app'

async function list(app: Sockdeck): Promise<Locator> {
  await app.menu('Captures…')
  const grid = app.page.getByRole('grid', { name: 'Captures' })
  await expect(grid).toBeFocused()
  return grid
}

/** One message on the wire and on the screen. */
async function say(app: Sockdeck, text: string): Promise<void> {
  await app.connect('Echo')
  await app.expectState('Echo', 'Open')
  await app.compose(text)
  await expect(app.composer.getByRole('button', { name: 'Send to 1 selected' })).toBeEnabled()
  await app.composer.getByRole('textbox', { name: 'Message' }).press('Control+Enter')
  await expect(app.log.getByText(text, { exact: true })).toHaveCount(2)
}

test('by keyboard: a capture is named, shown read only, left again and deleted for good', async ({ app }) => {
  await say(app, 'before')
  const { keyboard } = app.page
  let grid = await list(app)
  await app.page.getByRole('dialog', { name: 'Captures' }).getByRole('button', { name: 'New capture' }).click()
  await expect(grid.getByRole('row')).toHaveCount(2)
  await expect(grid.getByRole('row').first()).toHaveAttribute('aria-selected', 'true')
  await grid.focus()
  await keyboard.press('End')
  await keyboard.press('F2')
  await keyboard.type('Nobody wants this')
  await keyboard.press('Escape')
  await expect(grid).toBeFocused()
  await keyboard.press('F2')
  await keyboard.type('Before')
  await keyboard.press('Enter')
  await expect(grid.getByRole('row', { name: 'Before' })).toHaveCount(1)

  await keyboard.press('Enter')
  await expect(app.page.getByText('Viewing Before')).toBeVisible()
  await expect(app.log).toBeFocused()
  await expect(app.log.getByText('before', { exact: true })).toHaveCount(2)
  await app.page.getByRole('button', { name: 'Back to live' }).click()
  await expect(app.page.getByText('Viewing Before')).toHaveCount(0)

  grid = await list(app)
  await keyboard.press('End')
  await keyboard.press('Delete')
  await expect(app.page.getByRole('button', { name: 'Keep' })).toBeFocused()
  await app.page.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(grid.getByRole('row', { name: 'Before' })).toHaveCount(0)
  await expect(grid.getByRole('row')).toHaveCount(1)
  await expect(grid).toBeFocused()
})

test('what is exported can be imported and opened; a file that fits nothing is refused in words', async ({ app, data }) => {
  await say(app, 'there and back')
  const file = path.join(data, 'out.ndjson')
  await app.chooseFile(file)
  await app.menu('Export Log…')
  const dialog = app.page.getByRole('dialog', { name: 'Export' })
  await expect(dialog.getByRole('radio', { name: 'NDJSON' })).toBeChecked()
  await dialog.getByRole('button', { name: 'Export…' }).click()
  await expect(app.page.getByText(/^Exported \d+ entries to out\.ndjson$/)).toBeVisible()
  expect(await readFile(file, 'utf8')).toContain('there and back')

  await list(app)
  await app.page.getByRole('button', { name: 'Import…' }).click()
  await expect(app.page.getByText(/^Imported \d+ entries from out\.ndjson$/)).toBeVisible()
  await app.page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(app.page.getByRole('dialog')).toHaveCount(0)
  await expect(app.page.getByText('· read only')).toBeVisible()
  await expect(app.log.getByText('there and back', { exact: true })).toHaveCount(2)

  await writeFile(file, 'no capture')
  await list(app)
  await app.page.getByRole('button', { name: 'Import…' }).click()
  await expect(app.page.getByText('Import failed: out.ndjson')).toBeVisible()
  await expect(app.page.getByRole('button', { name: 'Choose another file' })).toBeVisible()
  await expect(app.page.getByRole('grid', { name: 'Captures' }).getByText('Imported')).toHaveCount(1)
})
