/** Sendable: a composed message as it is handed to sockets: its bytes, or as it was written where each socket fills it for itself. */
import { AppError } from './errors'
import { limits } from './limits'
import { encodeMessage, type ComposedMessage, type EncodedMessage } from './payload'
import { hasTemplate, withoutTemplates } from './template'
import { t } from './words/words'

export type Sendable = EncodedMessage | ComposedMessage

/** Throws AppError bad-hex, bad-base64, bad-json or message-too-large; of a text with variables that is known only when it is sent. */
export function sendableOf(composed: ComposedMessage): Sendable {
  return hasTemplate(composed.text) ? composed : encoded(composed)
}

/** As encoded, or as typed where variables make each socket's own. */
export function bytesOf(message: Sendable): number {
  return 'bytes' in message ? message.bytes.byteLength : new TextEncoder().encode(message.text).byteLength
}

/** A text with `\{{` in it has no template, and loses the backslash all the same. */
function encoded({ format, text }: ComposedMessage): EncodedMessage {
  const message = encodeMessage({ format, text: withoutTemplates(text, '') })
  const bytes = message.bytes.byteLength
  if (bytes > limits.composedBytes) throw new AppError('message-too-large', t('errors.send.tooLarge', { bytes, most: limits.composedBytes }))
  return message
}

/** What is said where no socket knows a variable. */
export function unknownWords(names: readonly string[]): string {
  return t('errors.send.unknown', { names: names.map((name) => `{{${name}}}`).join(', '), count: names.length })
}
