import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { newProfile } from '../../shared/profile'
import { expect, hubPort, test } from './support/app'

test('the page of a socket draws what happens, reads it by keyboard, and hands it out as image and figures', { tag: '@page' }, async ({ app, data }) => {
  await app.ask('profiles.save', { profile: newProfile('ticks', { name: 'Ticks', url: `ws://127.0.0.1:${hubPort}/clock?ms=50` }) })
  await app.connect('Ticks')
  await app.expectState('Ticks', 'Open')
  await app.deck.focus()
  await app.page.keyboard.press('Home')
  await app.page.keyboard.press('c')
  const charts = app.page.getByRole('region', { name: 'Charts of Ticks' })
  const messages = charts.getByRole('slider', { name: 'Messages' })
  await expect(messages).toHaveAttribute('aria-valuetext', /In [12]\d.*\/s, Out 0.*\/s/)
  await messages.focus()
  await app.page.keyboard.press('Home')
  await expect(messages).toHaveAttribute('aria-valuenow', /^\d+$/)

  const file = path.join(data, 'figures.csv')
  await app.chooseFile(file)
  await charts.getByRole('button', { name: 'Export' }).click()
  await app.page.getByRole('menuitem', { name: 'Save figures (CSV)…' }).click()
  await expect(app.page.getByText(`Saved to ${file}`)).toBeVisible()
  expect(await readFile(file, 'utf8')).toMatch(/^time,messages in \(1\/s\)[^]*,opened\r\n/)
  await charts.getByRole('button', { name: 'Export' }).click()
  await app.page.getByRole('menuitem', { name: 'Copy as image' }).click()
  await expect(app.page.getByText('Image of the charts copied')).toBeVisible()

  await charts.getByRole('button', { name: 'Back to the log' }).click()
  await expect(app.log).toBeVisible()
})

test('on the hub’s page a message reaches all clients, and one of them is evicted', { tag: '@page' }, async ({ app }) => {
  await app.page.getByRole('button', { name: 'Open all 3 profiles' }).click()
  for (const name of ['Lobby A', 'Lobby B', 'Echo']) await app.expectState(name, 'Open')
  await app.page.getByRole('button', { name: /Hub :\d+/ }).click()
  await app.page.getByRole('button', { name: 'Open hub page' }).click()
  const hub = app.page.getByRole('region', { name: 'Hub', exact: true })
  const clients = hub.getByRole('grid', { name: 'Clients of the hub' })
  await expect(clients.getByRole('row')).toHaveCount(3)

  const message = hub.getByRole('textbox', { name: 'Message to all clients' })
  await message.fill('to all of you')
  await message.press('Control+Enter')
  await expect(hub).toContainText('Reached 3 clients')
  for (const name of ['Lobby A', 'Lobby B', 'Echo']) await expect(app.socket(name)).toContainText('to all of you')

  await clients.getByRole('row').filter({ hasText: '/echo' }).getByRole('button', { name: /Evict client/ }).click()
  await app.expectState('Echo', /1008/)
  await expect(clients.getByRole('row')).toHaveCount(2)
})
