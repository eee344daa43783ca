/** InUse: the secret values that a connection uses now, so that they can be hidden wherever something of it is shown. */
import { limits } from '../../shared/limits'

/** Shared by all connections without secrets, which may be thousands. */
const none: ReadonlySet<string> = new Set()

export class InUse {
  #dial: ReadonlySet<string> = none
  /** Of a dial that is being prepared: it may fail, and say why, before it is whole. */
  readonly #next = new Set<string>()
  readonly #fills = new Set<string>()
  #all: ReadonlySet<string> = none
  #cookies: ReadonlySet<string> = none

  /** Another set as soon as there is something new in it. */
  get values(): ReadonlySet<string> {
    return this.#all
  }

  /** Apart from the others: a server may change them at each handshake, as many as it likes. */
  get cookies(): ReadonlySet<string> {
    return this.#cookies
  }

  /** A dial begins. */
  freshCookies(): void {
    this.#cookies = none
  }

  addCookies(values: readonly string[]): void {
    if (values.some((value) => !this.#cookies.has(value))) this.#cookies = new Set([...this.#cookies, ...values])
  }

  readonly dialing = (value: string): void => {
    this.#next.add(value)
    this.#gather([value])
  }

  dialled(values: ReadonlySet<string>): void {
    this.#dial = values.size === 0 ? none : values
    this.#next.clear()
    this.#all = values.size + this.#fills.size === 0 ? none : new Set([...values, ...this.#fills])
  }

  filled(values: readonly string[]): void {
    if (values.every((value) => this.#fills.has(value))) return
    for (const value of values) this.#fills.add(value)
    for (const oldest of this.#fills) {
      if (this.#fills.size <= limits.variables) break
      this.#fills.delete(oldest)
    }
    this.#gather(values)
  }

  #gather(values: readonly string[]): void {
    if (values.some((value) => !this.#all.has(value))) this.#all = new Set([...this.#dial, ...this.#next, ...this.#fills])
  }
}
