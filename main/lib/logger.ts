/** The app's own diary (not the message log): one line per event to a sink, never a payload and never a secret. */

export interface Logger {
  info(text: string): void
  warn(text: string, cause?: unknown): void
  error(text: string, cause?: unknown): void
}

function line(level: string, text: string, cause?: unknown): string {
  const why = cause instanceof Error ? ` | ${cause.name}: ${cause.message}` : ''
  return `${new Date().toISOString()} ${level} ${text}${why}`
}

/** Writes to stderr as long as somebody reads it: a terminal that was closed must not take the app along. */
function toStderr(): (line: string) => void {
  let open = true
  process.stderr.on('error', () => {
    open = false
  })
  return (text) => {
    if (open) process.stderr.write(`${text}\n`)
  }
}

export function consoleLogger(write: (line: string) => void = toStderr()): Logger {
  return {
    info: (text) => write(line('info', text)),
    warn: (text, cause) => write(line('warn', text, cause)),
    error: (text, cause) => write(line('error', text, cause)),
  }
}

export const silentLogger: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined }
