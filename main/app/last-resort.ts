/** Last resort: an error that nobody caught is reported, and the app runs on with the sockets that are open. */
import { t } from '../../shared/words/words'
import type { Logger } from '../lib/logger'

/** The part of `process` that is needed; where nobody listens, Node ends the process and Electron shows its raw error. */
export interface Lost {
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void): unknown
}

export interface LastResortOptions {
  /** The person is told once: a second notice would say nothing new. */
  tell: (title: () => string, error: unknown) => void
  /** Has each of the others. */
  logger: Logger
}

export function keepRunning(lost: Lost, { tell, logger }: LastResortOptions): void {
  let told = false
  const onLost = (error: unknown) => {
    if (told) return logger.error('Another error was not caught', error)
    told = true
    tell(() => t('main.notice.uncaught'), error)
  }
  lost.on('uncaughtException', onLost)
  lost.on('unhandledRejection', onLost)
}
