/** Retention: which segments and captures to let go of, oldest first, so that the folder of captures keeps its bounds. */
import path from 'node:path'
import { limits } from '../../../shared/limits'
import { segmentPath } from '../format/manifest'
import type { StoredCapture } from '../read/stored'
import type { Disk } from './disk'

export interface Bounds {
  /** Captures kept, the one being recorded included. */
  captures: number
  /** Of all captures together. */
  bytes: number
}

export interface Release {
  /** Ids of captures to remove. */
  captures: string[]
  segments: { id: string; number: number }[]
}

const MiB = 1024 * 1024

/** A segment is small enough that letting go of one is no great loss, and large enough that there are few. */
export function segmentBytesFor(bytes: number): number {
  return Math.min(Math.max(bytes / 16, MiB), limits.segmentBytes)
}

/** Of the captures being written all but the newest segment may go. */
export function releaseFor(captures: readonly StoredCapture[], writing: readonly string[], bounds: Bounds): Release {
  const isWritten = (id: string) => writing.includes(id)
  const oldestFirst = captures.toSorted((a, b) => Number(isWritten(a.id)) - Number(isWritten(b.id)) || a.writtenAt - b.writtenAt)
  const release: Release = { captures: [], segments: [] }
  let count = captures.length
  let bytes = captures.flatMap(({ segments }) => segments).reduce((sum, segment) => sum + segment.bytes, 0)
  for (const { id, segments } of oldestFirst) {
    const live = isWritten(id)
    const droppable = live ? segments.slice(0, -1) : segments
    const whole = !live && count > bounds.captures
    const dropped = whole ? segments.length : fewest(droppable, bytes - bounds.bytes)
    bytes -= sumOf(segments.slice(0, dropped))
    if (whole || (!live && dropped > 0 && dropped === segments.length)) {
      release.captures.push(id)
      count -= 1
    } else release.segments.push(...segments.slice(0, dropped).map(({ number }) => ({ id, number })))
  }
  return release
}

/** How many of these, from the first on, hold `bytes` at least; all if they don't. */
function fewest(segments: StoredCapture['segments'], bytes: number): number {
  let count = 0
  for (let left = bytes; left > 0 && count < segments.length; count += 1) left -= segments[count]?.bytes ?? 0
  return count
}

function sumOf(segments: StoredCapture['segments']): number {
  return segments.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** Removes what is to be let go; `onDrop` hears of it before it is gone: all segments of that capture before this one, Infinity for the whole. */
export async function letGo(disk: Disk, root: string, release: Release, onDrop: (id: string, segment: number) => void): Promise<void> {
  for (const id of release.captures) {
    onDrop(id, Infinity)
    await disk.remove(path.join(root, id))
  }
  for (const { id, number } of release.segments) {
    onDrop(id, number + 1)
    await disk.remove(segmentPath(path.join(root, id), number))
  }
}
