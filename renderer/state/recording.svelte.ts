import type { Api } from '../api'
import type { StartReply } from '../../shared/contract'
import type { Recording as Kind } from '../../shared/entry'

/** A pause shorter than this is not worth a word. */
export const pauseShowsMs = 500
/** Once shown it stays this long after the last pause: pauses that come and go are one for the eye. */
export const pauseStaysMs = 1_000

/** What becomes of what is received now, at the pace of a reader. */
export class Recording {
  /** Why nothing is stored, and how much was not; null while it is. */
  stopped = $state.raw<Extract<Kind, { kind: 'stopped' }> | null>(null)
  /** Sockets have not been read for a while, because the disk can't keep up. */
  paused = $state(false)
  #timer: ReturnType<typeof setTimeout> | null = null
  /** What the timer, or `paused` without one, is about to become. */
  #next = false

  constructor(api: Api) {
    api.on('log.changed', ({ totals }) => this.#take(totals.recording))
  }

  start(reply: StartReply): void {
    this.#take(reply.totals.recording)
  }

  #take(recording: Kind): void {
    this.stopped = recording.kind === 'stopped' ? recording : null
    const pausing = recording.kind === 'paused'
    if (pausing !== this.#next) this.#wait(pausing, pausing ? pauseShowsMs : pauseStaysMs)
  }

  #wait(next: boolean, ms: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#next = next
    if (next === this.paused) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.paused = next
    }, ms)
  }
}
