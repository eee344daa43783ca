import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  reporter: 'list',
  // Each test starts an app of its own; side by side on one screen they would fight for the focus.
  workers: process.env['SOCKDECK_DISPLAYS']?.split(' ').length ?? 1,
  retries: 0,
  timeout: 60_000,
  forbidOnly: true,
  // A trace costs each test a sixth of its time; where one is wanted: `npm test -- e2e --trace on`.
  use: { trace: 'off', screenshot: 'only-on-failure' },
})
