/** Long enough to type on, short enough to feel immediate. */
const typingMs = 180

/** The text of a field that is looked for while it is typed: what was typed stands until the field is left, or the value changes by other means. */
export class Typed {
  /** What is wrong with it; null while all is well. */
  problem = $state<string | null>(null)
  #typed = $state<string | null>(null)
  /** The value that the typed text stands for. */
  #basis = $state('')
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #read: () => string
  /** Takes the text over; answers what is wrong with it, or null. */
  readonly #take: (text: string) => string | null

  constructor(read: () => string, take: (text: string) => string | null) {
    this.#read = read
    this.#take = take
  }

  get text(): string {
    return this.#typed !== null && this.#read() === this.#basis ? this.#typed : this.#read()
  }

  set text(text: string) {
    this.#typed = text
    this.#basis = this.#read()
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.look(), typingMs)
  }

  /** Takes over at once what was typed. */
  look(): void {
    clearTimeout(this.#timer)
    if (this.#typed === null || this.#read() !== this.#basis) return
    this.problem = this.#take(this.#typed)
    this.#basis = this.#read()
  }

  /** Takes over what was typed and shows it as it was understood. */
  leave(): void {
    this.look()
    if (this.problem === null) this.#typed = null
  }

  /** Forgets what was typed. */
  drop(): void {
    clearTimeout(this.#timer)
    this.#typed = null
    this.problem = null
  }
}
