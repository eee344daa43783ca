/**
 * `npm run package`: the installers of electron-builder.yml that this system can build, into dist/. With names of targets only those,
 * for --x64, --arm64 or --universal only that; with --dir the unpacked app; with --dev one to try out, which Playwright can drive;
 * with --built of what was built last.
 */
import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { planPackage } from './package/plan.mjs'
import { root, say } from './process.mjs'
import { onPath } from './setup/system.mjs'

const notForPeople = /\.(blockmap|yml)$/

/** Returns what builds; throws TaskError before anything was built. */
export async function planned(runtime, args) {
  const { parse } = await import('yaml')
  const settings = parse(readFileSync(path.join(root, 'electron-builder.yml'), 'utf8'))
  const plan = planPackage(args, { settings, runtime, system: { platform: process.platform, arch: process.arch, env: process.env, onPath } })
  for (const [target, reason] of Object.entries(plan.leftOut)) say(`left out: ${target}, ${reason}`)
  return () => packageApp(plan)
}

async function packageApp({ options, env, out }) {
  const { build } = await import('electron-builder')
  Object.assign(process.env, env)
  process.chdir(root) // electron-builder.yml names files from here
  const files = await build(options)
  if (files.length === 0) say(`the unpacked app is in ${out}`)
  for (const file of files.filter((file) => !notForPeople.test(file))) say(await described(file))
}

async function described(file) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  const inside = path.relative(root, file)
  return `${inside.startsWith('..') ? file : inside}: ${(statSync(file).size / 2 ** 20).toFixed(1)} MiB, sha256 ${hash.digest('hex')}`
}
