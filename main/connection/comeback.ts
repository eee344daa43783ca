/** Comeback: the way from the end of one attempt to the next: a delay of one's own, then one's turn at the gate of the origin. */
import { isAbort } from '../../shared/errors'
import type { Flapping, InLine, WaitingState } from '../../shared/connection'
import { limits } from '../../shared/limits'
import type { Options } from '../../shared/options'
import type { Plan } from '../../shared/plan'
import { orAborted } from '../lib/abort'
import type { Clock } from '../lib/clock'
import { childOf } from '../lib/group'
import { Backoff, type DelayWish } from './backoff'
import { Flaps, flapRule } from './flaps'
import type { Gate, Place, Turn } from './gate'
import { originOf, thisMachine, type Gates, type Origin } from './gates'
import type { Ledger } from './ledger'
import { Pause } from './pause'
import type { Standing } from './standing'
import type { End } from './story'
import type { AttemptTrace } from './trace'
import { machineVerdict, type Verdict } from './verdict'

export interface ComebackOptions {
  clock: Clock
  random: () => number
  gates: Gates
}

/** What the last attempt leaves behind. */
interface Loss {
  /** Which retry comes next. */
  attempt: number
  end: End
  wish: DelayWish
}

export class Comeback {
  readonly #options: ComebackOptions
  readonly #standing: Standing
  readonly #ledger: Ledger
  readonly #pause: Pause
  #backoff: Backoff
  #flaps: Flaps
  #state: WaitingState | null = null
  #turn: Turn | null = null
  /** A person has ended the delay. */
  #byHand = false
  /** Where the last attempt went, and the profile's URL by then. */
  #went: { from: string; to: Origin } | null = null
  /** The last attempt ended because this machine has nothing left to connect with: that is the same for all, wherever they go. */
  #short = false
  /** It let the attempt through that is under way. */
  #passed: Gate | null = null

  constructor(options: ComebackOptions, standing: Standing, ledger: Ledger) {
    this.#options = options
    this.#standing = standing
    this.#ledger = ledger
    this.#pause = new Pause(options)
    this.#backoff = new Backoff(options.random)
    this.#flaps = new Flaps(options.clock)
  }

  /** A new life: nothing of the one before counts. */
  begin(): void {
    this.#backoff = new Backoff(this.#options.random)
    this.#flaps = new Flaps(this.#options.clock)
    this.#landed()
  }

