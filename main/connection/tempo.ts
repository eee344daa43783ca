/** Tempo: how fast one origin is dialled again, which follows how it takes it; pure but for the time it is told. */
import { Bucket } from './bucket'
import type { Verdict } from './verdict'

/** What these numbers do to a server that comes back is seen in test/integration/faults/storm.test.ts. */
export const tempo = {
  startPerSecond: 50,
  /** With the burst, fewer than 40 dials in any 100 ms. */
  mostPerSecond: 320,
  burst: 4,
  leastPerSecond: 10,
  /** What came of the dials is judged so often. */
  windowMs: 500,
  failedShare: 0.1,
  faster: 1.6,
  slower: 0.5,
  /** Above what it took when it was last too much. */
  feeling: 1.1,
  /** So many failures in a row over at least so long: the origin lets nobody in, and only so many a second knock. */
  downFailures: 5,
  downMs: 100,
  knocksPerSecond: 5,
  /** What was learnt of an origin that nobody dialled for so long is out of date. */
  forgetMs: 60_000,
} as const

export class Tempo {
  readonly #bucket: Bucket
  /** While the origin lets in anybody. */
  #rate: number = tempo.startPerSecond
  /** What it took a second when it was last too much for it. */
  #took = Infinity
  #down = false
  #window = { since: 0, accepted: 0, failed: 0 }
  /** Failures since it last let somebody in, and the first of them. */
  #row = { failures: 0, since: 0 }
  #heardAt: number

  /** All times are monotonic, ms. */
  constructor(now: number) {
    this.#bucket = new Bucket(tempo.burst, this.#rate, now)
    this.#heardAt = now
  }

  get perSecond(): number {
    return this.#bucket.perSecond
  }

  /** The origin lets nobody in: few knock, the others wait until one of them gets in. */
  get down(): boolean {
    return this.#down
  }

  /** Whether a dial may go now; it is counted then. */
  take(now: number): boolean {
    this.#look(now)
    return this.#bucket.take(now)
  }

  /** Until the next may go. */
  waitMs(now: number): number {
    return this.#bucket.waitMs(now)
  }

  /** What became of a dial. True: the origin lets somebody in again after it let in nobody. */
  heard(verdict: Verdict, now: number): boolean {
    if (verdict === 'unknown') return false
    this.#look(now)
    this.#heardAt = now
    if (verdict === 'accepted') {
      this.#window.accepted += 1
      this.#row.failures = 0
      if (!this.#down) return false
      // What it refused while it was down says nothing about what it can take now.
      this.#fresh(now, Math.max(tempo.startPerSecond, this.#rate))
      return true
    }
    this.#window.failed += 1
    this.#row = { failures: this.#row.failures + 1, since: this.#row.failures === 0 ? now : this.#row.since }
    if (!this.#down && this.#row.failures >= tempo.downFailures && now - this.#row.since >= tempo.downMs) this.#lost(now)
    return false
  }

  /** What was learnt may hold no more. */
  forget(now: number): void {
    this.#fresh(now, tempo.startPerSecond)
  }

  /** A window that is over is judged. */
  #look(now: number): void {
    const { since, accepted, failed } = this.#window
    if (now - this.#heardAt >= tempo.forgetMs && !this.#down) this.#fresh(now, tempo.startPerSecond)
    else if (accepted + failed === 0) this.#window.since = now
    else if (now - since >= tempo.windowMs) this.#judge(now)
  }

  /** Up in steps, slower above what was too much once; down to half, or to what it took meanwhile. */
  #judge(now: number): void {
    const { since, accepted, failed } = this.#window
    const took = (accepted / (now - since)) * 1_000
    if (failed / (accepted + failed) <= tempo.failedShare) {
      const known = this.#rate < this.#took ? Math.min(this.#rate * tempo.faster, this.#took) : 0
      return this.#go(now, Math.min(tempo.mostPerSecond, Math.max(known, this.#rate * tempo.feeling)))
    }
    this.#took = took === 0 ? Infinity : took
    this.#go(now, Math.max(tempo.leastPerSecond, this.#rate * tempo.slower, took))
  }

  #fresh(now: number, rate: number): void {
    this.#down = false
    this.#row.failures = 0
    this.#took = Infinity
    this.#go(now, rate)
  }

  #go(now: number, rate: number): void {
    this.#rate = rate
    this.#window = { since: now, accepted: 0, failed: 0 }
    if (!this.#down) this.#bucket.pace(rate, now)
  }

  #lost(now: number): void {
    this.#down = true
    this.#bucket.empty(now)
    this.#bucket.pace(tempo.knocksPerSecond, now)
  }
}
