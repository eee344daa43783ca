import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  reporter: 'list',
  workers: 1, // each test starts an app of its own; side by side they would fight for the focus
  retries: 0,
  timeout: 60_000,
  forbidOnly: true,
  use: { trace: 'retain-on-failure' },
})
