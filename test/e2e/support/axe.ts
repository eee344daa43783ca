/** axe-core in the page: what a machine can tell of WCAG 2.2 AA. */
import type { Page } from '@playwright/test'
import axe, { type AxeResults, type RunOptions } from 'axe-core'
import { expect, type Sockdeck } from './app'

/** `system` is one of the first two. */
const themes = ['light', 'dark', 'contrast'] as const
type Theme = (typeof themes)[number]

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const over = '[role="dialog"], [role="menu"]'

/** Once for a page: @axe-core/playwright does it anew for every look. */
export async function bringAxe({ page }: Sockdeck): Promise<void> {
  await page.evaluate(axe.source)
}

/** Looks at what is on the screen, in each theme. */
export async function look(app: Sockdeck, name: string): Promise<void> {
  for (const theme of themes) {
    await app.ask('settings.save', { theme, motion: 'reduced' })
    await expect(app.page.locator('html')).toHaveAttribute('data-theme', theme)
    expect.soft(await faults(app, theme), `${name}, ${theme}`).toEqual([])
  }
}

/** A theme changes colours and nothing else: all rules look at the first one, that of contrast at the others too. */
function optionsFor(theme: Theme): RunOptions {
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
async function faults({ page }: Sockdeck, theme: Theme): Promise<string[]> {
  await settled(page)
  const run = { over, options: optionsFor(theme) }
  const violations = await page.evaluate(async ({ over: above, options }) => {
    type Watched = { axe: { run: (context: unknown, options: unknown) => Promise<AxeResults> } }
    const context = document.querySelector(above) === null ? document : { include: [above] }
    return (await (window as unknown as Watched).axe.run(context, options)).violations
  }, run)
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(' ')}: ${failureSummary?.replace(/\s+/g, ' ') ?? ''}`))
}
