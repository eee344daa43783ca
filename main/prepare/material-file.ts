/** Material file: reads one file of certificates or keys, whole and within bounds. */
import { open, type FileHandle } from 'node:fs/promises'
import { constants } from 'node:fs'
import path from 'node:path'
import { limits } from '../../shared/limits'
import { t } from '../../shared/words/words'
import { codeOf } from '../lib/errno'
import { Fault } from '../lib/fault'
import type { Filler } from './filler'

/** null: no file is named. Throws a Fault, file-unreadable, that says which file. */
export async function readMaterialFile(template: string, kind: 'ca' | 'certificate' | 'key' | 'pfx', filler: Filler): Promise<Buffer | null> {
  const file = filler.text(template, t(`main.dial.where.${kind}File`)).trim()
  if (file === '') return null
  const about = { what: t(`main.dial.material.${kind}`), file }
  const unreadable = (reason: string, code: string | null = null) => filler.fault('file-unreadable', reason, { code })
  if (!path.isAbsolute(file)) throw unreadable(t('main.dial.file.noPath', about))
  let handle: FileHandle | null = null
  try {
    // Without O_NONBLOCK, opening a named pipe waits for its writer.
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stats = await handle.stat()
    if (!stats.isFile()) throw unreadable(t('main.dial.file.noFile', about))
    if (stats.size > limits.certificateFileBytes) throw unreadable(t('main.dial.file.large', { ...about, most: limits.certificateFileBytes / 1024 / 1024 }))
    return await readBounded(handle, stats.size)
  } catch (error) {
    if (error instanceof Fault) throw error
    throw unreadable(t('main.dial.file.unreadable', about), codeOf(error))
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
