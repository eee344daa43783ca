import type { Page } from '@playwright/test'

/** Resolves two frames later, when all that follows from what the page has just been told is laid out as a person sees it. */
export function drawn(page: Page): Promise<unknown> {
  return page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}
