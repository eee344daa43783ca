/** Waiting that an AbortSignal can end, without leaving a listener behind. */

/** What an aborted wait rejects with: the signal's own reason if that is an AbortError already. */
export function abortError(signal: AbortSignal): Error {
  return signal.reason instanceof Error && signal.reason.name === 'AbortError' ? signal.reason : new DOMException('Aborted', 'AbortError')
}

/** Settles as `work` does, or rejects with an AbortError as soon as `signal` aborts; the work itself goes on. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(abortError(signal))
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    const forget = () => signal.removeEventListener('abort', onAbort)
    work.then(forget, forget)
    work.then(resolve, reject)
  })
}

/**
 * What one loop waits for, again and again, under its signal; like a condition variable, it says that something has
 * changed, not what. One listener serves all waits: adding and removing one costs more than most waits do. To be ended with the loop.
 */
export class Condition {
  readonly #signal: AbortSignal
  #failure: Error | null = null
  #resolve: (() => void) | null = null
  #reject: ((error: Error) => void) | null = null

  constructor(signal: AbortSignal) {
    this.#signal = signal
    if (signal.aborted) this.#onAbort()
    else signal.addEventListener('abort', this.#onAbort, { once: true })
  }

  /** Resolves with the next `notify`; rejects with an AbortError as soon as the signal aborts, or with what `fail` was told. */
  wait(): Promise<void> {
    return new Promise(this.#begin)
  }

  /** Bound, so that it can be handed on as it is. Harmless when nobody waits. */
  readonly notify = (): void => this.#resolve?.()

  /** Ends this wait and all that follow. */
  fail(error: Error): void {
    this.#failure ??= error
    this.#reject?.(this.#failure)
  }

  /** Throws what a wait would reject with. */
  check(): void {
    if (this.#failure !== null) throw this.#failure
  }

  end(): void {
    this.#signal.removeEventListener('abort', this.#onAbort)
  }

  readonly #begin = (resolve: () => void, reject: (error: Error) => void): void => {
    if (this.#failure !== null) return reject(this.#failure)
    this.#resolve = resolve
    this.#reject = reject
  }

  readonly #onAbort = (): void => this.fail(abortError(this.#signal))
}

/** Resolves when `signal` aborts; for work that starts with the end. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
