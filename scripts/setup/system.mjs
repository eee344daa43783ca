/** What Electron needs from a Linux system: shared libraries and, where there is no display, Xvfb. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { isRoot, run, say, TaskError } from '../process.mjs'
import { hasDisplay } from './display.mjs'

// Debian 13 and Ubuntu 24.04 carry some of these as <name>t64.
const libraryPackages = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1']

/** Installs what is missing as root on Debian and its kin; else throws TaskError with the command to run. */
export async function ensureSystem(binary) {
  if (process.platform !== 'linux') return
  const libraries = missingLibraries(binary)
  const wanted = [...(libraries.length > 0 ? libraryPackages : []), ...(hasDisplay || onPath('Xvfb') ? [] : ['xvfb'])]
  if (wanted.length === 0) return
  if (!onPath('apt-get')) throw new TaskError(`missing on this system: ${[...libraries, ...wanted].join(', ')}; please install them`)
  if (!isRoot) throw new TaskError(`system packages are missing; please run:\n  sudo apt-get update && sudo apt-get install -y ${available(wanted).join(' ')}`)
  say(`system packages are missing (${wanted.join(', ')}): installing them with apt-get`)
  await apt(['update'])
  await apt(['install', '-y', '--no-install-recommends', ...available(wanted)])
}

function apt(args) {
  const wait = ['-o', 'DPkg::Lock::Timeout=300']
  return run('apt-get', [...wait, ...args], { quiet: true, env: { DEBIAN_FRONTEND: 'noninteractive' } })
}

function missingLibraries(binary) {
  const { stdout } = spawnSync('ldd', [binary], { encoding: 'utf8' })
  return [...(stdout ?? '').matchAll(/^\s*(\S+) => not found/gm)].map(([, library]) => library)
}

/** The names that this release of the distribution uses. */
function available(names) {
  const known = (name) => spawnSync('apt-cache', ['show', name], { stdio: 'ignore' }).status === 0
  return names.map((name) => (known(`${name}t64`) ? `${name}t64` : name))
}

export function onPath(command) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, command)))
}
