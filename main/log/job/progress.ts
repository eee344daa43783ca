/** Progress: tells how far a job has come, seldom enough for whoever listens. */
import type { JobProgress } from './task'

/** Milliseconds between two reports: a bar that moves ten times a second looks alive. */
const everyMs = 100

export class ProgressMeter {
  readonly #report: (progress: JobProgress) => void
  #reportedAt = performance.now()

  constructor(report: (progress: JobProgress) => void) {
    this.#report = report
  }

  /** To be called often; what comes too soon after the last report is not told. */
  tell(progress: JobProgress): void {
    const now = performance.now()
    if (now - this.#reportedAt < everyMs) return
    this.#reportedAt = now
    this.#report(progress)
  }
}
