/** Output: a file that grows by text, in pieces that are worth a write each. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { AppError } from '../../../shared/errors'
import { t } from '../../../shared/words/words'
import { codeOf, diskWords } from '../../lib/errno'
import { Sink } from './sink'

/** Bytes kept back until they are worth a write. */
const bufferBytes = 256 * 1024

export class Output extends Sink {
  readonly fd: number
  readonly #name: string
  #written = 0

  /** Makes the file, which only its owner may read; `name` is what errors call it. Throws AppError file-unwritable, as all of its methods do. */
  constructor(path: string, name: string) {
    super(bufferBytes)
    this.#name = name
    this.fd = tried(name, () => openSync(path, 'wx+', 0o600))
  }

  /** Given to it so far. */
  get bytes(): number {
    return this.#written + this.length
  }

  flush(): void {
    this.drain()
  }

  /** Copies what stands at a place of another file. */
  copy(from: Output, offset: number, length: number): void {
    for (let done = 0; done < length; ) {
      if (this.length === this.buffer.length) this.drain()
      const read = readSync(from.fd, this.buffer, this.length, Math.min(this.buffer.length - this.length, length - done), offset + done)
      if (read === 0) throw new RangeError('The spool ends too early')
      this.length += read
      done += read
    }
  }

  close(): void {
    closeSync(this.fd)
  }

  protected drain(): void {
    const { length } = this
    this.length = 0
    this.#write(this.buffer.subarray(0, length))
  }

  #write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) done += tried(this.#name, () => writeSync(this.fd, bytes, done))
    this.#written += bytes.length
  }
}

function tried<T>(name: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw unwritable(name, error)
  }
}

/** AppError file-unwritable in words. */
export function unwritable(name: string, cause: unknown): AppError {
  const code = codeOf(cause)
  return new AppError('file-unwritable', t('errors.file.unwritableNamed', { name, why: diskWords(code) ?? code ?? t('main.disk.unknown') }), { cause })
}
