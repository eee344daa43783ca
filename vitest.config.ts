import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

// `import 'electron'` outside Electron gives the path of the binary, and downloads one if it knows of none.
const env = { ELECTRON_OVERRIDE_DIST_PATH: process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? 'none' }
// Real sockets and files on a busy machine: only a test that hangs takes this long.
const testTimeout = 20_000

export default defineConfig({
  test: {
    silent: 'passed-only',
    // Most of a file's time is waiting and loading; by itself Vitest leaves one core idle, which is half of a small machine.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'engine',
          env,
          testTimeout,
          include: ['test/**/*.test.{ts,mjs}'],
          exclude: ['test/renderer/**', 'test/e2e/**', 'test/bench/**'],
        },
      },
      {
        // Rune modules run as in the page: compiled for the client, on Svelte's client build.
        plugins: [svelte({ dynamicCompileOptions: () => ({ generate: 'client' }) })],
        ssr: { resolve: { conditions: ['browser'] } },
        // Without processes of their own: what takes most of their time is to load the same modules again.
        test: { name: 'renderer', env, testTimeout, isolate: false, include: ['test/renderer/**/*.test.ts'] },
      },
    ],
  },
})
