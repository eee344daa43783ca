/** The app's own diary (not the message log): one line per event to its sinks, never a payload and never a secret. */
import { limits } from '../../shared/limits'

export interface Logger {
  info(text: string): void
  warn(text: string, cause?: unknown): void
  error(text: string, cause?: unknown): void
}

export type Sink = (line: string) => void

/** One line of bounded length, whatever an error's message holds. */
function line(level: string, text: string, cause?: unknown): string {
  const why = cause instanceof Error ? ` | ${cause.name}: ${cause.message}` : ''
  return `${new Date().toISOString()} ${level} ${cut(`${text}${why}`)}`.replace(/\p{Cc}+/gu, ' ')
}

function cut(text: string): string {
  return text.length > limits.diaryLineCharacters ? `${text.slice(0, limits.diaryLineCharacters)}…` : text
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

/** A sink that fails is told no more, and the others are told of it: who tells of a failure must not fail by that. */
export function loggerTo(...sinks: readonly Sink[]): Logger {
  const open = new Set(sinks)
  const write = (text: string) => {
    for (const sink of open) {
      try {
        sink(text)
      } catch (error) {
        open.delete(sink)
        write(line('error', 'A sink of the diary failed and is told no more', error))
      }
    }
  }
  return {
    info: (text) => write(line('info', text)),
    warn: (text, cause) => write(line('warn', text, cause)),
    error: (text, cause) => write(line('error', text, cause)),
  }
}

export const silentLogger: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined }
