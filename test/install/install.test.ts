/** A package's whole life on a system of its own: installed, used, upgraded, purged. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { Sockdeck } from '../e2e/support/app'
import { hubPort } from '../../shared/limits'
import { home, type CleanRoot } from '../support/clean-root'
import { cleanRoot, installNeeds } from './base'
import { confinementOfPage, quitInstalled, startInstalled } from './installed'
import { mebibytes, packaged, secondsSince } from './packages'
import { changed, written, type Files } from './traces'

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string }
const olderVersion = '0.0.9'
const entry = '/usr/share/applications/sockdeck.desktop'
const sockets = ['Order book', 'Order book #2', 'Order book #3']

let scratch: string
let root: CleanRoot
let before: Files

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  test.setTimeout(20 * 60_000)
  scratch = mkdtempSync(join(tmpdir(), 'sockdeck-install-'))
  root = await cleanRoot(join(scratch, 'debian'))
  for (const [name, each] of [['older', olderVersion], ['present', version]] as const) {
    const began = performance.now()
    const file = await packaged(each, join(scratch, name))
    console.log(`  packaged ${each}: ${mebibytes(file)}, ${secondsSince(began)}`)
    copyFileSync(file, join(root.tmp, `${name}.deb`))
  }
  const began = performance.now()
  await installNeeds(root, '/tmp/present.deb')
  console.log(`  brought what it needs: ${secondsSince(began)}`)
  before = written(root)
})

test.afterAll(async () => {
  // Not there where the set-up failed.
  await (root as CleanRoot | undefined)?.remove()
  rmSync(scratch, { recursive: true, force: true })
})

/** What the desktop runs when the person chooses the app, or opens a thing with it. */
async function program(): Promise<string> {
  const line = /^Exec=(\S+) %U$/m.exec(await root.run('cat', entry))
  expect(line).not.toBeNull()
  return line?.[1] ?? ''
}

const start = async (): Promise<Sockdeck> => startInstalled(root, await program())
/** The power stays on: dpkg need not wait for the disk after each file. */
const install = (name: 'older' | 'present') => root.run('dpkg', '--force-unsafe-io', '--install', `/tmp/${name}.deb`)
const installedVersion = () => root.run('dpkg-query', '--show', '--showformat', '${Status} ${Version}', 'sockdeck')

async function broadcast(app: Sockdeck, text: string): Promise<void> {
  for (const name of sockets) await app.expectState(name, 'Open')
  await app.tick(...sockets)
  await app.compose(text)
  await app.page.keyboard.press('Control+Enter')
  await expect(app.composer).toContainText('Sent to 3 sockets')
  await expectRows(app, text)
}

/** Out by three sockets, and in by each as an echo. */
async function expectRows(app: Sockdeck, text: string): Promise<void> {
  await expect(app.log.getByRole('row').filter({ hasText: text })).toHaveCount(6)
  const rows = (await app.rows()).filter((row) => row.includes(text))
  for (const name of sockets) expect(rows.filter((row) => row.includes(`${name} ${text}`))).toHaveLength(2)
}

test('installs whole on a system that has only what the package asks for', async () => {
  await install('older')
  expect(await installedVersion()).toBe(`install ok installed ${olderVersion}`)
  expect(await root.run('dpkg', '--audit')).toBe('')
  expect(await root.run('dpkg', '--verify', 'sockdeck')).toBe('')
  expect(await root.run('readlink', '--canonicalize', '/usr/bin/sockdeck')).toBe(await program())
})

test('is known to the desktop by name and icon, and for its files and addresses', async () => {
  const text = await root.run('cat', entry)
  for (const line of ['Name=Sockdeck', 'Type=Application', 'Icon=sockdeck', 'Terminal=false', 'StartupWMClass=sockdeck']) expect(text.split('\n')).toContain(line)
  for (const size of [16, 32, 48, 256, 512]) await root.run('test', '-s', `/usr/share/icons/hicolor/${size}x${size}/apps/sockdeck.png`)
  expect(await root.runAsPerson('xdg-mime', 'query', 'default', 'x-scheme-handler/sockdeck')).toBe('sockdeck.desktop')
  expect(await root.runAsPerson('xdg-mime', 'query', 'default', 'application/x-sockdeck+json')).toBe('sockdeck.desktop')
  expect(await root.run('grep', 'sockdeck', '/usr/share/mime/globs2')).toBe('50:application/x-sockdeck+json:*.sockdeck')
})

