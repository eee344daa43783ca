/** The one error of the product: a code that decides, a message for people, a cause that keeps the chain. */
import { t } from './words/words'

export type ErrorCode =
  | 'bad-payload'
  | 'bad-sender'
  | 'unknown-command'
  | 'not-found'
  | 'too-many'
  | 'bad-hex'
  | 'bad-base64'
  | 'bad-json'
  | 'bad-regex'
  | 'bad-cron'
  | 'bad-close'
  | 'bad-field'
  | 'capture-damaged'
  | 'capture-live'
  | 'message-too-large'
  | 'unknown-variable'
  | 'secret-unavailable'
  | 'exchange-unknown'
  | 'exchange-invalid'
  | 'import-too-large'
  | 'import-not-json'
  | 'import-future-version'
  | 'import-invalid'
  | 'file-unreadable'
  | 'file-unwritable'
  | 'store-write'
  | 'hub-port'
  | 'internal'

/** What crosses IPC: Electron keeps only the message of a thrown error, so the envelope carries this. */
export interface WireError {
  code: ErrorCode
  message: string
}

export class AppError extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'AppError'
    this.code = code
  }
}

/** Only an AppError's words leave the process: any other message may hold a path or a secret. */
export function toWire(error: unknown): WireError {
  if (error instanceof AppError) return { code: error.code, message: error.message }
  return { code: 'internal', message: t('errors.internal') }
}

export function fromWire(error: WireError): AppError {
  return new AppError(error.code, error.message)
}

/** Being told to stop is not a failure. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
