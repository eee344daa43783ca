import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { openPromise } from 'yauzl'
import { expect, test } from './support/app'

/** The files in an archive on disk. */
async function unzipped(file: string): Promise<Map<string, string>> {
  const zip = await openPromise(file)
  const files = new Map<string, string>()
  for await (const entry of zip.eachEntry()) files.set(entry.fileName, await text(await zip.openReadStreamPromise(entry)))
  return files
}

test('a report shows what is in it, and is saved as it was shown, without what the person keeps secret', async ({ start, data }) => {
  const app = await start()
  await app.ask('secrets.put', { text: 'canary-4711' })
  // The diary quotes what was asked for in vain.
  await app.call('log.rows', { viewId: 99, from: 0, count: 1, 'canary-4711': 1 })
  await expect.poll(() => readFile(path.join(data, 'sockdeck.log'), 'utf8').catch(() => '')).toContain('refused log.rows: bad-payload')

  await app.menu('Save Report…')
  const dialog = app.page.getByRole('dialog', { name: 'Save report' })
  await expect(dialog).toContainText('Nothing is sent anywhere')
  await expect(dialog.getByRole('listitem')).toHaveCount(6)
  await dialog.getByRole('button', { name: /^Diary/ }).click()
  const diary = dialog.getByRole('region', { name: 'Diary' })
  await expect(diary).toContainText('refused log.rows: bad-payload')
  const shown = await diary.innerText()
  await dialog.getByRole('button', { name: /^System/ }).click()
  await expect(dialog.getByRole('region', { name: 'System' })).toContainText('"electron": "33')

  const file = path.join(data, 'report.zip')
  await app.chooseFile(file)
  await dialog.getByRole('button', { name: 'Save…' }).click()
  await expect(app.page.getByText('Report saved')).toBeVisible()
  await expect(dialog).toHaveCount(0)
  const files = await unzipped(file)
  expect([...files.keys()]).toEqual(['about.json', 'settings.json', 'counts.json', 'attempts.json', 'processes.json', 'diary.log'])
  expect(files.get('diary.log')?.trimEnd()).toBe(shown.trimEnd())
  const processes = JSON.parse(files.get('processes.json') ?? '') as { kind: string; memoryKiB: number }[]
  expect(processes.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['Browser', 'Tab']))
  expect(Math.min(...processes.map(({ memoryKiB }) => memoryKiB))).toBeGreaterThan(0)
  for (const content of files.values()) expect(content).not.toContain('canary')
})
