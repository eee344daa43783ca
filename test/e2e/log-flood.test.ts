import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test, type Sockdeck } from './support/app'
import { LogView } from './support/log-view'
import { expectRowsInOrder, watchRows } from './support/rows-in-order'
import { count } from '../support/counts'
import * as traffic from './support/traffic'

const { patience } = traffic

// For a machine that does much else beside: the tests themselves take less than 40 s.
test.setTimeout(180_000)

const all = 200_000
/** Numbers of the flood whose message has this in it. */
const numbersWith = (pattern: RegExp) => traffic.upTo(all).filter((number) => pattern.test(traffic.floodText(number)))

/** On a slow machine the flood has ended before its test: its close frame has numbers in its reason, and is answered. */
const isGoodbye = (row: string) => /Flood 1000 .* Close /.test(row)

/** Some rows are shown, and they are those that have this in them and no others. */
async function expectOnlyNumbers(app: Sockdeck, pattern: RegExp): Promise<void> {
  const expected = numbersWith(pattern)
  const shown = async () => (await app.rows()).filter((row) => !isGoodbye(row)).map((row) => Number(/Flood (\d+) \./.exec(row)?.[1]))
  const wrong = async () => {
    const numbers = await shown()
    const from = expected.indexOf(numbers[0] ?? NaN)
    return numbers.length > 2 ? numbers.filter((number, i) => number !== expected[from + i]) : ['too few']
  }
  await expect.poll(wrong, patience).toEqual([])
}

