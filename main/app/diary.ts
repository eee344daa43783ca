/** The diary on disk: electron-log's file transport as a sink of our logger, and the reading of what it wrote. */
import { appendFileSync, mkdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { limits } from '../../shared/limits'
import { codeOf } from '../lib/errno'
import type { Logger, Sink } from '../lib/logger'

/** Lines told before the file is open: more than a turn of the event loop has any reason to tell. */
const mostWaiting = 1_000

export interface Diary {
  sink: Sink
  /** Resolves when all that was told so far is on disk, or nothing can be: for whoever ends the process. */
  written: () => Promise<void>
  /** What is on disk, oldest first. A file that is not there is left out; throws what the disk does otherwise. */
  read: () => Promise<{ before: string | null; now: string | null }>
}

/**
 * A file of at most `mostBytes` and one line; a full one is kept as the one before. electron-log costs as much time as opening the
 * settings, and most starts have nothing to tell: it is loaded for the first line, and the lines wait for it. A disk that takes
 * nothing is told of once, on `otherwise`; nothing is written from then on.
 */
export function openDiary(file: string, otherwise: Logger, mostBytes: number = limits.diaryBytes): Diary {
  let write: Sink | null = null
  let waiting: string[] = []
  let opening: Promise<void> | null = null
  const giveUp = (error: unknown) => {
    if (write !== silent) otherwise.warn(`Nothing more is written to ${file}`, error)
    write = silent
  }
  const begin = async () => {
    try {
      write = await fileSink(file, mostBytes, giveUp)
    } catch (error) {
      giveUp(error)
    }
    for (const line of waiting) write?.(line)
    waiting = []
  }
  return {
    sink: (line) => {
      if (write !== null) return write(line)
      if (waiting.length < mostWaiting) waiting.push(line)
      opening ??= begin()
    },
    written: () => opening ?? Promise.resolve(),
    read: async () => ({ before: await endOf(fileBefore(file), mostBytes), now: await endOf(file, mostBytes) }),
  }
}

const silent: Sink = () => undefined

/** `electron-log/node` and not `electron-log`: that one listens on IPC channels of its own, where nobody checks the sender. */
async function fileSink(file: string, mostBytes: number, giveUp: (error: unknown) => void): Promise<Sink> {
  // It would hide why a file can't be opened, and write to a file that is none.
  mkdirSync(path.dirname(file), { recursive: true })
  appendFileSync(file, '', { mode: 0o600 })
  const { default: log } = await import('electron-log/node')
  log.transports.console.writeFn = () => undefined
  const { file: transport } = log.create({ logId: file }).transports
  // Else it looks for a package.json upwards of the working directory.
  transport.setAppName('Sockdeck')
  transport.resolvePathFn = () => file
  transport.maxSize = mostBytes
  transport.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' }
  // A line is whole when it comes here.
  transport.transforms = [({ data }) => String(data[0])]
  transport.getFile().on('error', giveUp)
  return (line) => transport({ data: [line], date: new Date(), level: 'info' })
}

/** As electron-log names it. */
function fileBefore(file: string): string {
  const { dir, name, ext } = path.parse(file)
  return path.join(dir, `${name}.old${ext}`)
}

/** The last `most` bytes, from a line's beginning; null: there is no such file. */
async function endOf(file: string, most: number): Promise<string | null> {
  try {
    const handle = await open(file, 'r')
    try {
      const { size } = await handle.stat()
      const from = Math.max(0, size - most)
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from)
      const text = buffer.toString('utf8', 0, bytesRead)
      return from === 0 ? text : text.slice(text.indexOf('\n') + 1)
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}
