/** The packages that the test installs, made by the command that people use. */
import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const project = join(import.meta.dirname, '../..')

/** Packages what the task has built, under that version, into the folder; answers the package's path. */
export async function packaged(version: string, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const env = { ...process.env, SOCKDECK_PACKAGE_VERSION: version, SOCKDECK_PACKAGE_OUT: folder }
  await promisify(execFile)(process.execPath, ['scripts/task.mjs', 'package', '--dev', '--built', 'deb'], { cwd: project, env, maxBuffer: 16 * 1024 * 1024 })
  const name = readdirSync(folder).find((each) => each.endsWith('.deb'))
  if (name === undefined) throw new Error(`packaging left no .deb in ${folder}`)
  return join(folder, name)
}

export function mebibytes(file: string): string {
  return `${(statSync(file).size / 2 ** 20).toFixed(1)} MiB`
}

export function secondsSince(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`
}
