/** Real disks for tests: a folder of one's own, a disk that is full after some KiB, and a process to kill. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { build } from 'vite'

/** Gone after the test. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'sockdeck-test-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** A disk of `kib` KiB, or null where this user may not mount one. */
export function smallDisk(kib: number): string | null {
  const dir = tempDir()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', dir], { stdio: 'ignore' })
  } catch {
    return null
  }
  onTestFinished(() => void execFileSync('umount', [dir], { stdio: 'ignore' }))
  return dir
}

/** Fills a disk up to `freeBlocks` blocks; returns the way to free them again. */
export function fillDisk(dir: string, freeBlocks: number): () => void {
  const { bavail, bsize } = statfsSync(dir)
  const filler = join(dir, 'filler')
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail - freeBlocks) * bsize))
  return () => rmSync(filler)
}

/** Bundles a TypeScript file into one that plain Node runs outside of the project; returns its path. Gone after the test. */
export async function bundled(entry: string): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'sockdeck-child-'))
  onTestFinished(() => rmSync(outDir, { recursive: true, force: true }))
  return bundledInto(outDir, entry)
}

/** The same for several tests, in a folder of theirs. */
export async function bundledInto(outDir: string, entry: string): Promise<string> {
  const electron = { name: 'no-electron', enforce: 'pre' as const, resolveId: (id: string) => (id === 'electron' ? '\0none' : null), load: (id: string) => (id === '\0none' ? 'export default ""' : null) }
  await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [electron],
    ssr: { noExternal: true },
    build: { ssr: entry, outDir, emptyOutDir: false, minify: false, rolldownOptions: { output: { entryFileNames: 'child.mjs' } } },
  })
  return join(outDir, 'child.mjs')
}

export function readJson(...path: string[]): unknown {
  return JSON.parse(readFileSync(join(...path), 'utf8')) as unknown
}
