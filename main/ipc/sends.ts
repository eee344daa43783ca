/** Sends: one message to many connections, answered soon; what the sockets had not taken by then is told later. */
import type { ConnectionId, SendResult } from '../../shared/connection'
import type { SendReport } from '../../shared/contract'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { encodeMessage, type ComposedMessage } from '../../shared/payload'
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
   * can't be encoded: AppError bad-hex, bad-base64, bad-json or message-too-large.
   */
  async send(ids: readonly ConnectionId[], composed: ComposedMessage): Promise<SendReport> {
    const message = encodeMessage(composed)
    const bytes = message.bytes.length
    if (bytes > limits.composedBytes) throw new AppError('message-too-large', `This message has ${bytes} bytes; at most ${limits.composedBytes} can be sent from here`)
    this.#lastId += 1
    const sendId = this.#lastId
    const results = await this.#outcomes(sendId, this.#options.pool.broadcast([...new Set(ids)], message))
    return { sendId, bytes, results }
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