test('starts for an ordinary user with the sandbox on, and saves a profile and a setting', async () => {
  const app = await start()
  expect(await confinementOfPage(root, app)).toEqual({ ordinary: true, seccomp: 2, noNewPrivileges: true, apart: ['net', 'pid', 'user'] })
  expect(await app.electron.evaluate(({ app: main }) => ['no-sandbox', 'disable-gpu-sandbox'].filter((name) => main.commandLine.hasSwitch(name)))).toEqual([])

  await app.page.getByText('Skip the tour', { exact: true }).click()
  await app.page.getByRole('button', { name: 'New', exact: true }).click()
  await app.page.getByRole('menuitem', { name: /New profile/ }).click()
  const profile = app.page.getByRole('dialog', { name: 'New profile' })
  await profile.getByLabel('Name').fill('Order book')
  await profile.getByLabel('URL').fill(`ws://127.0.0.1:${hubPort}/echo`)
  await profile.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(app.profile('Order book')).toBeVisible()

  await app.menu('Settings…')
  await app.page.getByRole('combobox', { name: /^Theme/ }).click()
  await app.page.getByRole('option', { name: 'Dark' }).click()
  await expect(app.page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await quitInstalled(root, app)
})

test('started again, it has the profile, opens it three times, and a broadcast goes round by all three', async () => {
  const app = await start()
  await expect(app.profile('Order book')).toBeVisible()
  for (let i = 0; i < sockets.length; i += 1) await app.connect('Order book')
  await broadcast(app, 'before the upgrade')
  await quitInstalled(root, app)
})

test('a newer package goes over it: profile, setting, sockets and what was recorded are there, and work', async () => {
  await install('present')
  expect(await installedVersion()).toBe(`install ok installed ${version}`)
  expect(await root.run('dpkg', '--verify', 'sockdeck')).toBe('')
  const app = await start()
  expect(await app.shell.version()).toBe(version)
  await expect(app.page.getByText(`Sockdeck is now version ${version}`)).toBeVisible()
  await expect(app.page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(app.profile('Order book')).toBeVisible()

  await app.menu('Captures…')
  const captures = app.page.getByRole('grid', { name: 'Captures' })
  await expect(captures).toBeFocused()
  await app.page.keyboard.press('End')
  await app.page.keyboard.press('Enter')
  await expectRows(app, 'before the upgrade')
  await app.page.getByRole('button', { name: 'Back to live' }).click()

  await app.page.getByRole('button', { name: 'Reopen all (3)' }).click()
  await broadcast(app, 'after the upgrade')
  await quitInstalled(root, app)
})

test('a link that the person clicks elsewhere comes to the window that is there, and is shown before anything is done', async () => {
  const app = await start()
  await root.runAsPerson('xdg-open', `sockdeck://open?url=${encodeURIComponent('wss://deck.example/feed')}`)
  const question = app.page.getByRole('dialog', { name: 'Open a link?' })
  await expect(question.getByRole('region', { name: 'Address' })).toHaveText('wss://deck.example/feed')
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(question).toBeHidden()
  await quitInstalled(root, app)
})

test('purged, it leaves the system as it was, and the person what is theirs', async () => {
  await root.run('dpkg', '--purge', 'sockdeck')
  expect(await root.run('sh', '-c', 'dpkg-query --show sockdeck 2>&1 || true')).toContain('no packages found')
  // dpkg's memory of what it did.
  const history = ['/var/lib/dpkg/status-old', '/var/log/alternatives.log', '/var/log/dpkg.log']
  // dpkg takes an empty /opt away where no other package speaks of it.
  const theirs = (path: string) => path.startsWith(home) || path === '/opt'
  expect(changed(before, written(root)).filter((path) => !theirs(path))).toEqual(history)
  expect(readdirSync(root.tmp).sort()).toEqual(['.X11-unix', 'older.deb', 'present.deb'])
  expect(await root.runAsPerson('ls', '.config/Sockdeck')).toMatch(/^captures\n(.*\n)*profiles\.json\n(.*\n)*settings\.json$/m)
})
