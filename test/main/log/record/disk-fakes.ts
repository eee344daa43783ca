/** Disks that are full, slow or broken: the real one behind a gate. */
import { realDisk, type Disk, type DiskFile } from '../../../../main/log/record/disk'

export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: as the test wishes`), { code })
}

/** Takes `room` bytes in all, the last of them by a short write, and then refuses; cutting a file off gives room back. */
export class FullDisk implements Disk {
  left = Infinity
  code = 'ENOSPC'
  makeFolder = (folder: string) => realDisk.makeFolder(folder)
  keep = (file: string, text: string) => realDisk.keep(file, text)
  remove = (path: string) => realDisk.remove(path)

  create = async (file: string): Promise<DiskFile> => {
    const inner = await realDisk.create(file)
    let size = 0
    const write = async (buffers: readonly Buffer[], position: number): Promise<number> => {
      const bytes = Buffer.concat(buffers)
      const overwritten = Math.max(0, Math.min(bytes.length, size - position))
      const most = overwritten + Math.max(0, this.left)
      if (most <= 0 && bytes.length > 0) throw systemError(this.code)
      const written = await inner.write([bytes.subarray(0, Math.min(bytes.length, most))], position)
      const grown = Math.max(0, position + written - size)
      size += grown
      this.left -= grown
      return written
    }
    const truncate = async (bytes: number): Promise<void> => {
      await inner.truncate(bytes)
      this.left += Math.max(0, size - bytes)
      size = Math.min(size, bytes)
    }
    return { write, truncate, close: () => inner.close() }
  }

  room = () => Promise.resolve({ freeBytes: this.left, totalBytes: this.left })
}

/** Each write waits until `let` is called. */
export class SlowDisk implements Disk {
  readonly #held: (() => void)[] = []
  makeFolder = (folder: string) => realDisk.makeFolder(folder)
  keep = (file: string, text: string) => realDisk.keep(file, text)
  remove = (path: string) => realDisk.remove(path)
  room = (folder: string) => realDisk.room(folder)
  #open = false

  get held(): number {
    return this.#held.length
  }

  /** One write goes on. */
  letOne(): void {
    this.#held.shift()?.()
  }

  letAll(): void {
    this.#open = true
    while (this.#held.length > 0) this.letOne()
  }

  create = async (file: string): Promise<DiskFile> => {
    const inner = await realDisk.create(file)
    const write = async (buffers: readonly Buffer[], position: number): Promise<number> => {
      if (!this.#open) await new Promise<void>((resolve) => this.#held.push(resolve))
      return inner.write(buffers, position)
    }
    return { write, truncate: (bytes) => inner.truncate(bytes), close: () => inner.close() }
  }
}
