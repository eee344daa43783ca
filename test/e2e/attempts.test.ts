import { newProfile } from '../../shared/profile'
import { expect, test } from './support/app'
import { changingServer } from './support/peers'

const markup = '<img src=x onerror="document.title=\'owned\'"><b>no</b>'
const bidi = 'invoice\u202Efdp.exe'

test('a refused attempt and the one after it are compared and reported, and what the peer wrote stays text', async ({ app }) => {
  const peer = await changingServer({
    refusal: { status: 403, headers: { 'X-Why': markup, 'Content-Type': 'text/html' }, body: `${markup} ${bidi}` },
    closing: { code: 4001, reason: `${markup} ${bidi}` },
  })
  const { page } = app
  const title = await page.title()
  const { id } = await app.ask('secrets.put', { text: 'report-canary-77aa' })
  const options = {
    auth: { kind: 'bearer' as const, token: id },
    request: { headers: [{ name: 'X-Try', value: 'try {{$counter}}', enabled: true, secret: false }] },
    reconnect: { enabled: false },
  }
  await app.ask('profiles.save', { profile: newProfile('fickle', { name: 'Fickle', url: `ws://127.0.0.1:${peer.port}/`, options }) })
  await app.connect('Fickle')
  await app.expectState('Fickle', /HTTP 403/)

  await app.socket('Fickle').hover()
  await app.socket('Fickle').getByRole('button', { name: 'Why did Fickle fail?' }).click()
  const dialog = page.getByRole('dialog', { name: 'Attempts of Fickle' })
  await expect(dialog.getByLabel('Headers of the response')).toContainText(`X-Why: ${markup}`)
  const body = dialog.getByRole('region', { name: 'Body of the response' })
  await expect(body).toContainText(markup)
  await expect(body).toContainText('invoiceRLOfdp.exe')

  await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
  const list = dialog.getByRole('radiogroup', { name: /^Attempts/ })
  await expect(list.getByRole('radio')).toHaveCount(2)
  await app.expectState('Fickle', 'Open')
  expect(peer.visits.map(({ headers }) => headers['x-try'])).toEqual(['try 1', 'try 2'])

  await list.getByText('#2').click()
  await dialog.getByRole('button', { name: 'Compare with' }).click()
  await page.getByRole('menuitem', { name: /^Attempt 1 / }).click()
  const comparison = dialog.getByRole('region', { name: 'Comparison' })
  await expect(comparison.getByRole('row', { name: /Status/ }).first()).toContainText('403')
  await expect(comparison.getByRole('row', { name: /X-Try/i })).toContainText(/try 2.*try 1/)
  const alike = comparison.getByRole('row', { name: /^Sec-WebSocket-Version/ })
  await expect(alike).toHaveCount(0)
  await comparison.getByLabel('Show only differences').uncheck()
  await expect(alike).toBeVisible()
  await dialog.getByRole('button', { name: 'End the comparison' }).click()

  await list.getByText('#1').click()
  await dialog.getByRole('button', { name: 'Copy as report' }).click()
  await expect.poll(() => app.copied()).toContain('HTTP 403')
  const report = await app.copied()
  expect(report).toContain('http-status')
  expect(report).toContain('Authorization: Bearer ***')
  expect(report).not.toMatch(/canary|\u202E/)

  peer.closeAll()
  await list.getByText('#2').click()
  const attempt = dialog.getByRole('region', { name: 'Attempt', exact: true })
  await expect(attempt).toContainText('4001')
  await expect(attempt).toContainText(`${markup} invoiceRLOfdp.exe`)
  expect(await attempt.innerText()).not.toMatch(/canary|\u202E/)
  expect(await page.locator('img:not(.cm-widgetBuffer)').count()).toBe(0)
  expect(await page.title()).toBe(title)
  peer.close()
})

test('a message to a socket that is away is held, and goes out when the server has it back', async ({ app }) => {
  const peer = await changingServer({ refusal: null, closing: { code: 1012, reason: 'restart' } })
  const options = { queue: { whileDown: 'hold' as const }, reconnect: { baseMs: 600_000, capMs: 600_000, jitter: 'none' as const } }
  await app.ask('profiles.save', { profile: newProfile('away', { name: 'Away', url: `ws://127.0.0.1:${peer.port}/`, options }) })
  await app.connect('Echo')
  await app.connect('Away')
  await app.expectState('Echo', 'Open')
  await app.expectState('Away', 'Open')
  await app.tick('Echo', 'Away')
  peer.closeAll()
  await app.expectState('Away', /Retry 1 in/)

  await app.compose('kept for later')
  await app.composer.getByRole('button', { name: 'Send to 2 selected' }).click()
  await expect(app.composer).toContainText('Sent to 1 · queued 1')
  expect(peer.messages).toEqual([])
  await app.socket('Away').hover()
  await app.socket('Away').getByRole('button', { name: 'Retry now' }).click()
  await expect.poll(() => peer.messages).toEqual(['kept for later'])
  peer.close()
})
