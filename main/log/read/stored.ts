/** Stored captures: which folders there are, and the sizes of their segments, without opening any. */
import { lstat, readdir } from 'node:fs/promises'
import path from 'node:path'
import { codeOf } from '../../lib/errno'
import { isCaptureId, manifestName, segmentOf, segmentPath } from '../format/manifest'

export interface StoredCapture {
  id: string
  /** When its newest segment was written last, and its manifest; epoch milliseconds. */
  writtenAt: number
  renamedAt: number
  /** Lowest number first. */
  segments: { number: number; bytes: number }[]
}

/** All captures in the folder. Rejects with the system's error where the folder itself can't be read. */
export async function storedCaptures(root: string): Promise<StoredCapture[]> {
  const found: StoredCapture[] = []
  // One after the other: the disk has better things to do.
  for (const name of await readdir(root)) {
    const capture = isCaptureId(name) ? await storedCapture(root, name) : null
    if (capture !== null) found.push(capture)
  }
  return found
}

/** null if it is gone meanwhile, or no capture, or may not be read: one such must not hide the others, nor keep retention from them. */
export async function storedCapture(root: string, id: string): Promise<StoredCapture | null> {
  const folder = path.join(root, id)
  try {
    // A link may lead anywhere.
    if (!(await lstat(folder)).isDirectory()) return null
    const { mtimeMs: renamedAt } = await lstat(path.join(folder, manifestName))
    let writtenAt = renamedAt
    const segments: StoredCapture['segments'] = []
    const numbers = (await readdir(folder)).map(segmentOf).filter((number) => number !== null)
    for (const number of numbers.sort((a, b) => a - b)) {
      const { size, mtimeMs } = await lstat(segmentPath(folder, number))
      segments.push({ number, bytes: size })
      // The manifest changes when a capture is renamed: that does not make it newer.
      writtenAt = mtimeMs
    }
    return { id, writtenAt, renamedAt, segments }
  } catch (error) {
    if (codeOf(error) !== null) return null
    throw error
  }
}
