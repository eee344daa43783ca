/** `npm run package`: the unpacked app in dist/. With --dev it can be driven by Playwright; installers are for CI machines. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { runTool } from './process.mjs'

export async function packageApp({ folder, env }, args) {
  const options = args.filter((arg) => arg !== '--dev')
  if (options.length < args.length) options.push('-c.electronFuses.enableNodeCliInspectArguments=true')
  const version = readFileSync(path.join(folder, 'version'), 'utf8').trim().replace(/^v/, '')
  options.push(`-c.electronDist=${folder}`, `-c.electronVersion=${version}`)
  await runTool('electron-builder', 'electron-builder', ['--dir', ...options], { env })
}
