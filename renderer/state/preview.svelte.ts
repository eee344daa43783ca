import type { Api } from '../api'
import type { PreviewReply } from '../../shared/contract'
import type { Profile } from '../../shared/profile'

const pauseMs = 250

/** The handshake request that a profile would send, asked for again a moment after it was changed. */
export class Preview {
  reply = $state.raw<PreviewReply | null>(null)
  problem = $state.raw<unknown>(null)
  readonly #api: Api
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Counts questions: an answer that was overtaken is not taken. */
  #turn = 0

  constructor(api: Api) {
    this.#api = api
  }

  /** Asks at once the first time, then when typing pauses. */
  show(profile: Profile): void {
    this.stop()
    const turn = this.#turn
    this.#timer = setTimeout(() => void this.#ask(profile, turn), this.reply === null ? 0 : pauseMs)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#turn += 1
  }

  async #ask(profile: Profile, turn: number): Promise<void> {
    try {
      const reply = await this.#api.call('profiles.preview', { profile })
      if (turn !== this.#turn) return
      this.reply = reply
      this.problem = null
    } catch (error) {
      if (turn === this.#turn) this.problem = error
    }
  }
}
