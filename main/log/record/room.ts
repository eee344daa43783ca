/** Room: what a failed write means in words, and whether it is worth a new try. */
import { t } from '../../../shared/words/words'
import { codeOf, diskWords } from '../../lib/errno'
import type { Disk } from './disk'

const MiB = 1024 * 1024
/** Free bytes before recording goes on, or this part of a small disk: otherwise it would stop again at once. */
const freeBytesWanted = 64 * MiB
const freePartWanted = 1 / 8

/** Completes "The recording stopped: …". */
export function whyOf(error: unknown): string {
  const code = codeOf(error)
  return diskWords(code) ?? (code === null ? t('main.disk.reportsUnknown') : t('main.disk.reports', { code }))
}

/** True also where the disk does not say: only a try can tell then. */
export async function hasRoom(disk: Disk, root: string): Promise<boolean> {
  try {
    const { freeBytes, totalBytes } = await disk.room(root)
    return freeBytes >= Math.min(freeBytesWanted, totalBytes * freePartWanted)
  } catch {
    return true
  }
}
