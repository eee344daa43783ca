/** Life: a connection's, from a person's open to its end. A wish to end it counts at once, but is carried out in turn: many are often closed in one moment. */
import type { Crowd } from '../lib/crowd'
import { CloseRequest, type CloseFrame } from './session'
import type { Socket } from './wire'

export class Life {
  /** Resolves when nothing of it runs any more. */
  over: Promise<void> = Promise.resolve()
  readonly #crowd: Crowd
  readonly #controller = new AbortController()
  #socket: Socket | null = null
  #ending = false
  #cut = false
  #reopens = false

  constructor(crowd: Crowd) {
    this.#crowd = crowd
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get socket(): Socket | null {
    return this.#socket
  }

  /** Who was stopped while it dialled wants no closing handshake with a peer that was quicker. */
  set socket(socket) {
    this.#socket = socket
    if (this.signal.aborted) socket?.terminate()
  }

  /** Asked to open while it was still closing. */
  get reopens(): boolean {
    return this.#reopens
  }

  /** Asked to open: harmless unless it is closing; then another follows it. */
  again(): void {
    this.#reopens = this.#ending
  }

  /** Politely; asked for while it is closing, or dials, by a cut. */
  end(kind: CloseRequest['kind'], timeoutMs: number, frame?: CloseFrame): void {
    this.#cut = this.#ending || this.#socket === null || this.#socket.conclusion !== null
    this.#ending = true
    this.#reopens = false
    const go = () => {
      this.#controller.abort(new CloseRequest(kind, timeoutMs, frame))
      if (this.#cut) this.#socket?.terminate()
    }
    // Who quits waits for nobody: what is left of the app need not be quick.
    if (kind === 'app-quit') go()
    else this.#crowd.enter(go, 'first')
  }
}
