import { defineConfig } from '@playwright/test'

/** `npm run screenshots`: no test, but the same driver; pictures go to docs/screenshots. */
export default defineConfig({ testDir: '.', testMatch: '*.shots.ts', outputDir: '../../test-results', reporter: 'list', workers: 1, retries: 0, timeout: 600_000 })
