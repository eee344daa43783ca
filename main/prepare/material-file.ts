/** Material file: reads one file of certificates or keys, whole and within bounds. */
import { open, type FileHandle } from 'node:fs/promises'
import { constants } from 'node:fs'
import path from 'node:path'
import { limits } from '../../shared/limits'
import { codeOf } from '../lib/errno'
import { Fault } from '../lib/fault'
import type { Filler } from './filler'

/** null: no file is named. Throws a Fault, file-unreadable, that says which file. */
export async function readMaterialFile(template: string, what: string, filler: Filler): Promise<Buffer | null> {
  const file = filler.text(template, `the ${what} file’s name`).trim()
  if (file === '') return null
  const unreadable = (reason: string, code: string | null = null) => filler.fault('file-unreadable', `${what}: ${file}${reason}`, { code })
  if (!path.isAbsolute(file)) throw unreadable(' is not a whole path')
  let handle: FileHandle | null = null
  try {
    // Without O_NONBLOCK, opening a named pipe waits for its writer.
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const about = await handle.stat()
    if (!about.isFile()) throw unreadable(' is not a file')
    if (about.size > limits.certificateFileBytes) throw unreadable(` is larger than ${limits.certificateFileBytes / 1024 / 1024} MiB`)
    return await readBounded(handle, about.size)
  } catch (error) {
    if (error instanceof Fault) throw error
    throw unreadable('', codeOf(error))
  } finally {
    await handle?.close()
  }
}

/** At most `size`, however the file grows meanwhile. */
async function readBounded(handle: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.alloc(size)
  let length = 0
  for (;;) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length)
    length += bytesRead
    if (bytesRead === 0 || length === size) return bytes.subarray(0, length)
  }
}
