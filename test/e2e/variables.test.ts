import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from './support/app'

test('variables of an environment fill a message as it is sent, and an unknown one holds it back', async ({ start, data }) => {
  const app = await start()
  const { page, composer } = app
  const message = composer.getByRole('textbox', { name: 'Message' })
  await app.connect('Echo')
  await app.expectState('Echo', 'Open')

  await app.compose('{{room}} says {{token}} #{{$counter}}')
  await expect(composer).toContainText('{{room}} and 1 more are not known')
  await expect(composer.getByRole('button', { name: /^Send/ })).toBeDisabled()

  await page.getByRole('button', { name: 'Environment: No environment' }).click()
  await page.getByRole('menuitem', { name: 'Edit environments…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Environments' })
  await dialog.getByRole('button', { name: 'Add environment' }).click()
  await dialog.getByLabel('Name of the environment').fill('Staging')
  await dialog.getByLabel('In use').check()
  await dialog.getByRole('button', { name: 'Add variable' }).click()
  await dialog.getByLabel('Name of variable 1').fill('room')
  await dialog.getByLabel('Value of variable 1').fill('lobby {{token}}')
  await dialog.getByRole('button', { name: 'Add variable' }).click()
  await dialog.getByLabel('Name of variable 2').fill('token')
  await dialog.getByLabel('Value of variable 2', { exact: true }).fill('hunter2-e2e')
  // Straight from the field: saving waits for the secret's reference.
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: 'Environment: Staging' })).toBeVisible()

  await message.press('Control+Enter')
  await expect(composer).toContainText('Sent to 1 socket')
  await expect.poll(async () => (await app.rows()).join('\n')).toContain('lobby {{token}} says')
  expect((await app.rows()).join('\n')).toContain('#1')
  expect((await app.rows()).join('\n')).not.toContain('hunter2-e2e')

  await app.quit()
  for (const entry of await readdir(data, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const bytes = await readFile(path.join(entry.parentPath, entry.name))
    expect(bytes.includes('hunter2-e2e'), `${entry.name} holds the secret`).toBe(false)
  }
})

test('names are completed after two braces, with the keyboard alone, and a long text stays what it is', async ({ app }) => {
  const message = app.composer.getByRole('textbox', { name: 'Message' })
  await message.click()
  await app.page.keyboard.type('to {{')
  const first = app.page.getByRole('option').first()
  await expect(first).toHaveAccessibleName(/\$uuid/)
  // What is known changes while the list is open.
  await app.ask('environments.save', { environments: { global: [{ name: 'hostName', value: 'x', enabled: true, secret: false }], environments: [], chosenId: null } })
  await expect(first).toHaveAccessibleName(/hostName/)
  await app.page.keyboard.type('name')
  await app.page.keyboard.press('Tab')
  await expect(message).toHaveText('to {{hostName}}')
  await expect(message).toBeFocused()
  await app.page.keyboard.type(' {{$u')
  await app.page.keyboard.press('Escape')
  await expect(app.page.getByRole('option')).toHaveCount(0)
  await expect(message).toHaveText('to {{hostName}} {{$u')

  // A long text with marks, signs and hidden characters stays what it is, wherever it is scrolled.
  const text = Array.from({ length: 60 }, (_, index) => `${index} {{a}} <b>\u202e ${'word '.repeat(index)}{{$uuid}}`).join('\n')
  await app.compose(text)
  await message.press('Control+Home')
  await expect(app.composer.getByText('{{a}}', { exact: true }).first()).toBeVisible()
  await message.press('Control+End')
  await message.press('Control+a')
  await message.press('Control+c')
  await expect.poll(() => app.copied()).toBe(text)
})
