import { readFileSync } from 'node:fs'
import { newFolder, newProfile } from '../../shared/profile'
import { expect, test, type Sockdeck } from './support/app'
import { echoServer } from './support/peers'

test('a pasted curl line and a wscat line open, and what can not be taken over is listed', async ({ app }) => {
  const peer = await echoServer()
  await paste(app, `curl -k -H 'X-From: curl' -u 'bob:canary-4711' --proto-default https ws://127.0.0.1:${peer.port}/curl`)
  const dialog = pasteDialog(app)
  await expect(dialog).toContainText('curl')
  await expect(dialog).toContainText(/accept/i)
  await expect(dialog).not.toContainText('canary-4711')
  await dialog.getByRole('button', { name: 'Add & connect' }).click()
  await expect.poll(() => peer.visits.map(({ url }) => url)).toContain('/curl')
  expect(peer.visits[0]?.headers).toMatchObject({ 'x-from': 'curl', 'authorization': `Basic ${Buffer.from('bob:canary-4711').toString('base64')}` })

  await expect(dialog).toHaveCount(0)
  await paste(app, `wscat -c ws://127.0.0.1:${peer.port}/wscat -s chat.v1 -H "X-From: wscat" -x '{"hello":1}'`)
  await pasteDialog(app).getByRole('button', { name: 'Add & connect' }).click()
  await expect.poll(() => peer.visits.map(({ url }) => url)).toContain('/wscat')
  expect(peer.visits[1]?.headers).toMatchObject({ 'x-from': 'wscat', 'sec-websocket-protocol': 'chat.v1' })
  peer.close()
})

test('what is no connection is refused in words, and nothing is added', async ({ app }) => {
  await paste(app, '<html>$(rm -rf /)</html>')
  await expect(pasteDialog(app).getByRole('alert')).toBeVisible()
  await expect(pasteDialog(app).getByRole('button', { name: 'Add', exact: true })).toBeDisabled()
  expect((await app.ask('app.start', {})).book.profiles).toHaveLength(3)
})

test('an exported profile comes back without its secrets', async ({ app }, info) => {
  const file = info.outputPath('profiles.json')
  const { id } = await app.ask('secrets.put', { text: 'canary-0815' })
  const options = { auth: { kind: 'bearer' as const, token: id }, request: { origin: 'https://deck.example' }, limits: { deadlineMs: 4_321 } }
  await app.ask('profiles.save', { profile: newProfile('kept', { name: 'Kept', url: 'wss://deck.example/feed', options }) })
  await app.chooseFile(file)
  await app.ask('profiles.export', { ids: ['kept'] })
  expect(readFileSync(file, 'utf8')).not.toContain('canary-0815')
  expect(readFileSync(file, 'utf8')).not.toContain(id)
  await app.ask('profiles.remove', { ids: ['kept'] })
  await app.menu('Import Profiles…')
  await expect(app.profile('Kept')).toBeVisible()
  const { book } = await app.ask('app.start', {})
  expect(book.profiles.find(({ name }) => name === 'Kept')?.options).toEqual({ ...options, auth: { kind: 'bearer', token: '' } })
})

test('a folder goes into one file without its secrets, and comes back with its options and variables', async ({ app }, info) => {
  const { page } = app
  const file = info.outputPath('team.json')
  const put = async (text: string) => (await app.ask('secrets.put', { text })).id
  await app.ask('folders.save', {
    folder: newFolder('team', {
      name: 'Team',
      options: { request: { origin: 'https://team.example' }, auth: { kind: 'bearer', token: await put('folder-canary-1') } },
      variables: [
        { name: 'room', value: 'lobby', enabled: true, secret: false },
        { name: 'apiKey', value: await put('folder-canary-2'), enabled: true, secret: true },
      ],
    }),
  })
  await app.ask('profiles.save', { profile: newProfile('inside', { name: 'Inside', url: 'wss://deck.example/{{room}}', folderId: 'team' }) })
  await app.chooseFile(file)
  await app.profile('Team').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Export folder…' }).click()
  await expect(page.getByText('“Team”: 1 profile exported, 2 secrets left out')).toBeVisible()
  expect(readFileSync(file, 'utf8')).not.toMatch(/canary|sec_|Lobby A/)

  await app.ask('profiles.remove', { ids: ['inside'] })
  await app.profile('Team').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Delete folder' }).click()
  await expect(app.profile('Team')).toBeHidden()
  await app.menu('Import Profiles…')
  await expect(app.profile('Inside')).toBeVisible()
  await app.profile('Team').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Options…', exact: true }).click()
  const options = page.getByRole('dialog', { name: 'Folder options' })
  await options.getByRole('tab', { name: 'Variables' }).click()
  await expect(options.getByLabel('Name of variable 1')).toHaveValue('room')
  await expect(options.getByLabel('Value of variable 1')).toHaveValue('lobby')
  await expect(options.getByLabel('Name of variable 2')).toHaveValue('apiKey')
  await expect(options.getByLabel('Value of variable 2', { exact: true })).toHaveValue('')
  await options.getByRole('tab', { name: 'Connection' }).click()
  await expect(options.getByRole('textbox', { name: 'Origin' })).toHaveValue('https://team.example')
})

async function paste(app: Sockdeck, text: string): Promise<void> {
  await app.menu('Paste Connection…')
  await pasteDialog(app).getByRole('textbox').first().fill(text)
}

function pasteDialog(app: Sockdeck) {
  return app.page.getByRole('dialog', { name: /Paste/ })
}
