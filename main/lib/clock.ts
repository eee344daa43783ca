/** Time as a seam: the only place in main that sets a timer, so that tests can move time by hand. */
import { performance } from 'node:perf_hooks'

export interface Clock {
  /** Wall time, epoch milliseconds with a fraction. For people; may jump. */
  now(): number
  /** Monotonic milliseconds. For durations; never jumps. */
  elapsed(): number
  /** Resolves after `ms`; rejects with an AbortError as soon as `signal` aborts. Leaves no timer or listener. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls back once after `ms`; the returned function takes it back. */
  after(ms: number, callback: () => void): () => void
}

/** setTimeout's own bound (2^31 − 1 ms); a longer wait would fire at once. */
const longestTimeoutMs = 2_147_483_647

export function abortError(signal: AbortSignal): Error {
  return signal.reason instanceof Error && signal.reason.name === 'AbortError' ? signal.reason : new DOMException('Aborted', 'AbortError')
}

/** Builds `sleep` on `after`, so that the real clock and the fake one share its rules. */
export function sleepOn(after: Clock['after']): Clock['sleep'] {
  return (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(abortError(signal))
      const onAbort = () => {
        cancel()
        if (signal) reject(abortError(signal))
      }
      const cancel = after(ms, () => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      })
      signal?.addEventListener('abort', onAbort, { once: true })
    })
}

function after(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, Math.min(ms, longestTimeoutMs))
  return () => clearTimeout(timer)
}

export const systemClock: Clock = {
  // performance.timeOrigin is fixed at start, so wall time is read anew: a corrected clock shows in the log.
  now: () => Date.now() + (performance.now() % 1),
  elapsed: () => performance.now(),
  sleep: sleepOn(after),
  after,
}
