import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { newProfile } from '../../shared/profile'
import { expect, hubPort, test } from './support/app'
import { drawn } from './support/drawn'

test('what is opened later does not join what is ticked', async ({ app }) => {
  await app.connect('Echo')
  await app.expectState('Echo', 'Open')
  await expect(app.composer.getByRole('button', { name: 'Send to 1 selected' })).toBeVisible()
  await app.connect('Lobby A')
  await app.expectState('Lobby A', 'Open')
  await expect(app.composer.getByRole('button', { name: 'Send to 1 selected' })).toBeVisible()
  await expect(app.deck.getByRole('checkbox', { name: 'Select Lobby A' })).not.toBeChecked()
})

test('the row says why a socket waits or has failed, and its tooltip says all of it', async ({ app }) => {
  const options = { reconnect: { baseMs: 500_000, capMs: 500_000, jitter: 'none' as const } }
  await app.call('profiles.save', { profile: newProfile('gone', { name: 'Gone', url: `ws://127.0.0.1:${hubPort}/nowhere` }) })
  await app.call('profiles.save', { profile: newProfile('shut', { name: 'Shut', url: 'ws://127.0.0.1:1/', options }) })
  await app.connect('Gone')
  await app.connect('Shut')
  await app.expectState('Gone', /Failed\s*HTTP 404 · Not Found/)
  await app.expectState('Shut', /Retry 1 in .* s\s*Connection refused/)
  await expect(app.socket('Shut').getByTitle('Connection refused (ECONNREFUSED)')).toBeVisible()
})

test('a socket whose peer does not answer the close frame can be cut', async ({ app }) => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('connection', (webSocket) => webSocket.pause())
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const options = { limits: { closeTimeoutMs: 60_000 }, heartbeat: { enabled: false } }
  await app.call('profiles.save', { profile: newProfile('mute', { name: 'Mute', url, options }) })
  await app.connect('Mute')
  await app.expectState('Mute', 'Open')
  await app.socket('Mute').hover()
  await app.socket('Mute').getByRole('button', { name: 'Disconnect' }).click()
  await app.expectState('Mute', 'Closing')
  await app.socket('Mute').getByRole('button', { name: 'Cut now' }).click()
  await app.expectState('Mute', 'Disconnected')
  server.close()
})

test('the log follows its newest row while the window changes its size', { tag: '@page' }, async ({ app }) => {
  await app.call('profiles.save', { profile: newProfile('ticks', { name: 'Ticks', url: `ws://127.0.0.1:${hubPort}/clock?ms=10` }) })
  await app.shell.resize(900, 600)
  await app.connect('Ticks')
  await expect.poll(() => app.rows().then((rows) => rows.length)).toBeGreaterThan(10)
  for (const [width, height] of [[1400, 860], [900, 600], [1300, 800]] as const) {
    await app.shell.resize(width, height)
    await expect.poll(() => app.page.evaluate(() => window.innerHeight)).toBe(height)
    await drawn(app.page)
    await expect(app.page.getByRole('button', { name: /new$|^Newest$/ })).toHaveCount(0)
  }
})

test('a reload of the page in the middle of traffic brings back the deck and the log', { tag: '@page' }, async ({ app }) => {
  await app.call('profiles.save', { profile: newProfile('ticks', { name: 'Ticks', url: `ws://127.0.0.1:${hubPort}/clock?ms=20` }) })
  await app.connect('Ticks')
  await app.connect('Echo')
  await expect.poll(() => app.rows().then((rows) => rows.some((row) => row.includes('"tick"')))).toBe(true)
  await app.page.reload()
  for (const name of ['Ticks', 'Echo']) await app.expectState(name, 'Open')
  await expect(app.page.getByRole('button', { name: '1 selected', exact: true })).toBeVisible()
  const before = await app.rows()
  await expect.poll(() => app.rows().then((rows) => rows.at(-1))).not.toBe(before.at(-1))
  await app.log.focus()
  await app.page.keyboard.press('Home')
  await expect.poll(() => app.rows().then((rows) => rows[0])).toMatch(/Ticks Connecting to/)
})
