/** Turns what was typed into the composer into the bytes of a frame, or says where the typing is wrong. */
import { AppError } from './errors'

export const messageFormats = ['text', 'json', 'hex', 'base64'] as const
export type MessageFormat = (typeof messageFormats)[number]

export interface ComposedMessage {
  format: MessageFormat
  text: string
}

export interface EncodedMessage {
  /** A binary frame (opcode 0x2) or a text frame (0x1), RFC 6455 §5.6. */
  binary: boolean
  bytes: Uint8Array
}

/** Throws AppError bad-hex, bad-base64 or bad-json with the place in words. JSON is sent exactly as typed. */
export function encodeMessage({ format, text }: ComposedMessage): EncodedMessage {
  if (format === 'hex') return { binary: true, bytes: hexBytes(text) }
  if (format === 'base64') return { binary: true, bytes: base64Bytes(text) }
  if (format === 'json') checkJson(text)
  return { binary: false, bytes: new TextEncoder().encode(text) }
}

/** Accepts spaces, line breaks, commas, colons and 0x between bytes, as people paste them. */
function hexBytes(text: string): Uint8Array {
  const digits = text.replace(/0x/gi, '  ').replace(/[\s,:]/g, ' ')
  const bad = /[^0-9a-f ]/iu.exec(digits)
  if (bad) throw new AppError('bad-hex', `“${bad[0]}” at character ${bad.index + 1} is not a hex digit`)
  const bytes: number[] = []
  for (const run of digits.matchAll(/[0-9a-f]+/gi)) {
    if (run[0].length % 2 === 1) throw new AppError('bad-hex', `A hex byte has two digits: “${run[0].slice(-1)}” at character ${run.index + run[0].length} stands alone`)
    for (let i = 0; i < run[0].length; i += 2) bytes.push(Number.parseInt(run[0].slice(i, i + 2), 16))
  }
  return Uint8Array.from(bytes)
}

/** Standard or URL-safe alphabet, padding optional, white space ignored (RFC 4648 §4, §5). */
function base64Bytes(text: string): Uint8Array {
  const bad = /[^A-Za-z0-9+/\-_=\s]/u.exec(text)
  if (bad) throw new AppError('bad-base64', `“${bad[0]}” at character ${bad.index + 1} is not base64`)
  const packed = text.replace(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/').replace(/={1,2}$/, '')
  if (packed.includes('=')) throw new AppError('bad-base64', 'Padding (=) belongs at the end of base64')
  if (packed.length % 4 === 1) throw new AppError('bad-base64', 'This base64 is cut short: one character is missing or too many')
  return Uint8Array.from(atob(packed), (char) => char.charCodeAt(0))
}

function checkJson(text: string): void {
  if (text.trim() === '') throw new AppError('bad-json', 'Type a JSON value, or choose Text to send this as it is')
  try {
    JSON.parse(text)
  } catch (error) {
    const said = error instanceof Error ? error.message.replace(/^.*JSON\.parse: /, '') : 'not JSON'
    throw new AppError('bad-json', `Not valid JSON: ${said}`, { cause: error })
  }
}
