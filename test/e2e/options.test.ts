import { newProfile } from '../../shared/profile'
import { expect, test, type Sockdeck } from './support/app'
import { echoServer } from './support/peers'

test('a profile made by the form alone sends what the preview showed, with what its folder adds', async ({ app }) => {
  const peer = await echoServer()
  const { page } = app
  const global = [{ name: 'host', value: `127.0.0.1:${peer.port}`, enabled: true, secret: false }]
  await app.ask('environments.save', { environments: { global, environments: [], chosenId: null } })

  const folder = await folderOptions(app, 'Local hub')
  await section(app, 'Headers')
  await folder.getByRole('button', { name: 'Add header' }).click()
  await folder.getByLabel('Name of header 1').fill('X-Team')
  await folder.getByLabel('Value of header 1').fill('blue-{{$index}}')
  await section(app, 'Connection')
  await folder.getByRole('textbox', { name: 'Origin' }).fill('https://folder.example')
  await folder.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(folder).toBeHidden()

  await app.profile('Local hub').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'New profile here' }).click()
  const form = page.getByRole('dialog', { name: 'New profile' })
  await form.getByLabel('Name', { exact: true }).fill('Made by hand')
  await form.getByLabel('URL', { exact: true }).fill('ws://{{hots}}/feed')
  await expect(form).toContainText('Unknown variable {{hots}}')
  await form.getByLabel('URL', { exact: true }).fill('ws://{{host}}/feed')
  await expect(form).not.toContainText('Unknown variable')
  await form.getByRole('button', { name: 'Add subprotocol' }).click()
  await form.getByLabel('Subprotocol 1', { exact: true }).fill('chat.v1')

  const origin = form.getByRole('textbox', { name: 'Origin' })
  await expect(origin).toHaveValue('https://folder.example')
  await origin.fill('https://own.example')
  await form.getByRole('button', { name: 'Reset Origin' }).click()
  await expect(origin).toHaveValue('https://folder.example')
  await expect(form).toContainText('from folder Local hub')

  await section(app, 'Headers')
  await expect(form).toContainText('blue-{{$index}}')
  await form.getByRole('button', { name: 'Add header' }).click()
  await form.getByLabel('Name of header 1').fill('X-Seal')
  await form.getByRole('button', { name: 'Make header 1 secret' }).click()
  await form.getByLabel('Value of header 1', { exact: true }).fill('seal-canary-20ab')
  await section(app, 'Auth')
  await form.getByRole('combobox', { name: /^Sign in with/ }).click()
  await page.getByRole('option', { name: /^Bearer token/ }).click()
  await form.getByLabel('Token', { exact: true }).fill('token-canary-51cd')

  await section(app, 'Preview')
  const request = form.locator('pre')
  await expect(request).toContainText('GET /feed HTTP/1.1')
  await expect(request).toContainText('X-Team: blue-1')
  await expect(request).toContainText('X-Seal: ***')
  await expect(request).toContainText('Authorization: Bearer ***')
  await expect(request).toContainText('Origin: https://folder.example')
  expect(await form.innerText()).not.toContain('canary')

  await form.getByRole('button', { name: 'Save & connect' }).click()
  await expect(form).toBeHidden()
  await app.expectState('Made by hand', 'Open')
  expect(peer.visits[0]).toMatchObject({
    url: '/feed',
    headers: {
      'x-team': 'blue-1',
      'x-seal': 'seal-canary-20ab',
      'authorization': 'Bearer token-canary-51cd',
      'origin': 'https://folder.example',
      'sec-websocket-protocol': 'chat.v1',
    },
  })
  peer.close()
})

test('what can not change while sockets are open is locked with the reason, until they are disconnected', async ({ app }) => {
  const peer = await echoServer()
  await app.ask('profiles.save', { profile: newProfile('held', { name: 'Held', url: `ws://127.0.0.1:${peer.port}/` }) })
  await app.connect('Held')
  await app.expectState('Held', 'Open')
  await app.profile('Held').click({ button: 'right' })
  await app.page.getByRole('menuitem', { name: 'Edit…' }).click()
  const form = app.page.getByRole('dialog', { name: 'Edit profile' })
  const url = form.getByLabel('URL', { exact: true })
  await expect(form.getByRole('status')).toContainText('1 socket of this profile is open')
  await expect(url).toBeDisabled()
  await expect(form.getByLabel('Name', { exact: true })).toBeEnabled()
  await form.getByRole('button', { name: 'Disconnect 1' }).click()
  await expect(url).toBeEnabled()
  await url.fill(`ws://127.0.0.1:${peer.port}/moved`)
  await form.getByRole('button', { name: 'Save & connect' }).click()
  await expect.poll(() => peer.visits.map((visit) => visit.url)).toContain('/moved')
  peer.close()
})

test('each of several sockets of one profile has its own number', async ({ app }) => {
  const peer = await echoServer()
  const options = { request: { headers: [{ name: 'X-Number', value: 'n{{$index}}', enabled: true, secret: false }] } }
  await app.ask('profiles.save', { profile: newProfile('many', { name: 'Many', url: `ws://127.0.0.1:${peer.port}/`, options }) })
  await app.profile('Many').click({ button: 'right' })
  await app.page.getByRole('menuitem', { name: 'Open ×N…' }).click()
  await app.page.getByLabel('How many sockets').fill('3')
  await app.page.getByRole('button', { name: 'Open ×3' }).click()
  await expect.poll(() => peer.visits.map(({ headers }) => headers['x-number']).sort()).toEqual(['n1', 'n2', 'n3'])
  peer.close()
})

async function folderOptions(app: Sockdeck, name: string) {
  await app.profile(name).click({ button: 'right' })
  await app.page.getByRole('menuitem', { name: 'Options…', exact: true }).click()
  return app.page.getByRole('dialog', { name: 'Folder options' })
}

async function section(app: Sockdeck, title: string): Promise<void> {
  await app.page.getByRole('dialog').getByRole('tab', { name: title }).click()
}
