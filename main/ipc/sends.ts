/** Sends: one message to many connections, answered soon; what the sockets had not taken by then is told later. */
import type { ConnectionId, SendResult } from '../../shared/connection'
import type { SendReport } from '../../shared/contract'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import type { ComposedMessage } from '../../shared/payload'
import { bytesOf, sendableOf, unknownWords } from '../../shared/sendable'
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
    const message = sendableOf(composed)
    const sendings = this.#options.pool.broadcast([...new Set(ids)], message)
    const unknown = unknownToAll(sendings)
    if (unknown.length > 0) throw new AppError('unknown-variable', unknownWords(unknown))
    this.#lastId += 1
    const sendId = this.#lastId
    return { sendId, bytes: bytesOf(message), results: await this.#outcomes(sendId, sendings) }
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

/** The names that nothing is known of; none if a single one of them had another answer. */
export function unknownToAll(sendings: readonly Pick<Sending, 'outcome' | 'unknown'>[]): string[] {
  if (!sendings.every(({ outcome }) => outcome.kind === 'refused' && outcome.reason === 'unknown-variable')) return []
  return [...new Set(sendings.flatMap(({ unknown = [] }) => unknown))]
}
