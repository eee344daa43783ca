/** Turns what was typed into the composer into the bytes of a frame, or says where the typing is wrong. */
import { AppError } from './errors'
import { JsonProblem, JsonTokens } from './json-tokens'
import { t } from './words/words'

/** `xml` goes out as text does; the editor alone knows it. */
export const messageFormats = ['text', 'json', 'xml', 'hex', 'base64'] as const
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

/** Where in the text something can't be; the cause of the error that tells of it. `at` may be its end. */
export class Misplaced extends Error {
  readonly at: number
  constructor(at: number) {
    super(`At character ${at + 1}`)
    this.name = 'Misplaced'
    this.at = at
  }
}

/** Throws AppError bad-hex, bad-base64 or bad-json with the place in words, and a Misplaced as its cause where that is known. JSON is sent exactly as typed. */
export function encodeMessage({ format, text }: ComposedMessage): EncodedMessage {
  if (format === 'hex') return { binary: true, bytes: hexBytes(text) }
  if (format === 'base64') return { binary: true, bytes: base64Bytes(text) }
  if (format === 'json') checkJson(text)
  return { binary: false, bytes: new TextEncoder().encode(text) }
}

const between = new Set(' \t\r\n\u00a0,:')

/** Accepts spaces, line breaks, commas, colons and 0x between bytes, as people paste them. One pass: 8 MiB take well under a second. */
function hexBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(text.length / 2))
  let length = 0
  /** The first digit of a byte whose second one is still to come. */
  let high = -1
  const alone = (place: number) => new AppError('bad-hex', t('check.hex.alone', { digit: text[place - 1] ?? '', place }), { cause: new Misplaced(place - 1) })
  for (let i = 0; i < text.length; i += 1) {
    const digit = hexDigit(text.charCodeAt(i))
    if (digit >= 0) {
      if (high >= 0) bytes[length++] = high * 16 + digit
      high = high >= 0 ? -1 : digit
    } else if (high === 0 && (text[i] === 'x' || text[i] === 'X')) high = -1
    else if (!between.has(text[i] ?? ''))
      throw new AppError('bad-hex', t('check.hex.digit', { char: String.fromCodePoint(text.codePointAt(i) ?? 0), place: i + 1 }), { cause: new Misplaced(i) })
    else if (high >= 0) throw alone(i)
  }
  if (high >= 0) throw alone(text.length)
  return bytes.slice(0, length)
}

/** The value of a hex digit's character code, or -1. */
function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

/** Standard or URL-safe alphabet, padding optional, white space ignored (RFC 4648 §4, §5). */
function base64Bytes(text: string): Uint8Array {
  const bad = /[^A-Za-z0-9+/\-_=\s]/u.exec(text)
  if (bad) throw new AppError('bad-base64', t('check.base64.character', { char: bad[0], place: bad.index + 1 }), { cause: new Misplaced(bad.index) })
  const packed = text.replace(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/').replace(/={1,2}$/, '')
  if (packed.includes('=')) throw new AppError('bad-base64', t('check.base64.padding'), { cause: new Misplaced(text.indexOf('=')) })
  if (packed.length % 4 === 1) throw new AppError('bad-base64', t('check.base64.cut'), { cause: new Misplaced(text.trimEnd().length - 1) })
  const decoded = atob(packed)
  const bytes = new Uint8Array(decoded.length)
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = decoded.charCodeAt(i)
  return bytes
}

/** Fast where the text is right; where it is not, the tokens know the place, which the engine's own error only sometimes does. */
function checkJson(text: string): void {
  if (text.trim() === '') throw new AppError('bad-json', t('check.json.empty'))
  try {
    JSON.parse(text)
  } catch (error) {
    throw jsonFault(text, error)
  }
}

/** What is wrong, with its place if that is known. */
function jsonFault(text: string, error: unknown): AppError {
  const tokens = new JsonTokens(text)
  try {
    while (tokens.next() !== null);
  } catch (problem) {
    if (!(problem instanceof JsonProblem)) throw problem
    const before = text.slice(0, problem.offset).split('\n')
    const words = t('check.json.invalidAt', { line: before.length, column: (before.at(-1) ?? '').length + 1, problem: problem.message })
    return new AppError('bad-json', words, { cause: new Misplaced(problem.offset) })
  }
  return new AppError('bad-json', t('check.json.invalid'), { cause: error })
}
