import { AppError, type ErrorCode } from '../../shared/errors'
import { t, wordsOf } from '../../shared/words/words'

const titles = wordsOf<ErrorCode>({
  'bad-payload': 'format.error.bad-payload.title',
  'bad-sender': 'format.error.bad-sender.title',
  'unknown-command': 'format.error.unknown-command.title',
  'not-found': 'format.error.not-found.title',
  'too-many': 'format.error.too-many.title',
  'bad-hex': 'format.error.bad-hex.title',
  'bad-base64': 'format.error.bad-base64.title',
  'bad-json': 'format.error.bad-json.title',
  'bad-regex': 'format.error.bad-regex.title',
  'bad-field': 'format.error.bad-field.title',
  'capture-damaged': 'format.error.capture-damaged.title',
  'capture-live': 'format.error.capture-live.title',
  'message-too-large': 'format.error.message-too-large.title',
  'unknown-variable': 'format.error.unknown-variable.title',
  'secret-unavailable': 'format.error.secret-unavailable.title',
  'exchange-unknown': 'format.error.exchange-unknown.title',
  'exchange-invalid': 'format.error.exchange-invalid.title',
  'import-too-large': 'format.error.import-too-large.title',
  'import-not-json': 'format.error.import-not-json.title',
  'import-future-version': 'format.error.import-future-version.title',
  'import-invalid': 'format.error.import-invalid.title',
  'file-unreadable': 'format.error.file-unreadable.title',
  'file-unwritable': 'format.error.file-unwritable.title',
  'store-write': 'format.error.store-write.title',
  'hub-port': 'format.error.hub-port.title',
  internal: 'format.error.internal.title',
  'bad-cron': 'format.error.bad-cron.title',
  'bad-close': 'format.error.bad-close.title',
})

/** What to do about it, where the message does not say it all. */
const advice: Readonly<Partial<Record<ErrorCode, string>>> = wordsOf({
  'bad-payload': 'format.error.bad-payload.advice',
  'bad-sender': 'format.error.bad-sender.advice',
  'unknown-command': 'format.error.unknown-command.advice',
  'bad-field': 'format.error.bad-field.advice',
  'capture-damaged': 'format.error.capture-damaged.advice',
  'capture-live': 'format.error.capture-live.advice',
  'unknown-variable': 'format.error.unknown-variable.advice',
  'secret-unavailable': 'format.error.secret-unavailable.advice',
  'import-future-version': 'format.error.import-future-version.advice',
  'file-unreadable': 'format.error.file-unreadable.advice',
  'file-unwritable': 'format.error.file-unwritable.advice',
  'store-write': 'format.error.store-write.advice',
})

/** A failure in words: what happened, and below it why and what to do. */
export function describeError(error: unknown): { title: string; text: string } {
  if (!(error instanceof AppError)) return { title: titles.internal, text: t('format.error.silent') }
  const todo = advice[error.code] ?? ''
  const sentence = error.message === '' || /[.!?。！？]$/.test(error.message) || todo === '' ? error.message : `${error.message}.`
  return { title: titles[error.code], text: [sentence, todo].filter((part) => part !== '').join(' ') }
}
