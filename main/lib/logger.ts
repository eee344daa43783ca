/** The app's own diary (not the message log): one line per event to its sinks, never a payload and never a secret. */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'
import { limits } from '../../shared/limits'

export interface Logger {
  info(text: string): void
  warn(text: string, cause?: unknown): void
  error(text: string, cause?: unknown): void
}

export type Sink = (line: string) => void

/** One line, whatever an error's message holds. */
function line(level: string, text: string, cause?: unknown): string {
  const why = cause instanceof Error ? ` | ${cause.name}: ${cause.message}` : ''
  return `${new Date().toISOString()} ${level} ${text}${why}`.replace(/\p{Cc}+/gu, ' ')
}

/** Writes to stderr as long as somebody reads it: a terminal that was closed must not take the app along. */
export function toStderr(): Sink {
  let open = true
  process.stderr.on('error', () => {
    open = false
  })
  return (text) => {
    if (open) process.stderr.write(`${text}\n`)
  }
}

/** Appends to a file of at most `mostBytes` and one line; a full one becomes `<file>.old`. A disk that takes nothing ends it: there is nobody left to tell. */
export function toFile(file: string, mostBytes: number = limits.diaryBytes): Sink {
  let open = true
  let size: number | null = null
  return (text) => {
    if (!open) return
    try {
      size ??= sizeOf(file)
      if (size > mostBytes) {
        renameSync(file, `${file}.old`)
        size = 0
      }
      appendFileSync(file, `${text}\n`, { mode: 0o600 })
      size += Buffer.byteLength(text) + 1
    } catch (error) {
      open = false
      process.stderr.write(`${line('warn', `Nothing more is written to ${file}`, error)}\n`)
    }
  }
}

/** Of a file that need not be there yet; its folder is made. */
function sizeOf(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true })
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

export function loggerTo(...sinks: readonly Sink[]): Logger {
  const write = (text: string) => {
    for (const sink of sinks) sink(text)
  }
  return {
    info: (text) => write(line('info', text)),
    warn: (text, cause) => write(line('warn', text, cause)),
    error: (text, cause) => write(line('error', text, cause)),
  }
}

export const silentLogger: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined }
