/** Bytes picked in a hex dump: from an anchor to the byte that the keyboard stands on. */
export class HexSelection {
  /** null: nothing is picked. */
  current = $state<number | null>(null)
  #anchor = $state(0)
  /** First byte and the one after the last; null if nothing is picked. */
  readonly range = $derived(this.current === null ? null : { from: Math.min(this.#anchor, this.current), to: Math.max(this.#anchor, this.current) + 1 })
  readonly #size: () => number

  constructor(size: () => number) {
    this.#size = size
  }

  /** Picks one byte, or with `extend` all from the anchor on. */
  pick(byte: number, extend: boolean): void {
    const next = Math.min(Math.max(byte, 0), this.#size() - 1)
    if (next < 0) return
    if (!extend || this.current === null) this.#anchor = next
    this.current = next
  }

  pickAll(): void {
    this.pick(0, false)
    this.pick(this.#size() - 1, true)
  }

  clear(): void {
    this.current = null
  }
}
