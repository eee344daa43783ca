/** What the package is installed into: this system's own files, or a bare Debian, under a layer that goes away. */
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { CleanRoot } from '../support/clean-root'

/** `folder` is for what has to be fetched. */
export async function cleanRoot(folder: string): Promise<CleanRoot> {
  const debian = process.env['SOCKDECK_INSTALL_ROOT'] === 'debootstrap'
  return CleanRoot.over(debian ? await bareDebian(folder) : '/')
}

/** The smallest system of this one's release that apt can add to. */
async function bareDebian(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const release = /^VERSION_CODENAME=(.*)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'stable'
  await promisify(execFile)('debootstrap', ['--variant=minbase', release, folder], { maxBuffer: 16 * 1024 * 1024 })
  return folder
}

/** Brings what the package says it needs, and nothing more. */
export async function installNeeds(root: CleanRoot, deb: string): Promise<void> {
  const needs = await root.run('dpkg-deb', '--field', deb, 'Depends')
  const satisfy = () => root.run('apt-get', 'satisfy', '--yes', '--no-install-recommends', needs)
  // Where all of it is there already, no network is needed.
  await satisfy().catch(() => root.run('apt-get', 'update').then(satisfy))
}
