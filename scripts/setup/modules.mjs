/** node_modules as package-lock.json says. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root, runNpm, say } from '../process.mjs'

/** Installs what the lock file names, unless exactly that has been installed to its end before. */
export async function ensureModules(folder = root, install = npmCi) {
  // Inside node_modules, so that `npm ci` takes the stamp away first and an interrupted one leaves none.
  const stamp = path.join(folder, 'node_modules/.sockdeck-installed')
  const wanted = createHash('sha256').update(readFileSync(path.join(folder, 'package-lock.json'))).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('installing dependencies (npm ci)')
  await install()
  writeFileSync(stamp, wanted)
}

function npmCi() {
  // With NODE_ENV=production npm would leave out the tools that build and start the app.
  return runNpm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'])
}
