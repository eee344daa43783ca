/** Time as a seam: the only place in main that sets a timer, so that tests can move time by hand. */
import { performance } from 'node:perf_hooks'
import { abortError } from './abort'

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
export const longestTimeoutMs = 2_147_483_647

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

/** Farther apart than this, the system's clock was set: a difference that rounding and slewing don't make. */
const clockStepMs = 5
let offsetMs = Date.now() - performance.now()

/** Fine as the monotonic clock and never going back with it, unless the system's clock was really set. */
function wallTime(): number {
  const before = performance.now()
  const wall = Date.now()
  const fine = before + offsetMs
  // A process that was held up between the two readings must not take that for a step.
  const trusted = performance.now() - before < 1
  if (!trusted || Math.abs(fine - wall) < clockStepMs) return fine
  offsetMs = wall - before
  return wall
}

export const systemClock: Clock = {
  now: wallTime,
  elapsed: () => performance.now(),
  sleep: sleepOn(after),
  after,
}
