import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Locator } from '@playwright/test'
import { elapsedTime } from '../../renderer/format/time'
import { everything } from '../../shared/entry'
import { expect, test, type Sockdeck } from './support/app'
import { LogView } from './support/log-view'
import * as traffic from './support/traffic'

const deep = 100_000

/** The app with a socket named Ear, that gets back what it sends. */
async function withEcho(app: Sockdeck): Promise<{ log: LogView; send: (...texts: string[]) => Promise<void>; id: string }> {
  const id = await traffic.openSocket(app, 'Ear', '/echo')
  await app.expectState('Ear', 'Open')
  return { log: new LogView(app), send: (...texts) => traffic.sendToEcho(app, id, texts), id }
}

test('an expression that backtracks elsewhere answers here, and the app goes on meanwhile', async ({ app }) => {
  const { log, send } = await withEcho(app)
  await send(`${'a'.repeat(50_000)}!`, 'aaaa')
  await log.text.fill('^(a+)+$')
  await log.regex.click()
  await expect.poll(() => app.rows().then((rows) => rows.map((row) => / (a+) /.exec(row)?.[1]))).toEqual(['aaaa', 'aaaa'])
  await send('aa')
  await expect(app.log.getByRole('row')).toHaveCount(4)
})

test('what is wrong with an expression or a path is said under its field, and the rows stay', async ({ app }) => {
  const { log, send } = await withEcho(app)
  await send('{"price":101}', 'no JSON')
  // Connecting and open; each text out and in.
  await expect(app.log.getByRole('row')).toHaveCount(6)
  const before = await app.rows()
  await log.regex.click()
  await log.text.fill('(unfinished')
  await expect(log.all.getByRole('alert')).toContainText(/\S/)
  await expect(log.text).toHaveAttribute('aria-invalid', 'true')
  await expect(log.text).toHaveAccessibleDescription(/missing|unexpected|expected|\)/i)
  await expect.poll(() => app.rows()).toEqual(before)
  await log.text.fill('no J')
  await expect(log.text).toHaveAttribute('aria-invalid', 'false')
  await expect(app.log.getByRole('row')).toHaveCount(2)
  await log.clearFilter()

  const more = await log.field('$.price >')
  await expect(more.getByRole('alert')).toHaveText('At character 10: a value was expected after the comparison: a text in quotes, a number, true, false or null')
  await expect.poll(() => app.rows()).toEqual(before)
  await log.field('$.price > 100')
  await expect(more.getByRole('alert')).toHaveCount(0)
  await expect(app.log.getByRole('row')).toHaveCount(2)
})

test('marks, the time between rows, copies, and a row in its context and back', async ({ app }) => {
  const { log, send, id } = await withEcho(app)
  await send('one', 'needle {"n":1.10}', 'three')

  await test.step('a mark has its note', async () => {
    await app.menu('Add Mark…')
    await expect(app.page.getByRole('textbox', { name: 'Note' })).toBeFocused()
    await app.page.keyboard.type('deploy begins')
    await app.page.keyboard.press('Enter')
    await expect(app.log.getByRole('row').last()).toContainText('deploy begins')
    await expect(app.log).toBeFocused()
  })

  const { viewId } = await traffic.openView(app, { connectionIds: [id], kinds: ['text'] })
  await traffic.searched(app, viewId)
  const rows = await traffic.rowsOf(app, viewId)
  const [first, last] = [rows[0], rows.at(-1)]
  const between = elapsedTime((last?.elapsed ?? 0) - (first?.elapsed ?? 0))

  await test.step('two picked rows say how far apart they are', async () => {
    await app.log.getByRole('row').filter({ hasText: 'one' }).first().click()
    await app.log.getByRole('row').filter({ hasText: 'three' }).last().click({ modifiers: ['Control'] })
    await expect(app.page.getByRole('toolbar', { name: 'Picked rows' }).getByRole('status')).toHaveText(`2 rows · ${between} apart`)
    await app.page.keyboard.press('Escape')
    await expect(app.page.getByRole('toolbar', { name: 'Picked rows' })).toHaveCount(0)
  })

  await test.step('time is shown as clock, since the start, or since the previous row', async () => {
    const times = async () => (await app.log.getByRole('row').locator('.time').allInnerTexts()).map((time) => time.trim())
    const show = async (mode: string) => {
      await log.all.getByRole('button', { name: /^Time shown/ }).click()
      await app.page.getByRole('menuitemcheckbox', { name: mode }).click()
    }
    await expect.poll(() => times().then((shown) => shown.filter((time) => !/^\d\d:\d\d:\d\d\.\d{3}$/.test(time)))).toEqual([])
    await show('Since the capture’s start')
    await expect.poll(async () => (await times())[2]).toBe(elapsedTime(first?.elapsed ?? 0))
    await show('Since the previous row')
    await expect.poll(async () => (await times())[3]).toBe(`+${elapsedTime((rows[1]?.elapsed ?? 0) - (first?.elapsed ?? 0))}`)
    await show('Clock')
  })

  await test.step('a row is copied as text, hex and base64', async () => {
    const needle = app.log.getByRole('row').filter({ hasText: 'needle' }).first()
    for (const [form, text] of [['Text', 'needle {"n":1.10}'], ['Hex', Buffer.from('needle {"n":1.10}').toString('hex').replace(/..(?=.)/g, '$& ')], ['Base64', Buffer.from('needle {"n":1.10}').toString('base64')]] as const) {
      await needle.click({ button: 'right' })
      await app.page.getByRole('menuitem', { name: 'Copy as' }).click()
      await app.page.getByRole('menuitem', { name: form, exact: true }).click()
      await expect.poll(() => app.copied()).toBe(text)
    }
  })

  await test.step('from the filtered row to the same row among all, and back', async () => {
    const whole = await app.log.getByRole('row').count()
    await log.text.fill('needle')
    await expect(app.log.getByRole('row')).toHaveCount(2)
    await app.log.focus()
    await app.page.keyboard.press('End')
    await app.page.keyboard.press('c')
    await expect(app.log.getByRole('row')).toHaveCount(whole)
    await expect(app.selected).toHaveCount(1)
    await expect(app.selected).toContainText('needle')
    await expect(app.selected).toHaveAttribute('data-position', '5')
    await log.all.getByRole('button', { name: 'Back to filter' }).click()
    await expect(app.log.getByRole('row')).toHaveCount(2)
    await expect(log.text).toHaveValue('needle')
    await expect(app.selected).toHaveAttribute('data-position', '1')
  })
})

