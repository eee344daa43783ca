/** Reading segment files: bytes at a place, the chunks of a run one by one; whatever is not as it was written is an error that names the byte. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { AppError } from '../../../shared/errors'
import { t } from '../../../shared/words/words'
import { codeOf, diskWords } from '../../lib/errno'
import { bodyCrc, chunkBytes, chunkKinds, headerBytes, readHeader, type ChunkHeader } from '../format/chunk'
import { ChunkView } from '../format/chunk-view'
import { segmentName, segmentPath } from '../format/manifest'
import type { Run } from '../format/runs'

export interface SegmentFile {
  readonly name: string
  readonly fd: number
}

/**
 * Opens no link, and does not wait for the other end of a pipe: a folder that came from elsewhere may hold either in a file's place.
 * Windows has neither flag; undefined counts as 0.
 */
export const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** To be closed by `closeSegment`. Throws AppError capture-damaged where there is no such file, or it can't be opened. */
export function openSegment(folder: string, segment: number): SegmentFile {
  const name = segmentName(segment)
  try {
    return { name, fd: openSync(segmentPath(folder, segment), readFlags) }
  } catch (error) {
    throw unreadable(name, error)
  }
}

export function closeSegment({ fd }: SegmentFile): void {
  closeSync(fd)
}

/** In bytes. */
export function segmentSize({ fd }: SegmentFile): number {
  return fstatSync(fd).size
}

/** Exactly `length` bytes. Throws AppError capture-damaged where the file ends before, or can't be read. */
export function readBytes({ name, fd }: SegmentFile, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length)
  for (let done = 0; done < length; ) {
    let read
    try {
      read = readSync(fd, bytes, done, length - done, offset + done)
    } catch (error) {
      throw unreadable(name, error)
    }
    if (read === 0) throw damaged(name, offset + done, t('main.damage.why.ends'))
    done += read
  }
  return bytes
}

/** All bytes of a run: its chunks, as `chunksOf` takes them. Throws AppError capture-damaged. */
export function readRun(file: SegmentFile, { offset, bytes }: Run): Buffer {
  return readBytes(file, offset, bytes)
}

/** The header of an entries chunk at `at` of `bytes`, which were read from `offset` of the file. Throws AppError capture-damaged. */
export function entriesHeader({ name }: SegmentFile, bytes: Buffer, at: number, offset: number): ChunkHeader {
  const header = readHeader(bytes, at, offset + at)
  if (header?.kind !== chunkKinds.entries) throw damaged(name, offset + at, t('main.damage.why.noEntries'))
  return header
}

/**
 * The chunks of a run, oldest first; `bytes` as `readRun` gave them. Headers are always checked; bodies only with `checked`.
 * Throws AppError capture-damaged at the first chunk that is not as it was written.
 */
export function* chunksOf(file: SegmentFile, { offset, firstSeq }: Run, bytes: Buffer, checked = true): Generator<ChunkView> {
  let seq = firstSeq
  for (let at = 0; at < bytes.length; ) {
    const header = entriesHeader(file, bytes, at, offset)
    const end = at + chunkBytes(header)
    if (end > bytes.length || header.firstSeq !== seq) throw damaged(file.name, offset + at, t('main.damage.why.other'))
    const body = bytes.subarray(at + headerBytes, end)
    if (checked) checkBody(file, header, body)
    yield new ChunkView(header, body)
    seq += header.rows
    at = end
  }
}

/** `body` is what follows the header, padding included. Throws AppError capture-damaged. */
function checkBody({ name }: SegmentFile, header: ChunkHeader, body: Buffer): void {
  if (bodyCrc([body]) !== header.bodyCrc) throw damaged(name, header.offset, t('main.damage.why.checksum'))
}

function damaged(name: string, offset: number, why: string): AppError {
  return new AppError('capture-damaged', t('errors.capture.damaged', { file: name, offset, why }))
}

function unreadable(name: string, cause: unknown): AppError {
  const code = codeOf(cause)
  return new AppError('capture-damaged', t('errors.capture.unreadable', { file: name, why: diskWords(code) ?? code ?? t('main.disk.unknown') }), { cause })
}
