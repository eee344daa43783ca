/** axe-core in the page: what a machine can tell of WCAG 2.2 AA. */
import axe, { type AxeResults, type Result, type RunOptions } from 'axe-core'
import { expect, type Sockdeck } from './app'

/** `system` is one of the first two. */
const themes = ['light', 'dark', 'contrast'] as const
type Theme = (typeof themes)[number]

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const over = '[role="dialog"], [role="menu"]'

/** Once for a page: @axe-core/playwright does it anew for every look. */
export async function bringAxe(app: Sockdeck): Promise<void> {
  await app.page.evaluate(axe.source)
  // A picture in the middle of an animation has other colours.
  await app.ask('settings.save', { motion: 'reduced', theme: 'light' })
  await expect(app.page.locator('html[data-motion=reduced]')).toHaveAttribute('data-theme', 'light')
}

/** What a look goes by: for the page, a theme that is set is this attribute and nothing else. */
export async function expectThemes(app: Sockdeck): Promise<void> {
  for (const theme of themes.toReversed()) {
    await app.ask('settings.save', { theme })
    await expect(app.page.locator('html')).toHaveAttribute('data-theme', theme)
  }
}

/** Looks at what is on the screen, in each theme: one line for each element that breaks a rule. */
export async function look({ page }: Sockdeck, name: string): Promise<void> {
  const looks = themes.map((theme) => ({ theme, options: optionsFor(theme) }))
  const seen = await page.evaluate(findFaults, { over, looks })
  for (const { theme, violations } of seen) {
    const faults = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(' ')}: ${failureSummary?.replace(/\s+/g, ' ') ?? ''}`))
    expect.soft(faults, `${name}, ${theme}`).toEqual([])
  }
}

/** A theme changes colours and nothing else: all rules look at the first one, that of contrast at the others too. */
function optionsFor(theme: Theme): RunOptions {
  const runOnly = theme === 'light' ? { type: 'tag' as const, values: rules } : { type: 'rule' as const, values: ['color-contrast'] }
  return { runOnly, resultTypes: ['violations'] }
}

interface Look {
  over: string
  looks: { theme: Theme; options: RunOptions }[]
}

/** Runs in the page. What lies over the window is looked at alone: the window has been before. */
async function findFaults({ over: above, looks }: Look): Promise<{ theme: Theme; violations: Result[] }[]> {
  type Watched = { axe: { run: (context: unknown, options: unknown) => Promise<AxeResults> } }
  const { axe: watcher } = window as unknown as Watched
  const { dataset } = document.documentElement
  const before = dataset['theme'] ?? ''
  const seen: { theme: Theme; violations: Result[] }[] = []
  for (const { theme, options } of looks) {
    dataset['theme'] = theme
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)))
    const context = document.querySelector(above) === null ? document : { include: [above] }
    seen.push({ theme, violations: (await watcher.run(context, options)).violations })
  }
  dataset['theme'] = before
  return seen
}