test('JSON is shown from its raw text: duplicate keys and numbers as they came, and 100,000 levels without a freeze', { tag: '@page' }, async ({ app }) => {
  const { send } = await withEcho(app)
  await send('{"b":1,"b":9007199254740993,"n":1.10,"__proto__":-0}', `${'['.repeat(deep)}${']'.repeat(deep)}`)
  // A row's element is another row's as soon as the list moves on.
  await expect(app.log.getByRole('row').filter({ hasText: '[[[[' })).toHaveCount(2)
  // Not by a number alone: the time of any row may hold it.
  await app.log.getByRole('row').filter({ hasText: '"n":1.10' }).first().click()
  await expect(app.inspector.getByRole('region', { name: 'Formatted JSON' })).toHaveText('{\n  "b": 1,\n  "b": 9007199254740993,\n  "n": 1.10,\n  "__proto__": -0\n}', { useInnerText: true })
  await app.inspector.getByText('Tree', { exact: true }).click()
  await expect(app.inspector.getByRole('treeitem')).toHaveText([/4 keys/, 'b: 1', 'b: 9007199254740993', 'n: 1.10', '__proto__: -0'])

  await app.log.getByRole('row').filter({ hasText: '[[[[' }).first().click()
  await expect(app.inspector.getByRole('treeitem').first()).toContainText('1 item')
  const tree = app.inspector.getByRole('tree')
  await tree.focus()
  await app.page.keyboard.press('Home')
  await app.page.keyboard.press('Alt+ArrowRight')
  const lowest = app.inspector.getByRole('treeitem').last()
  await expect
    .poll(async () => {
      await app.page.keyboard.press('End')
      return lowest.getAttribute('aria-level')
    })
    .toBe(String(deep))
  await app.inspector.getByText('JSON', { exact: true }).click()
  await expect(app.inspector.getByRole('region', { name: 'Formatted JSON' })).toContainText('[')
})

test('the filter finds what a row says, in the language of the window', async ({ app }) => {
  const { log, id } = await withEcho(app)
  await app.ask('connections.close', { ids: [id] })
  await app.expectState('Ear', 'Disconnected')
  const rows = app.page.locator('.log-grid').getByRole('row')
  await log.text.fill('normal closure')
  await expect(rows.filter({ hasText: /Closing: 1000 Normal Closure/ })).toHaveCount(1)
  await expect(rows.filter({ hasText: /1000 Normal Closure\s*Close/ })).toHaveCount(2)
  await expect(rows).toHaveCount(3)

  await app.ask('settings.save', { language: 'zh-CN' })
  await app.page.getByRole('textbox', { name: '按文本筛选' }).fill('正在连接')
  await expect(rows).toHaveText([/正在连接 ws:/])
  await app.ask('settings.save', { language: 'en' })
  await expect(app.page.getByText('No entry matches')).toBeVisible()
  await log.text.fill('connecting to')
  await expect(rows).toHaveText([/Connecting to ws:/])
})

