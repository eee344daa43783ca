/** Before all tests: builds the log's worker programs and the engine by itself once, and takes them away at the end. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Their URLs. */
    workers: { scan: string; job: string }
    /** Of the program of test/support/faults/engine-child.ts. */
    engine: string
  }
}

const root = path.join(import.meta.dirname, '../..')

export async function setup(project: TestProject): Promise<() => void> {
  const outDir = mkdtempSync(path.join(tmpdir(), 'sockdeck-workers-'))
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
        input: { scan: path.join(root, 'main/log/scan/worker.ts'), job: path.join(root, 'main/log/job/worker.ts'), engine: path.join(root, 'test/support/faults/engine-child.ts') },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-shared.mjs' },
      },
    },
  })
  const url = (name: string) => pathToFileURL(path.join(outDir, `${name}.mjs`)).href
  project.provide('workers', { scan: url('scan'), job: url('job') })
  project.provide('engine', url('engine'))
  return () => rmSync(outDir, { recursive: true, force: true })
}
