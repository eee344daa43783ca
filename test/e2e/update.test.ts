import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { updateFeed, type Feed, type FeedOptions } from '../support/update-feed'
import { expect, test } from './support/app'

/** Outside of Electron its package is the path of its binary. */
const electron = createRequire(import.meta.url)('electron') as string
const script = '#!/bin/sh\nprintf started > "$SOCKDECK_MARK"\n'

let feed: Feed
test.afterEach(() => feed.close())

/** What the app finds in its environment when it runs as an AppImage that was packaged with this feed. */
async function asAppImage(data: string, options: FeedOptions): Promise<{ env: Record<string, string>; place: string }> {
  feed = await updateFeed(options)
  const place = path.join(data, 'images')
  mkdirSync(place)
  const old = path.join(place, 'Sockdeck-0.1.0.AppImage')
  writeFileSync(old, 'the old one')
  const channel = path.join(data, 'app-update.yml')
  writeFileSync(channel, `provider: generic\nurl: ${feed.url}\nupdaterCacheDirName: sockdeck-updater\n`)
  const APPDIR = path.dirname(realpathSync(electron))
  return { place, env: { SOCKDECK_UPDATES: channel, APPDIR, APPIMAGE: old, XDG_CACHE_HOME: path.join(data, 'cache'), SOCKDECK_MARK: path.join(data, 'mark') } }
}

test('a build without a channel says so', async ({ app }) => {
  feed = await updateFeed()
  await app.menu('Check for Updates…')
  const dialog = app.page.getByRole('dialog', { name: 'Updates' })
  await expect(dialog).toContainText('This build has no update channel')
  await dialog.getByText('Close', { exact: true }).click()
  await expect(dialog).toHaveCount(0)
  expect(feed.asked).toEqual([])
})

test('a new version is offered, taken, and started in the old one’s place once the person has agreed to each', async ({ data, start }) => {
  test.skip(process.platform !== 'linux', 'AppImages are for Linux')
  const notes = 'Faster.\n<img src=x onerror="document.title=1"> \u202Eevil'
  const { env, place } = await asAppImage(data, { file: Buffer.from(script), about: { releaseNotes: notes } })
  const app = await start({ env })
  await app.connect('Echo')
  await app.connect('Echo')
  await app.expectState('Echo #2', 'Open')

  await app.menu('Check for Updates…')
  const dialog = app.page.getByRole('dialog', { name: 'Updates' })
  await expect(dialog.getByRole('status')).toContainText('Sockdeck 0.2.0 is available')
  await expect(dialog).toContainText('<img src=x onerror="document.title=1">')
  await expect(dialog.getByText('RLO')).toBeVisible()
  expect(feed.asked.some((asked) => asked.endsWith('.AppImage'))).toBe(false)
  // Not who asks, nor with which version; on a slow machine the app has looked by itself as well.
  expect([...new Set(feed.headers.map((headers) => headers['user-agent']))]).toEqual(['electron-builder'])
  expect(JSON.stringify(feed.headers)).not.toContain('0.1.0')
  await dialog.getByRole('button', { name: 'Download' }).click()
  await expect(dialog.getByRole('status')).toContainText('Sockdeck 0.2.0 is ready')

  const restart = dialog.getByRole('button', { name: 'Restart and update' })
  const asked = await app.answerQuestions(1)
  await restart.click()
  await expect.poll(asked).toEqual(['Restart and close 2 connections?'])
  await app.expectState('Echo #2', 'Open')
  await app.answerQuestions(0)
  await app.gone(() => restart.click())

  await expect.poll(() => existsSync(path.join(data, 'mark'))).toBe(true)
  expect(readFileSync(path.join(place, 'Sockdeck-0.2.0.AppImage'), 'utf8')).toBe(script)
  expect(existsSync(path.join(place, 'Sockdeck-0.1.0.AppImage'))).toBe(false)
})

test('what is not what was published is thrown away, in words, and the status bar leads back to it', async ({ data, start }) => {
  test.skip(process.platform !== 'linux', 'AppImages are for Linux')
  const { env } = await asAppImage(data, { about: { files: [{ url: 'Sockdeck-0.2.0.AppImage', sha512: `${'A'.repeat(86)}==`, size: 11 }] } })
  const app = await start({ env })
  await app.menu('Check for Updates…')
  const dialog = app.page.getByRole('dialog', { name: 'Updates' })
  await dialog.getByRole('button', { name: 'Download' }).click()
  await expect(dialog.getByRole('status')).toContainText('its checksum is another')
  await expect(dialog.getByRole('button', { name: 'Download again' })).toBeVisible()
  await app.page.keyboard.press('Escape')
  await app.page.getByRole('button', { name: 'Update failed' }).click()
  await expect(dialog).toBeVisible()
})

test('an update that can not be put in place leaves the old app running again, and saying so', async ({ data, start }) => {
  test.skip(process.platform !== 'linux', 'AppImages are for Linux')
  const { env } = await asAppImage(data, { file: Buffer.from(script) })
  // What runs is not where it was any more: there is nothing to replace.
  const app = await start({ env: { ...env, APPIMAGE: path.join(data, 'images/moved/Sockdeck-0.1.0.AppImage') } })
  await app.menu('Check for Updates…')
  const dialog = app.page.getByRole('dialog', { name: 'Updates' })
  await dialog.getByRole('button', { name: 'Download' }).click()
  let told = ''
  app.electron.process().stdout?.on('data', (part: Buffer) => (told += part.toString()))
  // What is started anew here would outlive the test.
  await app.electron.evaluate(({ app: running }) => {
    running.relaunch = (options) => void process.stdout.write(`relaunch ${JSON.stringify(options)}\n`)
  })
  await app.gone(() => dialog.getByRole('button', { name: 'Restart and update' }).click())
  // What it said last may be heard after its end.
  await expect.poll(() => told).toContain('--update-failed')

  const again = await start({ env, args: ['--update-failed'] })
  await again.page.getByRole('button', { name: 'Update failed' }).click()
  await expect(again.page.getByRole('dialog', { name: 'Updates' })).toContainText('Sockdeck runs on as it was')
})