test('columns are hidden and shown from the head, by mouse and keyboard, in all windows, and the message always stays', async ({ app }) => {
  const { log, send } = await withEcho(app)
  const other = await app.newWindow()
  await send('one')
  await app.ask('log.mark', { note: 'deploy begins' })
  const head = log.all.getByRole('group', { name: 'Columns of the log' })
  const choose = head.getByRole('button', { name: 'Choose columns' })
  const item = (name: string) => app.page.getByRole('menuitemcheckbox', { name, exact: true })
  const all = app.page.getByRole('menuitem', { name: 'Show all' })
  const one = app.log.getByRole('row').filter({ hasText: 'one' }).first()
  const cells = () => one.getByRole('gridcell').evaluateAll((shown) => shown.map((cell) => cell.classList.item(0)))
  await expect.poll(cells).toEqual(['time', 'arrow', 'source', 'preview', 'kind', 'size'])

  await choose.press('Enter')
  await expect(item('Time')).toBeFocused()
  await expect(item('Message')).toHaveAttribute('aria-disabled', 'true')
  await expect(all).toHaveAttribute('aria-disabled', 'true')
  await app.page.keyboard.press('Home')
  await app.page.keyboard.press('Enter')
  await expect(head.getByRole('button', { name: /^Time shown/ })).toHaveCount(0)
  await expect.poll(cells).toEqual(['arrow', 'source', 'preview', 'kind', 'size'])
  await expect(choose).toBeFocused()
  for (const name of ['Direction', 'Socket', 'Size']) {
    await head.getByText('Message').click({ button: 'right' })
    await item(name).click()
    await expect(app.page.getByRole('menu')).toHaveCount(0)
  }
  await expect.poll(cells).toEqual(['preview', 'kind'])
  // What is left stands at the row's begin, a mark as well, and its text is as wide as its place.
  const left = (place: Locator) => place.evaluate((cell) => Math.round(cell.getBoundingClientRect().left - (cell.closest('[role=row]')?.getBoundingClientRect().left ?? 0)))
  expect(await left(one.locator('.preview'))).toBe(12)
  expect(await left(app.log.getByRole('row').filter({ hasText: 'deploy begins' }).locator('.note'))).toBe(12)

  await expect(other.log.getByRole('row').filter({ hasText: 'one' }).first().getByRole('gridcell')).toHaveCount(2)
  await other.page.close()

  await app.page.reload()
  await expect(app.log).toBeVisible()
  await expect.poll(cells).toEqual(['preview', 'kind'])
  await choose.click()
  await all.click()
  await expect.poll(cells).toEqual(['time', 'arrow', 'source', 'preview', 'kind', 'size'])
})

test('what went out as HAR comes in again with the same frames', async ({ app, data }) => {
  const { log, send, id } = await withEcho(app)
  await send('plain', '', '{"n":1.10}', 'zero\u0000 \u2028 \u{1f600} \u202e')
  await app.ask('connections.send', { ids: [id], message: { format: 'hex', text: '00 ff 80 0a' } })
  await expect(app.log.getByRole('row').filter({ hasText: '00 ff 80 0a' })).toHaveCount(2)
  await app.ask('connections.close', { ids: [id] })
  await app.expectState('Ear', 'Disconnected')
  const file = path.join(data, 'frames.har')
  await app.chooseFile(file)
  await app.menu('Export Log…')
  const dialog = app.page.getByRole('dialog', { name: 'Export' })
  await dialog.getByRole('radio', { name: 'HAR' }).check()
  await dialog.getByRole('button', { name: 'Export…' }).click()
  await expect(app.page.getByText(/^Exported \d+ entries to frames\.har$/)).toBeVisible()
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ log: { version: '1.2', entries: [{ _resourceType: 'websocket', response: { status: 101 } }] } })

  await app.menu('Captures…')
  await app.page.getByRole('button', { name: 'Import…' }).click()
  await expect(app.page.getByText(/^Imported \d+ entries from frames\.har$/)).toBeVisible()
  await app.page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(app.page.getByText('· read only')).toBeVisible()
  await expect(app.log.getByRole('row').filter({ hasText: 'plain' })).toHaveCount(2)
  await log.toEnd()

  const imported = (await app.ask('captures.list', {})).captures.find((capture) => capture.imported)
  const frames = async (captureId: string | null) => {
    const { viewId } = await traffic.openView(app, { ...everything, kinds: ['text', 'binary', 'ping', 'pong', 'close'] }, captureId)
    await traffic.searched(app, viewId)
    return (await traffic.rowsOf(app, viewId)).map(({ direction, kind, size, preview }) => ({ direction, kind, size, preview }))
  }
  const before = await frames(null)
  expect(before).toHaveLength(12)
  expect(await frames(imported?.id ?? null)).toEqual(before)
})
