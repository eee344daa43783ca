/** electron-builder's hook: an unpacked Electron is copied whole, the default app that only development needs included, and as it was unpacked. */
import { chmod, readdir, rm } from 'node:fs/promises'
import path from 'node:path'

export async function afterPack({ appOutDir }) {
  await rm(path.join(appOutDir, 'resources/default_app.asar'), { force: true })
  // Libraries are loaded, not run (Debian Policy 10.2).
  const libraries = (await readdir(appOutDir)).filter((name) => /\.so(\.\d+)*$/.test(name))
  await Promise.all(libraries.map((name) => chmod(path.join(appOutDir, name), 0o644)))
}
