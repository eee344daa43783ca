/** What an installation did to the files of a clean root, told from the layer that took every change. */
import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { CleanRoot } from '../support/clean-root'

/** Path within → what is there, the same word for the same content. */
export type Files = ReadonlyMap<string, string>

const nothing = 'nothing'

/** All that differs from the files below. */
export function written(root: CleanRoot): Files {
  const found = new Map<string, string>()
  const visit = (folder: string) => {
    for (const name of readdirSync(join(root.upper, folder))) {
      const path = join(folder, name)
      const kind = kindOf(root.upper, path)
      if (kind === 'folder') visit(path)
      if (kind !== kindOf(root.lower, path)) found.set(path, kind)
    }
  }
  visit('/')
  return found
}

function kindOf(base: string, path: string): string {
  const file = join(base, path)
  const stat = lstatSync(file, { throwIfNoEntry: false })
  // With a device 0:0 a layer hides what is below.
  if (stat === undefined || (stat.isCharacterDevice() && stat.rdev === 0)) return nothing
  if (stat.isDirectory()) return 'folder'
  if (stat.isSymbolicLink()) return `link to ${readlinkSync(file)}`
  return stat.isFile() ? `file ${createHash('sha256').update(readFileSync(file)).digest('hex')}` : 'special'
}

/** Paths where there is something else than there was. */
export function changed(before: Files, after: Files): string[] {
  const paths = new Set([...before.keys(), ...after.keys()])
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort()
}
