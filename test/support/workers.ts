/** The log's worker programs, built once for each test file that needs them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll } from 'vitest'
import { build } from 'vite'

const root = path.join(import.meta.dirname, '../..')
const outDir = mkdtempSync(path.join(tmpdir(), 'sockdeck-workers-'))
afterAll(() => rmSync(outDir, { recursive: true, force: true }))

await build({
  configFile: false,
  logLevel: 'silent',
  root,
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir,
    emptyOutDir: false,
    minify: false,
    rolldownOptions: {
      input: { scan: path.join(root, 'main/log/scan/worker.ts'), job: path.join(root, 'main/log/job/worker.ts') },
      output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-shared.mjs' },
    },
  },
})

export const workers = { scan: pathToFileURL(path.join(outDir, 'scan.mjs')), job: pathToFileURL(path.join(outDir, 'job.mjs')) }