test.describe('while 200,000 messages arrive', () => {
  test('they are filtered, found, paused and scrolled, and all of them are there, on the disk and in the export', async ({ start, data }) => {
    const app = await start()
    const log = new LogView(app)
    const echo = await traffic.openSocket(app, 'Ear', '/echo')
    await app.expectState('Ear', 'Open')
    await traffic.sendToEcho(app, echo, ['{"kind":"trade","price":50}', '{"kind":"trade","price":150.5}', '{"kind":"quote"}'])
    await traffic.openFlood(app, { rate: 12_500, count: all })
    await watchRows(app)

    await test.step('a pause keeps the rows that are shown, and counts what comes', async () => {
      await expect.poll(() => traffic.numbersShown(app).then((shown) => shown.length), patience).toBeGreaterThan(5)
      await log.pause.click()
      await expect(log.pill).toHaveText(/^Paused · [\d,]+ new$/, patience)
      const held = await app.rows()
      const words = (await log.pill.textContent()) ?? ''
      await expect(log.pill).not.toHaveText(words, patience)
      expect(await app.rows()).toEqual(held)
      await log.pill.click()
      await expect(log.pause).toBeVisible()
      await expect.poll(() => app.rows(), patience).not.toEqual(held)
    })

    await test.step('a filter by text, and one by an expression', async () => {
      await log.text.fill('4321')
      await expectOnlyNumbers(app, /4321/)
      await log.text.fill('^[0-9]*000 ')
      await log.regex.click()
      await expectOnlyNumbers(app, /^[0-9]*000 /)
      await log.regex.click()
      await log.clearFilter()
    })

    await test.step('a filter by direction, and one by a field', async () => {
      await log.turn('Out')
      const sent = async () => (await app.rows()).filter((row) => !isGoodbye(row)).map((row) => row.replace(/^.*Ear (.*) \d+ B ?$/, '$1'))
      await expect.poll(sent, patience).toEqual([
        '{"kind":"trade","price":50}', '{"kind":"trade","price":150.5}', '{"kind":"quote"}',
      ])
      await log.turn('All')
      await log.field('$.price > 100')
      await expect.poll(() => app.rows().then((rows) => rows.map((row) => /Ear (\{.*\})/.exec(row)?.[1])), patience).toEqual(['{"kind":"trade","price":150.5}', '{"kind":"trade","price":150.5}'])
      await app.page.keyboard.press('Escape')
      await log.clearFilter()
    })

    await test.step('Find leads to a row without a change of the filter, and counts on', async () => {
      await app.menu('Find…')
      await log.find.text.fill('12345 ')
      await expect(log.find.status).toHaveText(/^\d of \d/, patience)
      await expect(app.selected).toContainText(/\b1?12345 \./)
      await expect(log.find.status).toHaveText(/^[12] of 2$/, patience)
    })

    await app.expectState('Flood', 'Closed 1000', patience)
    await test.step('no row was ever at the place of another', () => expectRowsInOrder(app))
    await test.step('what was found is stepped through in both directions', async () => {
      await log.find.text.fill('77777 ')
      await expect(app.selected).toContainText('77777 .', patience)
      await expect(log.find.status).toHaveText(/^[12] of 2$/, patience)
      const standsOn = async (hit: RegExp, number: string) => {
        await expect(log.find.status).toHaveText(hit)
        await expect(app.selected).toContainText(number)
      }
      if (/^1/.test((await log.find.status.textContent()) ?? '')) await log.find.next.click()
      await standsOn(/^2 of 2$/, '177777 .')
      await log.find.previous.click()
      await standsOn(/^1 of 2$/, ' 77777 .')
      await log.find.text.press('Shift+Enter')
      await standsOn(/^2 of 2$/, '177777 .')
      await log.find.text.press('Enter')
      await standsOn(/^1 of 2$/, ' 77777 .')
      await log.find.text.press('Escape')
      await expect(log.find.bar).toHaveCount(0)
    })

    await test.step('from the first row to the last', async () => {
      await log.toTop()
      await expect.poll(() => app.rows().then(([first]) => first)).toMatch(/Ear Connecting to/)
      await expect.poll(() => traffic.numbersShown(app)).toContain(1)
      await log.toEnd()
      await expect.poll(() => traffic.numbersShown(app).then((shown) => shown.at(-1))).toBe(all)
      await expect(log.totals).toHaveText(/^kept (200,0\d\d) on disk \1 dropped 0\s*$/)
    })

    await test.step('the export is what the hub says that it sent', async () => {
      const file = path.join(data, 'flood.ndjson')
      await app.chooseFile(file)
      await app.menu('Export Log…')
      await app.page.getByRole('dialog', { name: 'Export' }).getByRole('button', { name: 'Export…' }).click()
      await expect(app.page.getByText(/^Exported 200,0\d\d entries to flood\.ndjson$/)).toBeVisible(patience)
      const [head, ...entries] = (await readFile(file, 'utf8')).trimEnd().split('\n')
      expect(head).toContain('"sockdeck":"capture"')
      const received = entries.filter((line) => line.includes('"name":"Flood","direction":"in"')).map((line) => JSON.parse(line) as { kind: string; text?: string; reason?: string })
      const texts = received.filter(({ kind }) => kind === 'text').map(({ text }) => text)
      expect(texts.length).toBe(all)
      expect(texts.findIndex((text, i) => text !== traffic.floodText(i + 1))).toBe(-1)
      expect(received.filter(({ kind }) => kind !== 'text')).toEqual([expect.objectContaining({ kind: 'close', code: 1000, reason: expect.stringMatching(/^200000 sent in /) })])
    })
  })

  test('two views with different filters at once answer what they were asked for, from the first rows to the last', async ({ start }) => {
    const app = await start()
    const flood = await traffic.openFlood(app, { rate: 50_000, count: all })
    const views = await Promise.all(
      [
        // The reason of the close frame says how many milliseconds it took: that number may have the digits too.
        { filter: { connectionIds: [flood], kinds: ['text'] as const, text: '777' }, expected: numbersWith(/777/) },
        { filter: { connectionIds: [flood], kinds: ['text'] as const, text: '^[0-9]*[05]00 ', regex: true }, expected: numbersWith(/^[0-9]*[05]00 /) },
      ].map(async ({ filter, expected }) => ({ expected, ...(await traffic.openView(app, filter)) })),
    )
    const compare = async () => {
      for (const { viewId, expected } of views) {
        const numbers = (await traffic.rowsOf(app, viewId)).map(traffic.numberOf)
        expect(numbers).toEqual(expected.slice(0, numbers.length))
      }
    }
    const found = () => Promise.all(views.map(async ({ viewId }) => (await traffic.progressOf(app, viewId)).end))
    for (const least of [1, 20, 200]) {
      await expect.poll(async () => Math.min(...(await found())), patience).toBeGreaterThanOrEqual(least)
      await compare()
    }
    await app.expectState('Flood', 'Closed 1000', patience)
    await expect.poll(found, patience).toEqual(views.map(({ expected }) => expected.length))
    await compare()
  })
})

const hangMs = count(4_000, 30_000)

