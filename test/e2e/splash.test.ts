import type { Page } from '@playwright/test'
import { expect, test } from './support/app'
import { drawn } from './support/drawn'

/** The page anew, as in a window that opens, with its desk held back until it is released. */
async function held(page: Page): Promise<{ release: () => Promise<void> }> {
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  await page.route(/\/assets\/window-[^/]*\.js$/, async (route) => {
    await released
    await route.continue()
  })
  const gone = page.goto(page.url())
  await page.locator('.splash').waitFor()
  return {
    release: async () => {
      release()
      await gone
      await expect(page.getByRole('region', { name: 'Deck' })).toBeVisible()
      await drawn(page)
    },
  }
}

/** Whole pixels of where something is, and how large. */
async function places(page: Page, selectors: readonly string[]): Promise<number[][]> {
  const boxes = await Promise.all(selectors.map((selector) => page.locator(selector).boundingBox()))
  return boxes.map((box) => (box === null ? [] : [box.x, box.y, box.width, box.height].map(Math.round)))
}

test('a message can be written before the desk is there: it goes on in the composer, with the focus, and nothing of it is lost', async ({ app }) => {
  const { page } = app
  const { release } = await held(page)
  const field = page.getByRole('textbox', { name: 'Message', exact: true })
  await field.click()
  await page.keyboard.type('written early')
  await release()
  await page.keyboard.type(' and late')
  await expect(field).toHaveText('written early and late')
  await expect(page.locator('.splash')).toHaveCount(0)
  await page.keyboard.press('ControlOrMeta+Shift+Home')
  await page.keyboard.press('Delete')
  await expect(app.composer).toContainText('Type a message')
})

test('the first frame has the panes, the look and the draft that the desk has a moment later, also at the next start', async ({ start }, info) => {
  const before = await start()
  await before.ask('settings.save', { theme: 'dark', density: 'compact', panes: { sidebar: [30], deck: [25], composer: [40], messages: [35] } })
  await before.ask('drafts.save', { draft: { format: 'json', text: '{"not": "sent"}' } })
  await before.quit()

  const { page } = await start()
  // It was there before the desk was: main had told what it is without one.
  expect(await page.evaluate(() => performance.getEntriesByType('mark').map(({ name }) => name))).toEqual(['splash', 'desk'])
  const { release } = await held(page)
  const early = await places(page, ['.splash .composing', '.splash textarea', '.splash .status'])
  await expect(page.locator('.splash textarea')).toHaveValue('{"not": "sent"}')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.screenshot({ path: info.outputPath('splash.png') })
  await release()
  expect(await places(page, ['section.composer', 'section.composer .editor', '[role=contentinfo], footer'])).toEqual(early)
  await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toHaveText('{"not": "sent"}')
})
