import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  reporter: 'list',
  // Two apps side by side on one screen would fight for the focus.
  workers: process.env['SOCKDECK_DISPLAYS']?.split(' ').length ?? 1,
  retries: 0,
  // For a machine that does much else beside: what is waited for is there as soon as it is.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  // A trace costs each test a sixth of its time; where one is wanted: `npm test -- e2e --trace on`.
  use: { trace: 'off', screenshot: 'only-on-failure' },
})
