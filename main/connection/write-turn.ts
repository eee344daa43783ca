/** Decides when sockets are written: so many bytes to all of them in a turn of the event loop, since masking holds it up for as long as it takes. */
import type { Condition } from '../lib/abort'
import { NextTurn } from '../lib/next-turn'
import { limits } from '../../shared/limits'

export class WriteTurn {
  #spent = 0
  readonly #turn = new NextTurn(() => this.#next())
  /** Whoever still waits keeps the place. */
  readonly #waiting = new Set<Condition>()

  /** What this turn may write is written. */
  get full(): boolean {
    return this.#spent >= limits.writeTurnBytes
  }

  /** Counts what is written now. */
  spend(bytes: number, condition: Condition): void {
    this.#waiting.delete(condition)
    this.#spent += bytes
    this.#turn.ask()
  }

  /** Resolves in the next turn, for all in the order of the calls; rejects as the condition does. */
  next(condition: Condition): Promise<void> {
    this.#waiting.add(condition)
    this.#turn.ask()
    return condition.wait()
  }

  /** It writes no more. */
  leave(condition: Condition): void {
    this.#waiting.delete(condition)
  }

  #next(): void {
    this.#spent = 0
    for (const { notify } of this.#waiting) notify()
  }
}
