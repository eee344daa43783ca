/** WCAG 2.2 AA as far as a machine can tell: axe-core looks at each screen in each theme. */
import type { Page } from '@playwright/test'
import axe, { type AxeResults, type RunOptions } from 'axe-core'
import { expect, test, type Sockdeck } from './support/app'
import { moments } from './support/moments'
import { furnish, leave, screens } from './support/screens'

/** `system` is one of the first two. */
const themes = ['light', 'dark', 'contrast'] as const
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const over = '[role="dialog"], [role="menu"]'

/** A theme changes colours and nothing else: all rules look at the first one, that of contrast at the others too. */
function optionsFor(theme: (typeof themes)[number]): RunOptions {
  const runOnly = theme === 'light' ? { type: 'tag' as const, values: rules } : { type: 'rule' as const, values: ['color-contrast'] }
  return { runOnly, resultTypes: ['violations'] }
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
  const run = { over, options: optionsFor(theme) }
  // Put into the page once, see below: @axe-core/playwright does it anew for every look.
  const violations = await page.evaluate(async ({ over: above, options }) => {
    type Watched = { axe: { run: (context: unknown, options: unknown) => Promise<AxeResults> } }
    const context = document.querySelector(above) === null ? document : { include: [above] }
    return (await (window as unknown as Watched).axe.run(context, options)).violations
  }, run)
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(' ')}: ${failureSummary?.replace(/\s+/g, ' ') ?? ''}`))
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
  await app.page.evaluate(axe.source)
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
