/** The unit and integration tests on the newest Node with long-term support, which is the one that current Electrons carry. */
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { runTool, say, TaskError } from './process.mjs'
import { withLock } from './setup/lock.mjs'
import { fetchPinned } from './setup/pinned.mjs'

/** Of the registry's `node` package, which has the binary for each system in a package of its own. */
const version = '24.21.0'
const integrities = {
  'linux-x64': 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'linux-arm64': 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  'win32-x64': 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
}

/** With arguments for vitest. */
export async function testOnLts(env, args) {
  const node = await ensureNode()
  say(`the tests run on Node ${version}`)
  // What a test starts by name is the same Node as what it starts by process.execPath.
  const PATH = [path.dirname(node), process.env.PATH].join(path.delimiter)
  await runTool('vitest', 'vitest', ['run', ...args], { node, env: { ...env, PATH } })
}

/** The path of the binary: of this process if it is one already, else from the registry, kept in the cache folder. */
async function ensureNode() {
  const [major] = version.split('.')
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath
  const system = `${process.platform}-${process.arch}`
  const integrity = integrities[system]
  if (integrity === undefined) throw new TaskError(`the registry has no Node ${version} for ${system}; install Node ${major} and run this again with it`)
  const folder = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'sockdeck', `node-${version}-${system}`)
  const name = `node-${system.replace('win32', 'win')}`
  if (!existsSync(folder)) await withLock(`${folder}.lock`, () => fetchNode(folder, { name, version, integrity }))
  return path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}

/** Makes the folder complete beside its place and moves it there at once, so that it is never seen half done. */
async function fetchNode(folder, pinned) {
  if (existsSync(folder)) return
  say(`fetching ${pinned.name}@${pinned.version}`)
  const work = `${folder}.new`
  await rm(work, { recursive: true, force: true })
  await mkdir(work, { recursive: true })
  await rename(await fetchPinned(work, pinned), folder)
  await rm(work, { recursive: true, force: true })
}
