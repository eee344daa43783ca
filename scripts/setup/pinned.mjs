/** A package of the registry at one version, which is not among the project's own: checked against its sha512 before anything of it is used. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { runNpm } from '../process.mjs'

/** Has npm install the package from a lock file of our own making: npm then checks the sha512. Returns the package's folder, inside of `work`. */
export async function fetchPinned(work, { name, version, integrity }) {
  const manifest = { name: 'runtime', dependencies: { [name]: version } }
  const lock = { lockfileVersion: 3, packages: { '': manifest, [`node_modules/${name}`]: { version, integrity } } }
  await writeFile(path.join(work, 'package.json'), JSON.stringify(manifest))
  await writeFile(path.join(work, 'package-lock.json'), JSON.stringify(lock))
  await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', work], { cwd: work, quiet: true })
  return path.join(work, 'node_modules', name)
}
