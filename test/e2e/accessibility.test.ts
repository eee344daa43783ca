/** WCAG 2.2 AA as far as a machine can tell: axe-core looks at each screen in each theme. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test, type Sockdeck } from './support/app'
import { moments } from './support/moments'
import { furnish, leave, screens } from './support/screens'

/** `system` is one of the first two. */
const themes = ['light', 'dark', 'contrast'] as const
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const over = '[role="dialog"], [role="menu"]'

/** A theme changes colours and nothing else: all rules look at the first one, that of contrast at the others too. */
function axe(page: Page, theme: (typeof themes)[number]): AxeBuilder {
  // Electron has no second page for axe to finish in.
  const builder = new AxeBuilder({ page }).setLegacyMode(true)
  return theme === 'light' ? builder.withTags(rules) : builder.withRules(['color-contrast'])
}

/** Styles are those of the theme, and nothing moves: a picture in the middle of an animation has other colours. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)))
  })
}

/** One line for each element that breaks a rule. What lies over the window is looked at alone: the window has been before. */
async function faults({ page }: Sockdeck, theme: (typeof themes)[number]): Promise<string[]> {
  await settled(page)
  const builder = axe(page, theme)
  if ((await page.locator(over).count()) > 0) builder.include(over)
  const { violations } = await builder.analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary?.replace(/\s+/g, ' ') ?? ''}`))
}

async function look(app: Sockdeck, name: string): Promise<void> {
  for (const theme of themes) {
    await app.ask('settings.save', { theme, motion: 'reduced' })
    await expect(app.page.locator('html')).toHaveAttribute('data-theme', theme)
    expect.soft(await faults(app, theme), `${name}, ${theme}`).toEqual([])
  }
}

test('axe finds nothing on any screen in any theme', async ({ start }) => {
  test.setTimeout(300_000)
  const app = await start({ tour: true })
  await look(app, 'tour')
  await app.page.getByRole('button', { name: 'Skip the tour' }).last().click()
  await expect(app.page.getByRole('dialog')).toHaveCount(0)
  await look(app, 'empty window')
  await furnish(app)
  for (const screen of [...screens, ...moments]) {
    await screen.show(app)
    await look(app, screen.name)
    await leave(app, screen)
  }
})
