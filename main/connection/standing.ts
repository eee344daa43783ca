/** Standing: what one connection is called and how it stands, as the deck shows it. */
import type { ConnectionId, ConnectionSnapshot, ConnectionState } from '../../shared/connection'
import type { Plan } from '../../shared/plan'
import { redactUrl } from '../../shared/url'
import type { LogSink } from '../log/sink'
import type { Ledger } from './ledger'

/** What happens seldom enough to be told each time: a new state, or a round trip that was measured. */
export type Moment = { kind: 'state'; before: ConnectionState; state: ConnectionState } | { kind: 'round-trip'; rttMs: number }

/** What tells a connection from others, at a fraction of a snapshot's cost. */
export interface Seat {
  id: ConnectionId
  name: string
  profileId: string
  folderId: string | null
  open: boolean
}

export interface StandingOptions {
  id: ConnectionId
  name: string
  plan: Plan
  log: LogSink
  onChange: (id: ConnectionId) => void
  onMoment?: (id: ConnectionId, moment: Moment) => void
}

export class Standing {
  plan: Plan
  name: string
  shownUrl: string
  #state: ConnectionState = { kind: 'idle' }
  #idleSince: number | null = null
  #stalledSince: number | null = null
  readonly #options: StandingOptions
  readonly #ledger: Ledger

  constructor(options: StandingOptions, ledger: Ledger) {
    this.#options = options
    this.#ledger = ledger
    this.plan = options.plan
    this.name = options.name
    this.shownUrl = redactUrl(options.plan.url)
    this.#register()
  }

  get seat(): Seat {
    const { profileId, folderId } = this.plan
    return { id: this.#options.id, name: this.name, profileId, folderId, open: this.#state.kind === 'open' }
  }

  get snapshot(): ConnectionSnapshot {
    const { profileId, color, folderId } = this.plan
    const { last, counters } = this.#ledger
    return {
      id: this.#options.id, profileId, name: this.name, color, folderId, url: this.shownUrl,
      state: this.#state, counters: { ...counters }, last, idleSince: this.#idleSince, stalledSince: this.#stalledSince,
    }
  }

  update(plan: Plan): void {
    // "Trader #2" stays the second when its profile is renamed.
    if (this.name.startsWith(this.plan.name)) this.name = plan.name + this.name.slice(this.plan.name.length)
    this.plan = plan
    this.shownUrl = redactUrl(plan.url)
    this.#register()
    this.changed()
  }

  become(state: ConnectionState): void {
    const before = this.#state
    this.#state = this.#ledger.veil.over(state)
    if (state.kind !== 'open') this.#idleSince = this.#stalledSince = null
    if (state.kind !== before.kind) this.#options.onMoment?.(this.#options.id, { kind: 'state', before, state: this.#state })
    this.changed()
  }

  measured(rttMs: number): void {
    if (this.#state.kind !== 'open') return
    this.#options.onMoment?.(this.#options.id, { kind: 'round-trip', rttMs })
    this.become({ ...this.#state, rttMs })
  }

  idle(since: number | null): void {
    this.#idleSince = since
    this.changed()
  }

  /** Nothing has been taken since then, or (null) something is again. */
  stalled(since: number | null, now: number): void {
    const { story, counters } = this.#ledger
    if (since !== null) story.stalled(now - since, counters.queuedBytes)
    else if (this.#stalledSince !== null) story.takesAgain(now - this.#stalledSince)
    this.#stalledSince = since
    this.changed()
  }

  changed(): void {
    this.#options.onChange(this.#options.id)
  }

  #register(): void {
    this.#options.log.register({ connectionId: this.#options.id, name: this.name, color: this.plan.color, url: this.shownUrl })
  }
}
