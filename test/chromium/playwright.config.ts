import { defineConfig } from '@playwright/test'
import type { World } from '../e2e/support/app'

/** The page's journeys in a current Chromium: those of test/e2e with the tag @page, and what is about the browser alone. */
export default defineConfig<object, World>({
  testDir: '..',
  testMatch: ['chromium/*.test.ts', 'e2e/*.test.ts'],
  grep: /@page/,
  outputDir: '../../test-results/chromium',
  reporter: 'list',
  workers: 2,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  use: { world: 'chromium', trace: { mode: 'retain-on-failure', screenshots: false } },
})
