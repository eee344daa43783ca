/** Crowd: where many want to go on in the same moment, lets a few of them do so in each turn of the event loop: the rest of the app has its say in between. */

export class Crowd {
  readonly #perTurn: number
  readonly #waiting: (() => void)[] = []
  /** For so many more in this turn. */
  #room: number
  #armed = false

  constructor(perTurn: number) {
    this.#perTurn = perTurn
    this.#room = perTurn
  }

  /** Resolves when it is one's turn: at once where nobody crowds, else in the order of the calls. */
  pass(): Promise<void> {
    this.#arm()
    if (this.#room === 0) return new Promise((resolve) => { this.#waiting.push(resolve) })
    this.#room -= 1
    return Promise.resolve()
  }

  readonly #next = (): void => {
    this.#armed = false
    const going = this.#waiting.splice(0, this.#perTurn)
    this.#room = this.#perTurn - going.length
    if (going.length > 0) this.#arm()
    for (const go of going) go()
  }

  #arm(): void {
    if (!this.#armed) setImmediate(this.#next)
    this.#armed = true
  }
}
