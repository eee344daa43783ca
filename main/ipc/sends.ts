/** Sends: one message to many connections, answered soon; what the sockets had not taken by then is told later. */
import type { ConnectionId, SendResult } from '../../shared/connection'
import type { SendReport } from '../../shared/contract'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { encodeMessage, type ComposedMessage, type EncodedMessage } from '../../shared/payload'
import { hasTemplate, withoutTemplates } from '../../shared/template'
import type { Pool, Sending } from '../connection/pool'
import type { Clock } from '../lib/clock'

export interface SendsOptions {
  pool: Pick<Pool, 'broadcast'>
  clock: Clock
  /** Told of each outcome that its report still called `queued`. */
  onSettled: (item: SendResult & { sendId: number }) => void
}

export class Sends {
  readonly #options: SendsOptions
  #lastId = 0

  constructor(options: SendsOptions) {
    this.#options = options
  }

  /**
   * Resolves when every outcome is known or `limits.sendReplyMs` has passed. Nothing is sent to anybody when the message
   * can't be encoded: AppError bad-hex, bad-base64, bad-json or message-too-large; nor when no connection knows its variables:
   * AppError unknown-variable. With variables in it each connection makes its own, and may refuse it; `bytes` is then what was typed.
   */
  async send(ids: readonly ConnectionId[], composed: ComposedMessage): Promise<SendReport> {
    const message = hasTemplate(composed.text) ? composed : encoded(composed)
    const sendings = this.#options.pool.broadcast([...new Set(ids)], message)
    const unknown = unknownToAll(sendings)
    if (unknown.length > 0) throw new AppError('unknown-variable', unknownWords(unknown))
    this.#lastId += 1
    const sendId = this.#lastId
    const bytes = 'bytes' in message ? message.bytes.byteLength : Buffer.byteLength(message.text)
    return { sendId, bytes, results: await this.#outcomes(sendId, sendings) }
  }

  #outcomes(sendId: number, sendings: readonly Sending[]): Promise<SendResult[]> {
    const results = sendings.map(({ connectionId, outcome }) => ({ connectionId, outcome }))
    let open = results.filter((result) => result.outcome.kind === 'queued').length
    if (open === 0) return Promise.resolve(results)
    return new Promise((resolve) => {
      let replied = false
      const reply = () => {
        replied = true
        cancel()
        resolve([...results])
      }
      const cancel = this.#options.clock.after(limits.sendReplyMs, reply)
      for (const [index, { connectionId, outcome: now, settled }] of sendings.entries()) {
        if (now.kind !== 'queued') continue
        void settled.then((outcome) => {
          if (replied) return this.#options.onSettled({ sendId, connectionId, outcome })
          results[index] = { connectionId, outcome }
          open -= 1
          if (open === 0) reply()
        })
      }
    })
  }
}

/** A text with `\{{` in it has no template, and loses the backslash all the same. */
function encoded({ format, text }: ComposedMessage): EncodedMessage {
  const message = encodeMessage({ format, text: withoutTemplates(text, '') })
  const bytes = message.bytes.byteLength
  if (bytes > limits.composedBytes) throw new AppError('message-too-large', `This message has ${bytes} bytes; at most ${limits.composedBytes} can be sent from here`)
  return message
}

/** None if a single one of them had another answer. */
function unknownToAll(sendings: readonly Sending[]): string[] {
  if (!sendings.every(({ outcome }) => outcome.kind === 'refused' && outcome.reason === 'unknown-variable')) return []
  return [...new Set(sendings.flatMap(({ unknown = [] }) => unknown))]
}

function unknownWords(names: readonly string[]): string {
  const shown = names.map((name) => `{{${name}}}`).join(', ')
  return `${shown} ${names.length === 1 ? 'is' : 'are'} unknown: add ${names.length === 1 ? 'it' : 'them'} to the variables, or choose an environment that has ${names.length === 1 ? 'it' : 'them'}`
}
