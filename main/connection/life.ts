/** Life: a connection's, from a person's open to its end. A wish to end it counts at once, but is carried out in turn: many are often closed in one moment. */
import type { Crowd } from '../lib/crowd'
import { CloseRequest, type CloseFrame } from './session'
import type { Socket } from './wire'

export class Life {
  /** Resolves when nothing of it runs any more. */
  over: Promise<void> = Promise.resolve()
  socket: Socket | null = null
  readonly #crowd: Crowd
  readonly #controller = new AbortController()
  #ending = false
  #cut = false
  #reopens = false

  constructor(crowd: Crowd) {
    this.#crowd = crowd
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Asked to open while it was still closing. */
  get reopens(): boolean {
    return this.#reopens
  }

  /** Asked to open: harmless unless it is closing; then another follows it. */
  again(): void {
    this.#reopens = this.#ending
  }

  /** Politely; asked for while it is closing, by a cut. */
  end(kind: CloseRequest['kind'], timeoutMs: number, frame?: CloseFrame): void {
    this.#cut = this.#ending || (this.socket?.conclusion ?? null) !== null
    this.#ending = true
    this.#reopens = false
    const go = () => {
      this.#controller.abort(new CloseRequest(kind, timeoutMs, frame))
      if (this.#cut) this.socket?.terminate()
    }
    // Who quits waits for nobody: what is left of the app need not be quick.
    if (kind === 'app-quit') go()
    else this.#crowd.enter(go, 'first')
  }
}
