import { defineConfig } from '@playwright/test'

/** `npm test -- install`: a package's life on a system of its own, told in order; what comes after a step that failed has nothing to stand on. */
export default defineConfig({ testDir: '.', outputDir: '../../test-results/install', reporter: 'list', workers: 1, retries: 0, timeout: 120_000, forbidOnly: true, expect: { timeout: 30_000 } })
