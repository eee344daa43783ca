/** Draft: a message as it was typed, with templates that each connection fills for itself when it is sent. */
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { encodeMessage, type ComposedMessage, type EncodedMessage, type MessageFormat } from '../../shared/payload'
import type { Filled } from '../../shared/template'

/** Fills a template with what its names stand for now; `counter`, where it is given, is what `{{$counter}}` stands for. */
export type Fill = (template: string, counter?: number) => Filled

export type Made =
  | { kind: 'made'; message: EncodedMessage; secrets: readonly string[]; hidden: readonly Uint8Array[] }
  | { kind: 'unknown'; names: readonly string[] }
  | { kind: 'bad'; problem: string }
  | { kind: 'too-large' }

/** One for all connections of a broadcast: those that fill it in the same way share the bytes. */
export class Draft {
  readonly #composed: ComposedMessage
  readonly #counter: number | undefined
  #last: { text: string; made: Made } | null = null

  /** `counter`: the sender's own, for all of them; else each connection counts for itself. */
  constructor(composed: ComposedMessage, counter?: number) {
    this.#composed = composed
    this.#counter = counter
  }

  make(fill: Fill): Made {
    const { format, text } = this.#composed
    const filled = tried(() => fill(text, this.#counter))
    if (filled === null) return { kind: 'too-large' }
    if (filled.unknown.length > 0) return { kind: 'unknown', names: filled.unknown }
    if (this.#last?.text !== filled.text) this.#last = { text: filled.text, made: encoded(format, filled) }
    const { made } = this.#last
    return made.kind === 'made' ? { ...made, secrets: filled.secrets } : made
  }
}

/** null: the text would be longer than any text can be. */
function tried(fill: () => Filled): Filled | null {
  try {
    return fill()
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function encoded(format: MessageFormat, { text, secrets }: Filled): Made {
  try {
    const message = encodeMessage({ format, text })
    if (message.bytes.byteLength > limits.composedBytes) return { kind: 'too-large' }
    return { kind: 'made', message, secrets, hidden: message.binary ? secrets.flatMap((secret) => insides(format, secret)) : [] }
  } catch (error) {
    if (error instanceof AppError) return { kind: 'bad', problem: error.message }
    throw error
  }
}

/** The bytes that a secret written in hex or base64 stands for, wherever in its bytes it begins. */
function insides(format: MessageFormat, secret: string): Uint8Array[] {
  const [bits, places] = format === 'hex' ? [4, 2] : [6, 4]
  const digits = secret.replace(format === 'hex' ? /[^0-9a-f]/gi : /[^A-Za-z0-9+/\-_]/g, '')
  return Array.from({ length: places }, (_, before) => {
    const padded = '0'.repeat(before) + digits
    const from = Math.ceil((before * bits) / 8)
    const to = Math.floor((padded.length * bits) / 8)
    return Buffer.from(padded, format === 'hex' ? 'hex' : 'base64').subarray(from, to)
  })
}
