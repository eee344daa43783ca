/** An Electron to run: its own download, or where that can't be had, the pinned one of the registry. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { root, run, say } from '../process.mjs'
import * as fallback from './fallback.mjs'

const own = path.join(root, 'node_modules/electron')
// A download that stalls ends by itself; this is for one too slow to wait for where there is another way.
const downloadLimitMs = 10 * 60_000

/** Returns the runtime's folder, binary and version, whether it is Electron's own build, and the environment that makes `electron` and Playwright use it. */
export async function ensureRuntime() {
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (given) return described(given)
  if (installed()) return described(path.join(own, 'dist'))
  if (!fallback.isReady() && (await download())) return described(path.join(own, 'dist'))
  await fallback.ensure()
  say(`running on Electron ${fallback.version} from ${fallback.source} in ${fallback.folder}; delete that folder to try Electron's own download again`)
  return described(fallback.folder)
}

function described(folder) {
  const version = versionIn(folder)
  return {
    folder,
    version,
    official: folder === path.join(own, 'dist') && version === JSON.parse(readFileSync(path.join(own, 'package.json'), 'utf8')).version,
    binary: path.join(folder, binaryName() ?? 'electron'),
    env: { ELECTRON_OVERRIDE_DIST_PATH: folder },
  }
}

/** A folder that was given may have the binary alone. */
function versionIn(folder) {
  const file = path.join(folder, 'version')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : undefined
}

function binaryName() {
  const file = path.join(own, 'path.txt')
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function installed() {
  const name = binaryName()
  return name !== undefined && existsSync(path.join(own, 'dist', name))
}

/** Returns false where the download fails but there is a fallback; throws where there is none. */
async function download() {
  say('downloading Electron (about 110 MB)')
  try {
    await run(process.execPath, [path.join(own, 'install.js')], { quiet: true, timeout: fallback.isPossible ? downloadLimitMs : undefined })
    return true
  } catch (error) {
    if (!fallback.isPossible) throw error
    const reason = /Error: (.*)/.exec(error.message)?.[1] ?? 'no answer'
    say(`Electron's own download failed (${reason})`)
    return false
  }
}
