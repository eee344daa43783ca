/** electron-builder's hook: an unpacked Electron is copied whole, the default app that only development needs included. */
import { rm } from 'node:fs/promises'
import path from 'node:path'

export async function afterPack({ appOutDir }) {
  await rm(path.join(appOutDir, 'resources/default_app.asar'), { force: true })
}
