/** Next turn: what is to be done once at the begin of the next turn of the event loop, however often it is asked for. */
export class NextTurn {
  readonly #act: () => void
  #asked = false

  constructor(act: () => void) {
    this.#act = act
  }

  /** Whether nobody had asked yet in this turn. */
  ask(): boolean {
    if (this.#asked) return false
    this.#asked = true
    setImmediate(this.#run)
    return true
  }

  /** May ask again. */
  readonly #run = (): void => {
    this.#asked = false
    this.#act()
  }
}
