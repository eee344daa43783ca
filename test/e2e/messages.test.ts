import { expect, test, type Sockdeck } from './support/app'

async function openEcho(app: Sockdeck): Promise<void> {
  await app.connect('Echo')
  await app.expectState('Echo', 'Open')
}

const rowsWith = (app: Sockdeck, text: string) => app.log.getByRole('row').filter({ hasText: text })

test('a message is saved, sent by a click and by its keys, comes back by undo, and the history sends it after a restart', async ({ start }) => {
  const first = await start()
  await openEcho(first)
  const pane = first.page.getByRole('region', { name: 'Saved messages and history' })
  await first.compose('good morning')
  await pane.getByRole('button', { name: 'Save the composer’s message…' }).click()
  const form = first.page.getByRole('dialog', { name: 'Save message' })
  await form.getByLabel('Name').fill('Greeting')
  await form.getByRole('button', { name: 'Shortcut None' }).click()
  await first.page.keyboard.press('Control+k')
  await expect(form.getByText('Already used by “Command Palette…”')).toBeVisible()
  await first.page.keyboard.press('Control+Alt+g')
  await form.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(form).toHaveCount(0)

  const saved = pane.getByRole('treeitem', { name: 'Greeting' })
  await first.compose('something else')
  await saved.hover()
  await saved.getByRole('button', { name: 'Send Greeting' }).click()
  await expect(rowsWith(first, 'good morning')).toHaveCount(2)
  await first.deck.focus()
  await first.page.keyboard.press('Control+Alt+g')
  await expect(rowsWith(first, 'good morning')).toHaveCount(4)
  await expect(first.composer.getByRole('textbox', { name: 'Message' })).toHaveText('something else')

  await saved.click()
  await first.page.keyboard.press('Delete')
  await expect(saved).toHaveCount(0)
  await first.page.getByRole('button', { name: 'Undo' }).click()
  await expect(saved).toBeVisible()
  await first.quit()

  const second = await start()
  const again = second.page.getByRole('region', { name: 'Saved messages and history' })
  await expect(again.getByRole('treeitem', { name: 'Greeting' })).toBeVisible()
  await second.page.getByRole('button', { name: 'Reopen all (1)' }).click()
  await second.expectState('Echo', 'Open')
  await again.getByText('History', { exact: true }).click()
  const sent = again.getByRole('option').filter({ hasText: 'good morning' }).first()
  await expect(sent).toContainText('to Echo')
  await sent.hover()
  await sent.getByRole('button', { name: 'Send again' }).click()
  await expect(second.composer).toContainText('Sent to 1 socket')
  await expect(rowsWith(second, 'good morning')).toHaveCount(2)
})

test('a schedule sends five numbered messages and ends; another is paused, resumed, stopped, and comes back by undo', async ({ app }) => {
  await openEcho(app)
  const strip = app.page.getByRole('region', { name: 'Schedules' })
  const begin = async (name: string, times: string | null) => {
    await app.menu('New Schedule…')
    const form = app.page.getByRole('dialog', { name: 'Send on a schedule' })
    await form.getByLabel('Name').fill(name)
    await form.getByLabel('Every so many milliseconds').fill('100')
    if (times !== null) {
      await form.getByRole('switch', { name: 'Stop after a number of times' }).click()
      await form.getByRole('textbox', { name: 'Times' }).fill(times)
    }
    await form.getByRole('button', { name: 'Start' }).click()
    await expect(form).toHaveCount(0)
  }
  const line = (name: string) => strip.getByRole('listitem').filter({ hasText: name })

  await app.compose('turn {{$counter}} of five')
  await begin('Five', '5')
  await expect(line('Five')).toContainText('Ended')
  await expect(line('Five')).toContainText('5 of 5 · 5 sent')
  // Each goes out and comes back.
  await expect(rowsWith(app, 'of five')).toHaveCount(10)
  for (const turn of [1, 2, 3, 4, 5]) await expect(rowsWith(app, `turn ${turn} of five`)).toHaveCount(2)

  await app.compose('on and on')
  await begin('Endless', null)
  await expect(rowsWith(app, 'on and on').first()).toBeVisible()
  await line('Endless').getByRole('button', { name: 'Pause Endless' }).click()
  await expect(line('Endless')).toContainText('Paused')
  await line('Endless').getByRole('button', { name: 'Resume Endless' }).click()
  await expect(line('Endless')).not.toContainText('Paused')
  await line('Endless').getByRole('button', { name: 'Stop Endless' }).click()
  await expect(line('Endless')).toContainText('Ended')
  await line('Endless').getByRole('button', { name: 'Remove Endless' }).click()
  await expect(line('Endless')).toHaveCount(0)
  await app.page.getByRole('button', { name: 'Undo' }).click()
  await expect(line('Endless')).toBeVisible()
})
