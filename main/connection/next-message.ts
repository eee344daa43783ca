/** Next message: tells who waits for it of the first message that comes on one connection. */
import type { EncodedMessage } from '../../shared/payload'
import type { Veil } from './veil'
import type { Frame } from './wire'

/** With every secret masked, and lent: keeping its bytes keeps the block they came in. null: the session ended before one came. */
export type OnNextMessage = (message: EncodedMessage | null) => void

export class NextMessages {
  readonly #veil: Pick<Veil, 'bytes'>
  readonly #report: (error: unknown) => void
  /** null nearly always, so that the read path pays one comparison for a batch. */
  #waiting: Set<{ tell: OnNextMessage }> | null = null

  /** Who fails when told is reported; neither the others nor the connection notice. */
  constructor(veil: Pick<Veil, 'bytes'>, report: (error: unknown) => void) {
    this.#veil = veil
    this.#report = report
  }

  /** Called once; returns the way to stop waiting. */
  wait(tell: OnNextMessage): () => void {
    const one = { tell }
    const waiting = (this.#waiting ??= new Set())
    waiting.add(one)
    return () => {
      waiting.delete(one)
      if (waiting.size === 0 && this.#waiting === waiting) this.#waiting = null
    }
  }

  /** Fed by the read loop; what answers a ping message of ours (`answerAt`, or -1) answers nothing else. */
  hear(frames: readonly Frame[], answerAt: number): void {
    if (this.#waiting === null) return
    const first = frames.find(({ kind, direction }, at) => direction === 'in' && (kind === 'text' || kind === 'binary') && at !== answerAt)
    if (first !== undefined) this.#tell({ binary: first.kind === 'binary', bytes: this.#veil.bytes(first.data) })
  }

  /** A message of the next session is nobody's answer. */
  sessionOver(): void {
    if (this.#waiting !== null) this.#tell(null)
  }

  #tell(message: EncodedMessage | null): void {
    const waiting = this.#waiting ?? []
    this.#waiting = null
    for (const { tell } of waiting) {
      try {
        tell(message)
      } catch (error) {
        this.#report(error)
      }
    }
  }
}