  /** Resolves when it may dial, since many often want to in one moment; with false if `signal` aborted. */
  async turn(signal: AbortSignal): Promise<boolean> {
    await orAborted(this.#options.gates.crowd.pass(), signal).catch(() => undefined)
    if (signal.aborted) this.#landed()
    return !signal.aborted
  }

  /** A dial of this plan is over, and its origin's gate learns how it went, and this machine's; harmless if it was told already. */
  dialled({ url }: Plan, { record }: AttemptTrace, verdict: Verdict): void {
    const [hop] = record.hops
    this.#went = hop === undefined ? null : { from: url, to: originOf(hop.url) }
    this.#options.gates.at(this.#went?.to ?? originOf(url)).heard(verdict)
    this.#options.gates.at(thisMachine).heard(machineVerdict(verdict, record.cause))
    this.#landed()
  }

  /** It stayed up so long that the backoff starts anew, or it did not; `openedAt` by the monotonic clock. Resolves when it may go on: a fleet is often lost at once. */
  async lost(openedAt: number, stable: boolean): Promise<void> {
    if (stable) {
      this.#flaps.stood()
      this.#backoff.reset()
    } else this.#flaps.flapped(openedAt)
    await this.#options.gates.crowd.pass()
  }

  /** Waits until the next attempt may be made; false if `signal` aborted. */
  async wait({ attempt, end, wish }: Loss, signal: AbortSignal): Promise<boolean> {
    const { clock } = this.#options
    const lane = this.#flaps.lane
    const asked = lane === null ? wish : inLane(wish)
    this.#short = end.why.kind === 'local-limit'
    const { reconnect } = this.#standing.plan
    const delay = this.#backoff.next(this.#short ? brief(reconnect) : reconnect, asked)
    this.#ledger.story.waiting(attempt, delay, { ...end, held: this.#ledger.counters.queuedMessages, lane })
    this.#become(waiting(attempt, clock.now() + delay.delayMs, end, lane))
    this.#byHand = false
    const stopHearing = asked.floorMs === 0 ? this.#hearOfOthers() : () => undefined
    try {
      if (!(await this.#pause.last({ delayMs: delay.delayMs, floorMs: asked.floorMs }, signal)) || !(await this.#stand(signal))) return false
      this.#ledger.counters.retries += 1
      return true
    } finally {
      stopHearing()
    }
  }

  /** A person does not want to wait; false if nobody waits here. */
  now(): boolean {
    if (this.#turn !== null) {
      this.#turn.hurry()
      return true
    }
    this.#byHand = this.#pause.skip()
    return this.#byHand
  }

  /** The reason for waiting may be gone: a delay of the backoff ends soon. */
  hurry(): void {
    const leftMs = this.#pause.hurry()
    if (leftMs !== null && this.#state !== null) this.#become({ ...this.#state, retryAt: this.#options.clock.now() + leftMs })
  }

  /** The delay ends, and the backoff starts anew, when the origin lets somebody in again. */
  #hearOfOthers(): () => void {
    return this.#options.gates.at(this.#origin).onBack(() => {
      this.#backoff.reset()
      this.#pause.skip()
    })
  }

  async #stand(signal: AbortSignal): Promise<boolean> {
    const origin = this.#origin
    const gate = this.#options.gates.at(origin)
    const standing = childOf(signal)
    const inLine = (place: Place): InLine => ({ at: origin.shown, ...place, down: place.down && !this.#short })
    const onPlace = (place: Place) => this.#state !== null && this.#become({ ...this.#state, turn: inLine(place) })
    try {
      const turn = gate.stand(standing.signal, { byHand: this.#byHand, onPlace })
      this.#turn = turn
      // Together, so that who can't tell of it leaves the line.
      await Promise.all([turn.come, turn.place && this.#inLine(inLine(turn.place))])
      this.#passed = gate
    } catch (error) {
      if (!isAbort(error)) throw error
      return false
    } finally {
      this.#turn = null
      this.#state = null
      standing.abort()
      standing.dispose()
    }
    // It may have been closed between its turn and now.
    if (signal.aborted) this.#landed()
    return !signal.aborted
  }

  // oxlint-disable-next-line typescript/require-await -- what it throws is a rejection
  async #inLine(turn: InLine): Promise<void> {
    this.#ledger.story.inLine(turn)
    if (this.#state !== null) this.#become({ ...this.#state, turn })
  }

  /** Where the next attempt goes, as far as can be told: the templates of its URL are filled when it is made. */
  get #origin(): Origin {
    if (this.#short) return thisMachine
    const { url } = this.#standing.plan
    return this.#went?.from === url ? this.#went.to : originOf(url)
  }

  #landed(): void {
    this.#passed?.landed()
    this.#passed = null
  }

  #become(state: WaitingState): void {
    this.#state = state
    this.#standing.become(state)
  }
}

/** The gate sees to it that only a few try; but those must not be asleep when there is room again. */
function brief({ baseMs, capMs, ...reconnect }: Options['reconnect']): Options['reconnect'] {
  return { ...reconnect, baseMs: Math.min(baseMs, limits.shortageMs), capMs: Math.min(capMs, limits.shortageMs) }
}

/** A time that the server named stays if it is later. */
function inLane({ floorMs, named }: DelayWish): DelayWish {
  return floorMs >= flapRule.laneMs ? { floorMs, named } : { floorMs: flapRule.laneMs, named: false }
}

function waiting(attempt: number, retryAt: number, { why }: End, flapping: Flapping | null): WaitingState {
  return { kind: 'waiting', retryAt, attempt, cause: why, ...(flapping && { flapping }) }
}
