/** Which servers this machine has: real ones come from Debian's packages, and nobody has to install them. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin']

/** Where a program or a file is; a program as an absolute path. */
export function whereIs(need: string): string | null {
  const places = path.isAbsolute(need) ? [need] : folders.map((folder) => path.join(folder, need))
  return places.find((place) => existsSync(place)) ?? null
}

/** Why its tests are skipped; null: they are not. With SOCKDECK_INTEROP=1 it throws the reason: there all must be installed. */
export function whyNot(packages: readonly string[], needs: readonly string[], mustBeThere = process.env['SOCKDECK_INTEROP'] === '1'): string | null {
  const missing = process.platform === 'linux' ? needs.filter((need) => whereIs(need) === null) : []
  const reason = process.platform !== 'linux' ? 'only Debian and its kin have these servers as packages'
    : missing.length > 0 ? `${missing.join(', ')} is not installed (apt-get install ${packages.join(' ')})` : null
  if (reason !== null && mustBeThere) throw new Error(reason)
  return reason
}

/** As the distribution counts it. */
export function versionOf(debianPackage: string): string {
  if (spawnSync('dpkg-query', ['--version']).error !== undefined) return 'unknown version'
  return execFileSync('dpkg-query', ['-W', '-f', '${Version}', debianPackage], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
}
