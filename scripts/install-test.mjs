/** `npm test -- install`: a package's life on a system of its own, where one can be mounted. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { isRoot, runTool, say } from './process.mjs'
import { withVirtualDisplays } from './setup/display.mjs'
import { onPath } from './setup/system.mjs'

const tools = ['Xvfb', 'apt-get', 'dpkg-deb', 'nsenter', 'pivot_root', 'setpriv', 'unshare', 'useradd']

/** SOCKDECK_INSTALL_ROOT says what to install into and that it has to be possible: `overlay`, over this system's files, or `debootstrap`. */
export async function testInstall({ env }, args) {
  const reason = process.env.SOCKDECK_INSTALL_ROOT ? undefined : obstacle()
  if (reason) return say(`the install test is left out: ${reason}`)
  // Never the user's display: who starts the installed app is somebody else.
  await withVirtualDisplays(1, (display) => runTool('@playwright/test', 'playwright', ['test', '-c', 'test/install', ...args], { env: { ...env, ...display } }))
}

function obstacle() {
  if (process.platform !== 'linux') return 'the package is for Linux'
  if (!isRoot) return 'only root may mount a system to install into'
  const missing = tools.filter((name) => !onPath(name))
  if (missing.length > 0) return `missing on this system: ${missing.join(', ')}`
  return overlayProblem()
}

/** A container may forbid mounts, or be an overlay itself, which can't carry another. */
function overlayProblem() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sockdeck-overlay-'))
  try {
    for (const name of ['upper', 'work', 'root']) mkdirSync(path.join(folder, name))
    const mount = 'cd "$0" && mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work root'
    const { status, stderr } = spawnSync('unshare', ['--mount', 'sh', '-c', mount, folder], { encoding: 'utf8' })
    return status === 0 ? undefined : stderr.trim()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
