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
  #wish: CloseRequest | null = null
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

  /** Why it is to end, from the moment that it is asked to: whatever ends it meanwhile is no failure any more. */
  get wish(): CloseRequest | null {
    return this.#wish
  }

  /** Asked to open while it was still closing. */
  get reopens(): boolean {
    return this.#reopens
  }

  /** Asked to open: harmless unless it is closing; then another follows it. */
  again(): void {
    this.#reopens = this.#wish !== null
  }

  /** Politely; asked for while it is closing, or dials, by a cut. */
  end(kind: CloseRequest['kind'], timeoutMs: number, frame?: CloseFrame): void {
    const request = new CloseRequest(kind, timeoutMs, frame)
    this.#cut = this.#wish !== null || this.#socket === null || this.#socket.conclusion !== null
    if (!this.signal.aborted) this.#wish = request
    this.#reopens = false
    const go = () => {
      this.#controller.abort(request)
      if (this.#cut) this.#socket?.terminate()
    }
    // Who quits waits for nobody: what is left of the app need not be quick.
    if (kind === 'app-quit') go()
    else this.#crowd.enter(go, 'first')
  }
}
