import { availableParallelism } from 'node:os'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

// `import 'electron'` outside Electron gives the path of the binary, and downloads one if it knows of none.
const env = { ELECTRON_OVERRIDE_DIST_PATH: process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? 'none' }
// Real sockets and files on a busy machine: only a test that hangs takes this long.
const testTimeout = 20_000

// Share a process file by file: to load the same modules again took longer than most of these tests.
const shared = [
  'shared', 'breaking', 'integration', 'security',
  ...['app', 'connection', 'exchange', 'ipc', 'lib', 'log', 'metrics', 'prepare', 'schedule', 'store'].map((room) => `main/${room}`),
].map((room) => `test/${room}/**/*.test.ts`)
// They change what a process has but once.
const setupFiles = ['test/support/english.ts']

export default defineConfig({
  test: {
    silent: 'passed-only',
    globalSetup: ['test/support/build-workers.ts'],
    // Half of a file's time is waiting: for sockets, timers and processes.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    projects: [
      {
        // What measures the process itself, kills others or is a system of its own gets a process of its own.
        test: {
          name: 'engine',
          env,
          testTimeout,
          include: ['test/**/*.test.{ts,mjs}'],
          exclude: ['test/renderer/**', 'test/e2e/**', 'test/chromium/**', 'test/install/**', 'test/bench/**', ...shared],
        },
      },
      { test: { name: 'rooms', env, testTimeout, isolate: false, setupFiles, include: shared } },
      {
        // Rune modules run as in the page: compiled for the client, on Svelte's client build.
        plugins: [svelte({ dynamicCompileOptions: () => ({ generate: 'client' }) })],
        ssr: { resolve: { conditions: ['browser'] } },
        test: { name: 'renderer', env, testTimeout, isolate: false, setupFiles, include: ['test/renderer/**/*.test.ts'] },
      },
    ],
  },
})
