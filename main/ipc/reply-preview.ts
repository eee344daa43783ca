/** Reply preview: one short line of a message that came, for a table of results. */
import type { EncodedMessage } from '../../shared/payload'
import { t } from '../../shared/words/words'

const longest = 120

/** Hostile text: never markup. */
export function replyPreview({ binary, bytes }: EncodedMessage): string {
  if (binary) return t('engine.bytes', { count: bytes.byteLength })
  // No character of UTF-8 takes more than four bytes; what is left of one that was cut decodes to U+FFFD.
  const cut = bytes.byteLength > longest * 4
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, longest * 4)).toString('utf8')
  const line = (cut ? head.replace(/\uFFFD$/, '') : head).replace(/[\u0000-\u0020\u007f-\u009f\u2028\u2029]+/gu, ' ').trim()
  // Never through the middle of a surrogate pair.
  return line.length <= longest ? line : `${line.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
