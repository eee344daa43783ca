/** Valve: keeps a raw socket from being read, at once; a pause of Node's own lets one more block come, or the end. */

/** Of Node's sockets. */
interface Inside {
  _handle?: { reading?: boolean; readStop?: () => void; readStart?: () => void } | null
}

export class Valve {
  /** How often it was shut so far. */
  shuts = 0
  readonly #raw: Inside
  /** By so many, each for a reason of its own. */
  #shut = 0

  constructor(raw: object) {
    this.#raw = raw
  }

  get isShut(): boolean {
    return this.#shut > 0
  }

  /** Until it is opened as often. Where Node has no such fields, it goes on. */
  shut(): void {
    this.#shut += 1
    if (this.#shut !== 1) return
    this.shuts += 1
    this.#raw._handle?.readStop?.()
  }

  /** Reads again, unless Node itself has stopped meanwhile. */
  open(): void {
    this.#shut -= 1
    const { _handle: handle } = this.#raw
    if (this.#shut === 0 && handle?.reading === true) handle.readStart?.()
  }
}