test('a page that hangs for long while 50,000 messages a second arrive loses nothing, and is back at the end by itself', async ({ start }) => {
  const app = await start()
  const log = new LogView(app)
  const flood = await traffic.openFlood(app, { rate: 50_000 })
  await expect.poll(() => traffic.numbersShown(app).then((shown) => shown.length), patience).toBeGreaterThan(5)
  const before = Math.max(...(await traffic.numbersShown(app)))
  await app.page.evaluate((ms) => {
    const end = performance.now() + ms
    while (performance.now() < end);
  }, hangMs)
  await app.ask('connections.close', { ids: [flood] })
  await app.expectState('Flood', 'Disconnected', patience)

  const { viewId } = await traffic.openView(app, { connectionIds: [flood], directions: ['in'], kinds: ['text'] })
  const { first, end } = await traffic.searched(app, viewId)
  expect(first).toBe(0)
  // Much more than a page is told of at once, however slow the machine is.
  expect(end).toBeGreaterThan(before + 10_000)
  await traffic.expectNumbered(app, viewId, end)
  await expect(log.totals).toHaveText(/^kept ([\d,]+) on disk \1 dropped 0\s*$/, patience)
  await expect.poll(() => traffic.numbersShown(app).then((shown) => shown.at(-1)), patience).toBe(end)
  await expect(log.pill).toHaveCount(0)
})

test('a reload comes back to the same rows of the same filter, and to an earlier capture, and nothing is lost between', async ({ start }) => {
  const app = await start()
  const log = new LogView(app)
  const flood = await traffic.openFlood(app, { rate: 20_000 })
  await log.turn('In')
  await expect.poll(() => traffic.numbersShown(app).then((shown) => Math.max(...shown)), patience).toBeGreaterThan(20_000)
  // A row of which the last pixel was seen is seen whole afterwards.
  const standsAt = (number: number) => {
    const onTop = async () => number - (await traffic.numberOnTop(app))
    return expect.poll(async () => [0, 1].includes(await onTop()), patience).toBe(true)
  }
  const goTo = async (number: number) => {
    await log.toTop()
    await standsAt(1)
    await log.scroll(number - 1)
    await standsAt(number)
  }

  await test.step('in the midst of what is recorded', async () => {
    await goTo(5_001)
    await app.page.reload()
    await expect(log.all.getByRole('radio', { name: 'In' })).toBeChecked()
    await standsAt(5_001)
    await log.pill.click()
    await expect.poll(() => traffic.numbersShown(app).then((shown) => Math.max(...shown)), patience).toBeGreaterThan(40_000)
  })

  await app.ask('connections.close', { ids: [flood] })
  await app.expectState('Flood', 'Disconnected', patience)
  const { viewId } = await traffic.openView(app, { connectionIds: [flood], directions: ['in'], kinds: ['text'] })
  const { end } = await traffic.searched(app, viewId)
  await traffic.expectNumbered(app, viewId, end)

  await test.step('in an earlier capture', async () => {
    await app.menu('New Capture')
    await expect(log.totals).toHaveText(/^kept 0 /)
    await app.menu('Captures…')
    const captures = app.page.getByRole('grid', { name: 'Captures' })
    await expect(captures.getByRole('row')).toHaveCount(2)
    await captures.getByRole('row').nth(1).dblclick()
    await expect(app.page.getByText(/^Viewing/)).toBeVisible()
    await goTo(777)
    await app.page.reload()
    await expect(app.page.getByText(/^Viewing/)).toBeVisible()
    await standsAt(777)
    await expect(log.all.getByRole('radio', { name: 'In' })).toBeChecked()
  })
})

test('what was recorded before the main process was killed opens after the next start, without a gap', async ({ start }) => {
  const first = await start()
  await traffic.openFlood(first, { rate: 30_000 })
  const onDisk = async () => Number(/on disk ([\d,]+)/.exec((await new LogView(first).totals.textContent()) ?? '')?.[1]?.replaceAll(',', ''))
  await expect.poll(onDisk, patience).toBeGreaterThan(50_000)
  const sure = await onDisk()
  await first.kill()

  const app = await start()
  await app.menu('Captures…')
  const captures = app.page.getByRole('grid', { name: 'Captures' })
  await expect(captures.getByRole('row')).toHaveCount(2)
  await captures.getByRole('row').nth(1).dblclick()
  await expect(app.page.getByText(/^Viewing/)).toBeVisible()
  await expect.poll(() => traffic.numbersShown(app)).toContain(1)
  await new LogView(app).toEnd()

  const earlier = (await app.ask('captures.list', {})).captures.find(({ live }) => !live)
  const { viewId } = await traffic.openView(app, { directions: ['in'], kinds: ['text'] }, earlier?.id ?? null)
  const { end } = await traffic.searched(app, viewId)
  // Connecting and open are no messages.
  expect(end + 2).toBeGreaterThanOrEqual(sure)
  await traffic.expectNumbered(app, viewId, end)
  await expect.poll(() => traffic.numbersShown(app).then((shown) => shown.at(-1))).toBe(end)
})
