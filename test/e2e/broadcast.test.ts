import { expect, test } from './support/app'

test('on first start one click, typing and Ctrl+Enter send a message to all three sockets that were opened, and it goes round', { tag: '@page' }, async ({ app }) => {
  await app.page.getByRole('button', { name: 'Open all 3 profiles' }).click()
  for (const name of ['Lobby A', 'Lobby B', 'Echo']) await app.expectState(name, 'Open')
  await app.page.keyboard.type('hello everybody')
  await expect(app.composer.getByRole('button', { name: 'Send to 3 selected' })).toBeEnabled()
  await app.page.keyboard.press('Control+Enter')
  await expect(app.composer).toContainText('Sent to 3 sockets')
  // Out by three; in by the other one of each in the lobby, and as an echo.
  await expect(app.log.getByRole('row').filter({ hasText: 'hello everybody' })).toHaveCount(6)
  for (const name of ['Lobby A', 'Lobby B', 'Echo']) await expect(app.log.getByRole('row').filter({ hasText: 'hello everybody' }).filter({ hasText: name })).toHaveCount(2)
})

test('a broadcast reaches the two sockets that are ticked and not the third', { tag: '@page' }, async ({ app }) => {
  for (let i = 0; i < 3; i += 1) await app.connect('Echo')
  const names = ['Echo', 'Echo #2', 'Echo #3']
  for (const name of names) await app.expectState(name, 'Open')
  await app.untickAll()
  await app.tick('Echo', 'Echo #3')
  await app.compose('to two of you')
  await app.composer.getByRole('textbox', { name: 'Message' }).press('Control+Enter')
  await expect(app.composer).toContainText('Sent to 2')
  await expect(app.composer.getByRole('textbox', { name: 'Message' })).toHaveText('to two of you')
  const rows = app.log.getByRole('row').filter({ hasText: 'to two of you' })
  await expect(rows).toHaveCount(4)
  await expect(rows.filter({ hasText: 'Echo #2' })).toHaveCount(0)
  await app.composer.getByRole('button', { name: /Sent to 2/ }).click()
  await expect(app.page.getByRole('list', { name: 'Outcome per socket' }).getByRole('listitem')).toHaveText([/Echo\s*Sent/i, /Echo #3\s*Sent/i])
})

test('a socket that is not open refuses a broadcast in words, and the others get it', async ({ app }) => {
  await app.connect('Echo')
  await app.connect('Lobby A')
  await app.expectState('Echo', 'Open')
  await app.expectState('Lobby A', 'Open')
  await app.socket('Lobby A').hover()
  await app.socket('Lobby A').getByRole('button', { name: 'Disconnect' }).click()
  await app.expectState('Lobby A', 'Disconnected')
  await app.tick('Echo', 'Lobby A')
  await app.compose('anybody there?')
  await app.composer.getByRole('button', { name: /Send to 2 selected/ }).click()
  await expect(app.composer).toContainText(/Sent to 1 .* refused 1/i)
})

test('what is typed as JSON, hex or base64 and is none is refused under the field in words, and stays there', { tag: '@page' }, async ({ app }) => {
  await app.connect('Echo')
  await app.expectState('Echo', 'Open')
  for (const [format, wrong, words] of [
    ['JSON', '{"a":1,}', 'Not valid JSON'],
    ['Hex', '48 65 6', 'A hex byte has two digits'],
    ['Base64', 'SGV*', 'is not base64'],
  ] as const) {
    await app.composer.getByText(format, { exact: true }).click()
    await app.compose(wrong)
    await expect(app.composer).toContainText(words)
    await expect(app.composer.getByRole('button', { name: /^Send/ })).toBeDisabled()
    await expect(app.composer.getByRole('textbox', { name: 'Message' })).toHaveText(wrong)
  }
})
