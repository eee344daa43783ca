/** Gate: the line in which the reconnects to one origin wait for their turn, so that a fleet does not stampede a server that comes back. */
import { abortError } from '../lib/abort'
import type { Clock } from '../lib/clock'
import type { Crowd } from '../lib/crowd'
import { Bucket } from './bucket'
import { Tempo } from './tempo'
import type { Verdict } from './verdict'

export const gateRule = {
  /** Dials under way at once: an origin that swallows every call is not owed more. */
  flying: 100,
  /** By hand at once, and as many again a second; what is more than that goes first in line. */
  handBurst: 20,
  /** How often those in line are told their places. */
  placesEveryMs: 1_000,
  /** So long those go on in each turn of the event loop who dial, close, are lost or hear that their origin is back; what comes of a dial takes longer. */
  turnMs: 1,
} as const

/** Where one stands in line. */
export interface Place {
  /** Those that go before it. */
  ahead: number
  /** The origin lets nobody in at present. */
  down: boolean
}

export interface TurnOptions {
  byHand: boolean
  /** Told now and then while it waits. */
  onPlace: (place: Place) => void
}

export interface Turn {
  /** In line at first; null if it need not wait. */
  readonly place: Place | null
  /** Resolves when it has come; then `landed` must be called as soon as its dial is over. Rejects with an AbortError. */
  readonly come: Promise<void>
  /** A person does not want to wait: it comes at once, or before all others where a person wants that of many. */
  readonly hurry: () => void
}

interface Waiter {
  onPlace: TurnOptions['onPlace']
  go: () => void
}

export class Gate {
  readonly #clock: Clock
  readonly #crowd: Crowd
  readonly #tempo: Tempo
  readonly #hands: Bucket
  /** In the order in which they go: those that a person asked for come before the others. */
  readonly #first = new Set<Waiter>()
  readonly #line = new Set<Waiter>()
  readonly #listeners = new Set<() => void>()
  #flying = 0
  #takeBack: (() => void) | null = null
  #stopTelling: (() => void) | null = null

  /** Who hears that the origin is back goes on as `crowd` lets them. */
  constructor(clock: Clock, crowd: Crowd) {
    this.#clock = clock
    this.#crowd = crowd
    this.#tempo = new Tempo(clock.elapsed())
    this.#hands = new Bucket(gateRule.handBurst, gateRule.handBurst, clock.elapsed())
  }

  /** Somebody waits here, or is on the way in. */
  get used(): boolean {
    return this.#flying > 0 || this.#listeners.size > 0 || this.#waits
  }

  /** Gets in line, or through at once; leaves it when `signal` aborts. Throws an AbortError if it was so already. */
  stand(signal: AbortSignal, { byHand, onPlace }: TurnOptions): Turn {
    if (signal.aborted) throw abortError(signal)
    const waiter: Waiter = { onPlace, go: () => undefined }
    const come = new Promise<void>((resolve, reject) => {
      const stop = () => {
        this.#leave(waiter)
        reject(abortError(signal))
      }
      waiter.go = () => {
        signal.removeEventListener('abort', stop)
        resolve()
      }
      signal.addEventListener('abort', stop, { once: true })
    })
    this.#line.add(waiter)
    if (byHand) this.#hurry(waiter)
    // While a time is set for the next, nobody can go before it.
    if (this.#takeBack === null) this.#open()
    const place = this.#placeOf(waiter)
    if (place !== null) this.#stopTelling ??= this.#clock.after(gateRule.placesEveryMs, this.#tell)
    return { place, come, hurry: () => this.#hurry(waiter) }
  }

  /** A dial that was let through is over, however it ended. */
  landed(): void {
    this.#flying -= 1
    this.#open()
  }

  /** What became of any dial to the origin, first ones and those by hand included. */
  heard(verdict: Verdict): void {
    if (!this.#tempo.heard(verdict, this.#clock.elapsed())) return
    void this.#tellBack()
    this.#open()
  }

  /** Called once, soon after the origin lets somebody in again after it let in nobody; the returned function takes it back. */
  onBack(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** What was learnt may hold no more: the network is another one. */
  forget(): void {
    this.#tempo.forget(this.#clock.elapsed())
    this.#open()
  }

  async #tellBack(): Promise<void> {
    for (const listener of [...this.#listeners]) {
      await this.#crowd.pass()
      if (this.#listeners.delete(listener)) listener()
    }
  }

  get #waits(): boolean {
    return this.#first.size > 0 || this.#line.size > 0
  }

  /** Lets through whom it may, and sets the time for the next. */
  #open(): void {
    this.#takeBack?.()
    this.#takeBack = null
    const now = this.#clock.elapsed()
    while (this.#waits && this.#flying < gateRule.flying) {
      if (!this.#tempo.take(now)) {
        // Less than a millisecond is no time for a timer.
        this.#takeBack = this.#clock.after(Math.max(1, this.#tempo.waitMs(now)), () => this.#open())
        return
      }
      const [next] = this.#first.size > 0 ? this.#first : this.#line
      if (next !== undefined) this.#pass(next)
    }
  }

  #pass(waiter: Waiter): void {
    this.#leave(waiter)
    this.#flying += 1
    waiter.go()
  }

  #hurry(waiter: Waiter): void {
    if (this.#placeOf(waiter) === null) return
    if (this.#hands.take(this.#clock.elapsed())) this.#pass(waiter)
    else if (this.#line.delete(waiter)) this.#first.add(waiter)
  }

  #leave(waiter: Waiter): void {
    this.#first.delete(waiter)
    this.#line.delete(waiter)
    if (this.#waits) return
    this.#takeBack?.()
    this.#stopTelling?.()
    this.#takeBack = this.#stopTelling = null
  }

  /** Of the newest; null if it is not in line. */
  #placeOf(waiter: Waiter): Place | null {
    const { down } = this.#tempo
    if (this.#first.has(waiter)) return { ahead: this.#first.size - 1, down }
    return this.#line.has(waiter) ? { ahead: this.#first.size + this.#line.size - 1, down } : null
  }

  readonly #tell = (): void => {
    this.#stopTelling = this.#clock.after(gateRule.placesEveryMs, this.#tell)
    const { down } = this.#tempo
    let ahead = 0
    // Not a copy: who leaves because of what another was told is told nothing.
    for (const line of [this.#first, this.#line]) for (const waiter of line) waiter.onPlace({ ahead: ahead++, down })
  }
}
