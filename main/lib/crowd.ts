/** Crowd: where many want to go on in one moment, lets them do so for a short time in each turn of the event loop, so that the app has its say in between. */
import type { Clock } from './clock'
import type { Logger } from './logger'
import { NextTurn } from './next-turn'

export interface CrowdAbout {
  clock: Pick<Clock, 'elapsed'>
  logger: Pick<Logger, 'error'>
  /** So long they go on in each turn. */
  turnMs: number
}

export class Crowd {
  readonly #about: CrowdAbout
  readonly #first: (() => void)[] = []
  readonly #waiting: (() => void)[] = []
  /** By those who went on in this turn. */
  #spentMs = 0
  #going = false
  readonly #turn = new NextTurn(() => this.#begin())

  constructor(about: CrowdAbout) {
    this.#about = about
  }

  /** Resolves when it is one's turn, in the order of the calls. */
  pass(): Promise<void> {
    return new Promise((resolve) => this.enter(resolve))
  }

  /** Calls back when it is one's turn: at once where nobody crowds; else in the order of the calls, those of the `first` line before all others. */
  enter(go: () => void, line: 'first' | 'last' = 'last'): void {
    this.#turn.ask()
    if (this.#busy) (line === 'first' ? this.#first : this.#waiting).push(go)
    else this.#let(go)
  }

  #begin(): void {
    this.#spentMs = 0
    if (this.#first.length + this.#waiting.length > 0) this.#turn.ask()
    this.#next()
  }

  #next(): void {
    if (this.#busy) return
    const go = this.#first.shift() ?? this.#waiting.shift()
    if (go !== undefined) this.#let(go)
  }

  get #busy(): boolean {
    return this.#going || this.#spentMs >= this.#about.turnMs
  }

  #let(go: () => void): void {
    this.#going = true
    const from = this.#now()
    // What comes of it without delay is its own doing: such a tick runs when no promise has anything to do any more.
    queueMicrotask(() => process.nextTick(() => {
      this.#going = false
      this.#spentMs += this.#now() - from
      this.#next()
    }))
    this.#safely(go)
  }

  #now(): number {
    return this.#safely(() => this.#about.clock.elapsed()) ?? 0
  }

  /** Whoever fails holds up none of the others. */
  #safely<T>(act: () => T): T | null {
    try {
      return act()
    } catch (error) {
      this.#about.logger.error('One of a crowd failed', error)
      return null
    }
  }
}
