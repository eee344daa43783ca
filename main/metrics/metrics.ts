/** Metrics: measurements of every connection, once a second, in rings of numbers. */
import type { ConnectionCounters, ConnectionId } from '../../shared/connection'
import { AppError } from '../../shared/errors'
import { limits } from '../../shared/limits'
import type { MetricsReply } from '../../shared/metrics'
import { t } from '../../shared/words/words'
import type { Pool } from '../connection/pool'
import type { Clock } from '../lib/clock'
import { columns, History, type Column } from './history'
import { Ring } from './ring'

const stepMs = 1_000

export interface MetricsOptions {
  pool: Pick<Pool, 'meter' | 'onMoment' | 'snapshot'>
  clock: Clock
}

type Moment = Parameters<Parameters<Pool['onMoment']>[0]>[1]

export class Metrics {
  readonly #pool: MetricsOptions['pool']
  readonly #clock: Clock
  readonly #histories = new Map<ConnectionId, History>()
  readonly #ignore: () => void
  /** When each step ended, the same for all connections. */
  #ends = new Ring(limits.metricsSteps)
  #lastElapsed: number
  /** When the next step is due; a late one does not put off those that follow. */
  #due: number
  #cancel: () => void = () => undefined

  constructor({ pool, clock }: MetricsOptions) {
    this.#pool = pool
    this.#clock = clock
    this.#lastElapsed = clock.elapsed()
    this.#due = this.#lastElapsed
    this.#ignore = pool.onMoment((id, moment) => this.#happened(id, moment))
    this.#wait()
  }

  /** What was measured after `since` (epoch ms), up to the end of the last step. Throws AppError not-found. */
  read(id: ConnectionId, since: number): MetricsReply {
    if (this.#pool.snapshot(id) === null) throw new AppError('not-found', t('socket.gone.title'))
    const history = this.#histories.get(id) ?? new History()
    const until = this.#ends.size === 0 ? 0 : this.#ends.at(0)
    // Who has seen a later time saw it before the system's clock was put back: they begin anew.
    const from = since > until ? 0 : since
    const count = Math.min(history.size, this.#ends.above(from))
    const between = (ring: Ring) => [ring.above(from), ring.above(until)] as const
    const series = Object.fromEntries(columns.map((name) => [name, history.last(name, count)])) as Record<Column, number[]>
    return {
      stepMs,
      series: { at: this.#ends.slice(count), ...series },
      roundTrips: { at: history.rttAt.slice(...between(history.rttAt)), rttMs: history.rttMs.slice(...between(history.rttAt)) },
      opens: history.opens.slice(...between(history.opens)),
      losses: history.losses.slice(...between(history.losses)),
    }
  }

  /** Measures no more. */
  close(): void {
    this.#cancel()
    this.#ignore()
  }

  #wait(): void {
    const now = this.#clock.elapsed()
    // After a pause of the machine: the steps that were missed are not made up for.
    this.#due = Math.max(this.#due + stepMs, now)
    this.#cancel = this.#clock.after(this.#due - now, () => {
      this.#step()
      this.#wait()
    })
  }

  #step(): void {
    const elapsed = this.#clock.elapsed()
    const seconds = (elapsed - this.#lastElapsed) / 1_000
    if (seconds <= 0) return
    this.#lastElapsed = elapsed
    const at = Math.round(this.#clock.now())
    // The system's clock was put back: times must grow along a chart.
    if (at <= this.#ends.at(0)) this.#forget()
    this.#ends.push(at)
    let seen = 0
    this.#pool.meter((id, counters) => {
      seen += 1
      this.#of(id).step(counters, seconds)
    })
    if (seen < this.#histories.size) this.#sweep()
  }

  #happened(id: ConnectionId, moment: Moment): void {
    // One that leaves the deck ends its life off it.
    if (this.#pool.snapshot(id) === null) return
    const at = this.#clock.now()
    if (moment.kind === 'round-trip') {
      const { rttAt, rttMs } = this.#of(id)
      rttAt.push(at)
      rttMs.push(moment.rttMs)
    } else if (moment.state.kind === 'open') this.#of(id).opens.push(at)
    else if (isLoss(moment)) this.#of(id).losses.push(at)
  }

  #of(id: ConnectionId): History {
    const known = this.#histories.get(id)
    if (known !== undefined) return known
    const history = new History()
    this.#histories.set(id, history)
    return history
  }

  #forget(): void {
    this.#ends = new Ring(limits.metricsSteps)
    for (const [id, { before }] of this.#histories) this.#histories.set(id, new History(before))
  }

  #sweep(): void {
    const there = new Set<ConnectionId>()
    this.#pool.meter((id: ConnectionId, _counters: Readonly<ConnectionCounters>) => there.add(id))
    for (const id of this.#histories.keys()) if (!there.has(id)) this.#histories.delete(id)
  }
}

/** A session ended, and not because the person or the app closed it. */
function isLoss({ before, state }: Extract<Moment, { kind: 'state' }>): boolean {
  if (before.kind !== 'open' && before.kind !== 'closing') return false
  return 'cause' in state && state.cause.kind !== 'user-closed' && state.cause.kind !== 'app-quit'
}
