/** Disk: what recording asks of the file system, as a seam, so that tests can make it full, slow or broken. */
import { existsSync } from 'node:fs'
import { mkdir, open, rename, rm, statfs, writeFile } from 'node:fs/promises'

export interface DiskFile {
  /** Writes all or a part of the bytes at `position`; returns how many. Rejects with the system's error. */
  write(buffers: readonly Buffer[], position: number): Promise<number>
  /** Cuts the file off at `bytes`. */
  truncate(bytes: number): Promise<void>
  close(): Promise<void>
}

export interface Disk {
  /** With the folders above it; there may be one already. */
  makeFolder(folder: string): Promise<void>
  /** Writes a small file as a whole, unless there is one of this name. */
  keep(file: string, text: string): Promise<void>
  /** A new file, or an old one emptied. */
  create(file: string): Promise<DiskFile>
  /** Bytes that are free on the disk of a folder, and in all. */
  room(folder: string): Promise<{ freeBytes: number; totalBytes: number }>
  /** A file, or a folder with all that is in it; it may be gone already. */
  remove(path: string): Promise<void>
}

/** What is recorded may be secret: only the user may read it. */
const privateFile = 0o600
const privateFolder = 0o700

/** Whoever reads the file sees the old text or the new one. Rejects with the system's error. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const fresh = `${file}.new`
  // What stands there was left by a crash, or is a link that came with a foreign folder: nothing is written through it.
  await rm(fresh, { force: true })
  await writeFile(fresh, text, { mode: privateFile, flag: 'wx' })
  await rename(fresh, file)
}

export const realDisk: Disk = {
  makeFolder: async (folder) => {
    await mkdir(folder, { recursive: true, mode: privateFolder })
  },
  keep: async (file, text) => {
    if (!existsSync(file)) await replaceFile(file, text)
  },
  create: async (file) => {
    const handle = await open(file, 'w', privateFile)
    return {
      write: async (buffers, position) => (await handle.writev(buffers, position)).bytesWritten,
      truncate: (bytes) => handle.truncate(bytes),
      close: () => handle.close(),
    }
  },
  room: async (folder) => {
    const { bavail, blocks, bsize } = await statfs(folder)
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
  },
  remove: (path) => rm(path, { recursive: true, force: true }),
}
