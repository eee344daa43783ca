import { readFile, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { newFolder } from '../../shared/profile'
import { expect, test } from './support/app'

test('profiles go out and come in as one JSON file', async ({ app, data }) => {
  const file = path.join(data, 'mine.json')
  await app.chooseFile(file)
  await app.menu('Export Profiles…')
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('Lobby A')
  await app.profile('Lobby A').click({ button: 'right' })
  await app.page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(app.profile('Lobby A')).toBeHidden()
  await app.menu('Import Profiles…')
  await expect(app.profile('Lobby A')).toBeVisible()
})

test('an import file that is no JSON, of a future version or too large leaves the profiles untouched and says why', async ({ app, data }) => {
  const file = path.join(data, 'bad.json')
  await app.chooseFile(file)
  await expect(app.page.getByRole('treeitem')).toHaveCount(4)
  const before = await app.page.getByRole('treeitem').allInnerTexts()
  for (const [text, words] of [
    ['GET / HTTP/1.1', /not.*JSON/i],
    [JSON.stringify({ app: 'sockdeck', kind: 'profiles', version: 99, folders: [], profiles: [] }), /newer|version/i],
    [' '.repeat(10 * 1024 * 1024 + 1), /10 MiB|too large|larger/i],
  ] as const) {
    await writeFile(file, text)
    await app.menu('Import Profiles…')
    await expect(app.page.getByText(words).first()).toBeVisible()
    expect(await app.page.getByRole('treeitem').allInnerTexts()).toEqual(before)
  }
})

test('a damaged profile file is restored from the newest good copy, and the app says so', async ({ start, data }) => {
  const first = await start()
  await first.ask('folders.save', { folder: newFolder('mine', { name: 'Mine' }) })
  await first.ask('folders.save', { folder: newFolder('mine', { name: 'Still mine' }) })
  await first.quit()
  const file = path.join(data, 'profiles.json')
  await writeFile(file, (await readFile(file, 'utf8')).slice(0, 200))
  const second = await start()
  await expect(second.page.getByText(/damaged/i).first()).toBeVisible()
  await expect(second.profile('Lobby A')).toBeVisible()
  await expect(second.page.getByRole('treeitem', { name: /mine/i })).toBeVisible()
  expect((await readdir(data)).some((name) => name.includes('corrupt'))).toBe(true)
})

test('one process at a time: a second start leaves the data to the first', async ({ start, data }) => {
  const app = await start()
  const second = await app.electron.evaluate(({ app: electron }) => ({ path: electron.getPath('exe'), args: process.argv.slice(1) }))
  const { spawn } = await import('node:child_process')
  const child = spawn(second.path, [...second.args.filter((arg) => !arg.startsWith('--inspect') && !arg.startsWith('--remote')), `--user-data-dir=${data}`], { stdio: 'ignore' })
  const code = await new Promise((resolve) => child.once('exit', resolve))
  expect(code).toBe(0)
  await expect(app.profile('Lobby A')).toBeVisible()
})
