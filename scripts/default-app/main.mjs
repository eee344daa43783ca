/**
 * Electron's default app, written anew for a runtime that comes without one: `electron [-r MODULE] [--version] PATH`.
 * A module with a top-level await, so that Electron holds 'ready' back until the app's own main module has run.
 */
import { app } from 'electron'
import { existsSync, readFileSync } from 'node:fs'
import { Module } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** Takes the options in front of PATH; what follows PATH belongs to the app. */
function parse(args) {
  const preload = []
  while (args.length > 0) {
    const arg = args.shift()
    if (arg === '-r' || arg === '--require') preload.push(args.shift())
    else if (arg === '-v' || arg === '--version') return { preload, version: true }
    else if (!arg.startsWith('-')) return { preload, target: path.resolve(arg) }
  }
  return { preload }
}

async function run(target) {
  const manifest = path.join(target, 'package.json')
  const about = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : undefined
  const entry = Module._resolveFilename(target, null, true)
  if (about) {
    app.name = about.productName ?? about.name ?? app.name
    if (about.version) app.setVersion(about.version)
    app.setDesktopName?.(about.desktopName ?? `${app.name}.desktop`)
  }
  process.defaultApp = true
  app.setAppPath(about ? target : path.dirname(entry))
  await import(pathToFileURL(entry).href)
}

const { preload, target, version } = parse(process.argv.slice(1))
if (version) {
  console.log(`v${process.versions.electron}`)
  app.exit(0)
} else if (target === undefined) {
  console.error('Usage: electron [-r MODULE] [--version] PATH')
  app.exit(1)
} else {
  Module._preloadModules(preload)
  try {
    await run(target)
  } catch (error) {
    console.error(`The app at ${target} could not be loaded.`)
    console.error(error)
    app.exit(1)
  }
}
