import type { Api } from '../api'
import type { SendResult } from '../../shared/connection'
import { closeCodeName, isSendableCode } from '../../shared/close-code'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import { encodeMessage, type MessageFormat } from '../../shared/payload'
import { t } from '../../shared/words/words'
import type { Targets } from './targets.svelte'

/** A close frame's code takes two bytes of its payload (RFC 6455 §5.5.1). */
export const reasonBytes = limits.controlBytes - 2

/** Those that are offered; others can be typed. */
const usualCodes = [1000, 1001, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 4000] as const

/** Ping and close frames as they are being written, and their way to the open ones of the targets. */
export class ControlFrames {
  pingFormat = $state<Extract<MessageFormat, 'text' | 'hex' | 'base64'>>('text')
  pingText = $state('')
  codeText = $state('1000')
  reason = $state('')
  readonly ping: { bytes: number; problem: string | null } = $derived.by(() => this.#pingFacts())
  readonly code: number = $derived(/^\d{4}$/.test(this.codeText.trim()) ? Number(this.codeText) : NaN)
  readonly codeProblem: string | null = $derived(isSendableCode(this.code) ? null : t('composer.close.badCode'))
  readonly reasonSize: number = $derived(new TextEncoder().encode(this.reason).length)
  readonly reasonProblem: string | null = $derived(this.reasonSize > reasonBytes ? t('composer.close.longReason', { most: reasonBytes }) : null)
  readonly #api: Api
  readonly #targets: Targets

  constructor(api: Api, targets: Targets) {
    this.#api = api
    this.#targets = targets
  }

  /** Codes that are offered, with their names. */
  codes(): { code: number; name: string }[] {
    return usualCodes.map((code) => ({ code, name: closeCodeName(code) }))
  }

  async sendPing(): Promise<SendResult[]> {
    if (this.ping.problem !== null) return []
    const { results } = await this.#api.call('connections.ping', { ids: this.#targets.openIds(), payload: { format: this.pingFormat, text: this.pingText } })
    return results
  }

  /** How many connections were told to close. */
  async sendClose(): Promise<number> {
    if (this.codeProblem !== null || this.reasonProblem !== null) return 0
    const ids = this.#targets.openIds()
    await this.#api.call('connections.closeWith', { ids, code: this.code, reason: this.reason })
    return ids.length
  }

  #pingFacts(): { bytes: number; problem: string | null } {
    try {
      const { length } = encodeMessage({ format: this.pingFormat, text: this.pingText }).bytes
      return { bytes: length, problem: length > limits.controlBytes ? t('composer.ping.long', { most: limits.controlBytes }) : null }
    } catch (error) {
      if (error instanceof AppError) return { bytes: 0, problem: error.message }
      throw error
    }
  }
}
