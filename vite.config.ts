/** Builds the three programs of the app: `vite build --mode main | preload | renderer`. */
import { builtinModules } from 'node:module'
import path from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type UserConfig } from 'vite'
import { catalogues } from './scripts/build/catalogues.ts'
import { icons } from './scripts/build/icons.ts'
import { leftOut } from './scripts/build/left-out.ts'
import { preloads } from './scripts/build/preloads.ts'

const root = import.meta.dirname

// ws looks for these two native helpers and does without them.
const absent = ['bufferutil', 'utf-8-validate']
const external = ['electron', ...absent, ...builtinModules, ...builtinModules.map((name) => `node:${name}`)]

/** A program for Node, by the names of its entries: with every dependency inside, so that the package needs no node_modules. */
function nodeProgram(entries: Record<string, string>, outDir: string, format: 'es' | 'cjs'): UserConfig {
  return {
    root,
    publicDir: false,
    plugins: [leftOut(), catalogues()],
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node20.18', // Electron 33, the oldest runtime the app starts on
      outDir: path.join(root, 'out', outDir),
      emptyOutDir: true,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, path.join(root, entry)])),
        external,
        output: { format, entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js', chunkFileNames: 'shared/[name].js' },
      },
    },
  }
}

/** The page. Served at app://bundle/ under a CSP without inline code, so everything is a file of its own. */
function page(): UserConfig {
  return {
    root: path.join(root, 'renderer'),
    base: './',
    plugins: [icons(), svelte({ configFile: path.join(root, 'svelte.config.js') }), catalogues(), preloads()],
    worker: { plugins: () => [catalogues()], rolldownOptions: { checks: { bundlerTimings: false } } },
    build: {
      target: 'chrome130',
      outDir: path.join(root, 'out/renderer'),
      emptyOutDir: true,
      sourcemap: true,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 2_000, // kB; they come from the disk, not over a network
      modulePreload: { polyfill: false },
      rolldownOptions: {
        checks: { bundlerTimings: false }, // that most time goes to Svelte's compiler is no news
        // Two files to start from: one that asks main and shows the splash, and all that the window begins with.
        output: {
          // One character beyond Latin-1 would have all of a file kept, decoded and hashed in two bytes for each.
          minify: { codegen: { asciiOnly: true } },
          codeSplitting: {
            groups: [
              { name: 'first', test: /preload-helper|renderer[\\/](?:main|bridge|splash|panes|ui[\\/]split|state[\\/]new-page)\.ts$|shared[\\/]contract\.ts$/, priority: 2 },
              { name: 'window', test: /renderer[\\/]window\.ts$/, priority: 1 },
            ],
          },
        },
      },
    },
    server: { host: '127.0.0.1', port: 5317 },
  }
}

export default defineConfig(({ mode }) => {
  // The workers of the log are programs of their own beside main's; main/main.ts names them by URL.
  if (mode === 'main') return nodeProgram({ index: 'main/main.ts', 'scan-worker': 'main/log/scan/worker.ts', 'job-worker': 'main/log/job/worker.ts' }, 'main', 'es')
  if (mode === 'preload') return nodeProgram({ index: 'main/preload.ts' }, 'preload', 'cjs')
  return page()
})
