/** Lines of a file, one by one, however large the file is. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { limits } from '../../../shared/limits'
import { t } from '../../../shared/words/words'
import { problem, unreadable } from './problem'

const pieceBytes = 1024 * 1024
const lineFeed = 0x0a
const byteOrderMark = Buffer.from('\uFEFF')

export class Lines {
  /** Of the file, and read of it so far. */
  readonly size: number
  bytes = 0
  /** Number of the last line, from 1. */
  number = 0
  readonly #fd: number

  /** Throws AppError file-unreadable, as all of its methods do. */
  constructor(file: string) {
    this.#fd = tried(() => openSync(file, 'r'))
    this.size = tried(() => fstatSync(this.#fd).size)
  }

  /** The next lines that are not blank, without their ends and a byte order mark; to be used on the spot. Throws AppError import-too-large. */
  *read(): Generator<Buffer> {
    const buffer = Buffer.allocUnsafeSlow(pieceBytes)
    let parts: Buffer[] = []
    let length = 0
    for (;;) {
      const read = tried(() => readSync(this.#fd, buffer, 0, buffer.length, null))
      this.bytes += read
      if (read === 0) break
      let start = 0
      for (let end = buffer.indexOf(lineFeed); end !== -1 && end < read; end = buffer.indexOf(lineFeed, start)) {
        yield* this.#line(parts, buffer.subarray(start, end))
        parts = []
        length = 0
        start = end + 1
      }
      length += read - start
      if (length > limits.harBytes) throw problem('import-too-large', t('main.import.longLine', { line: this.number + 1, most: limits.harBytes / 1024 / 1024 }))
      if (start < read) parts.push(Buffer.from(buffer.subarray(start, read)))
    }
    yield* this.#line(parts, Buffer.alloc(0))
  }

  /** The first bytes of the file, before any line was read. */
  start(bytes: number): Buffer {
    const buffer = Buffer.alloc(bytes)
    return buffer.subarray(0, tried(() => readSync(this.#fd, buffer, 0, bytes, 0)))
  }

  close(): void {
    closeSync(this.#fd)
  }

  *#line(parts: Buffer[], end: Buffer): Generator<Buffer> {
    this.number += 1
    const line = parts.length === 0 ? end : Buffer.concat([...parts, end])
    const body = this.number === 1 ? withoutMark(line) : line
    if (!isBlank(body)) yield body
  }
}

export function withoutMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark) ? bytes.subarray(byteOrderMark.length) : bytes
}

function isBlank(line: Buffer): boolean {
  return line.length < 80 && line.toString('latin1').trim() === ''
}

function tried<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw unreadable(error)
  }
}
