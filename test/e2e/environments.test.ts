import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { newProfile } from '../../shared/profile'
import { expect, test, type Sockdeck } from './support/app'
import { echoServer, type Peer } from './support/peers'

const token = 'token-canary-8e21'

test('an unknown variable is added from the composer, and another environment fills the next message without reconnecting', async ({ app }) => {
  const peer = await echoServer()
  const { page, composer } = app
  const place = (value: string) => [{ name: 'place', value, enabled: true, secret: false }]
  const environments = [
    { id: 'staging', name: 'Staging', variables: place('the stage') },
    { id: 'production', name: 'Production', variables: place('the world') },
  ]
  await app.ask('environments.save', { environments: { global: [], environments, chosenId: 'staging' } })
  await openProfile(app, peer)

  await app.compose('{{greeting}}, {{place}}')
  await expect(composer.getByRole('status')).toContainText('{{greeting}} is not known: add it to the environment')
  await expect(composer.getByRole('button', { name: /^Send/ })).toBeDisabled()
  await composer.getByRole('button', { name: 'Add variable…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Environments' })
  await dialog.getByRole('tab', { name: /^Production/ }).click()
  await dialog.getByRole('tab', { name: /^Staging/ }).click()
  await expect(dialog.getByLabel('Name of variable 2')).toHaveValue('greeting')
  await dialog.getByLabel('Value of variable 2', { exact: true }).fill('hello')
  await dialog.getByRole('tab', { name: /^Production/ }).click()
  await dialog.getByRole('button', { name: 'Add variable' }).click()
  await dialog.getByLabel('Name of variable 2').fill('greeting')
  await dialog.getByLabel('Value of variable 2', { exact: true }).fill('good evening')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(dialog).toBeHidden()

  await composer.getByRole('button', { name: /^Send to/ }).click()
  await expect.poll(() => peer.messages).toEqual(['hello, the stage'])
  await page.getByRole('button', { name: 'Environment: Staging' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Production' }).click()
  await expect(page.getByRole('button', { name: 'Environment: Production' })).toBeVisible()
  await composer.getByRole('button', { name: /^Send to/ }).click()
  await expect.poll(() => peer.messages).toEqual(['hello, the stage', 'good evening, the world'])
  expect(peer.visits).toHaveLength(1)
  peer.close()
})

test('without a key store a secret is asked for anew after a restart, until somebody agrees to keep it', async ({ start, data }) => {
  test.skip(process.platform !== 'linux', 'the other systems always have a key store')
  const peer = await echoServer()
  const first = await start()
  const { id } = await first.ask('secrets.put', { text: token })
  await openProfile(first, peer, id)
  expect(peer.visits[0]?.headers.authorization).toBe(`Bearer ${token}`)
  await first.quit()
  expect(await filesWith(data, token)).toEqual([])

  const second = await start()
  await expect(second.page.getByRole('button', { name: /^Secrets: .*1 secret can’t be read/ })).toBeVisible()
  await second.profile('Sealed').click({ button: 'right' })
  await second.page.getByRole('menuitem', { name: 'Edit…' }).click()
  const form = second.page.getByRole('dialog', { name: 'Edit profile' })
  await expect(form.getByLabel('URL', { exact: true })).toHaveValue(`ws://127.0.0.1:${peer.port}/`)
  await form.getByRole('tab', { name: 'Auth' }).click()
  const field = form.getByLabel('Token', { exact: true })
  await expect(field).toHaveValue('')
  await expect(form.getByRole('alert')).toContainText('enter it again')
  await field.fill(token)
  await form.getByRole('button', { name: 'Keep them on disk anyway…' }).click()
  await second.page.getByRole('dialog', { name: /^Keep secrets on disk/ }).getByRole('button', { name: 'Keep on disk' }).click()
  await form.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(form).toBeHidden()
  await second.quit()
  expect(await filesWith(data, token)).toEqual([])

  const third = await start()
  await third.connect('Sealed')
  await expect.poll(() => peer.visits.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${token}`, `Bearer ${token}`])
  peer.close()
})

async function openProfile(app: Sockdeck, { port }: Peer, secret = ''): Promise<void> {
  const options = secret === '' ? {} : { auth: { kind: 'bearer' as const, token: secret } }
  await app.ask('profiles.save', { profile: newProfile('sealed', { name: 'Sealed', url: `ws://127.0.0.1:${port}/`, options }) })
  await app.connect('Sealed')
  await app.expectState('Sealed', 'Open')
}

async function filesWith(folder: string, text: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  const bytes = await Promise.all(files.map((file) => readFile(file)))
  return files.filter((_, at) => bytes[at]?.includes(text) === true || bytes[at]?.includes(Buffer.from(text, 'utf16le')) === true)
}
