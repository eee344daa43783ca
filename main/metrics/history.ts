/** History: what was measured of one connection. */
import type { ConnectionCounters } from '../../shared/connection'
import { limits } from '../../shared/limits'
import { Ring, type Cells } from './ring'

/** The columns of `Series` besides the time, which all connections share. */
export const columns = ['messagesIn', 'messagesOut', 'bytesIn', 'bytesOut', 'queuedMessages', 'queuedBytes'] as const
export type Column = (typeof columns)[number]

/** Rates: seven digits are more than a chart shows. Queues are whole and below 4 GiB. */
const cellsOf: Record<Column, new (length: number) => Cells> = {
  messagesIn: Float32Array, messagesOut: Float32Array, bytesIn: Float32Array, bytesOut: Float32Array,
  queuedMessages: Uint32Array, queuedBytes: Uint32Array,
}

const totals = ['messagesIn', 'messagesOut', 'bytesIn', 'bytesOut'] as const

export class History {
  /** Steps that it was there for. */
  #steps = 0
  /** None while there are only zeros: thousands of idle sockets cost no columns. */
  #columns: Record<Column, Ring> | null = null
  /** Steps before there were columns: all zero. */
  #zeros = 0
  readonly #before: Record<(typeof totals)[number], number>
  readonly rttAt = new Ring(limits.metricsRoundTrips)
  readonly rttMs = new Ring(limits.metricsRoundTrips)
  readonly opens = new Ring(limits.metricsMarks)
  readonly losses = new Ring(limits.metricsMarks)

  /** `before`: what the counters were when it began. */
  constructor(before: History['before'] = { messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0 }) {
    this.#before = { ...before }
  }

  /** The counters at the end of the last step. */
  get before(): Record<(typeof totals)[number], number> {
    return this.#before
  }

  /** `counters` at the end of a step of `seconds`. */
  step(counters: Readonly<ConnectionCounters>, seconds: number): void {
    const { queuedMessages, queuedBytes } = counters
    const before = this.#before
    const quiet = totals.every((name) => counters[name] === before[name]) && queuedMessages === 0 && queuedBytes === 0
    this.#steps += 1
    if (quiet && this.#columns === null) {
      this.#zeros += 1
      return
    }
    this.#columns ??= this.#begin()
    for (const name of totals) {
      this.#columns[name].push((counters[name] - before[name]) / seconds)
      before[name] = counters[name]
    }
    this.#columns.queuedMessages.push(queuedMessages)
    this.#columns.queuedBytes.push(queuedBytes)
  }

  /** Steps that are kept. */
  get size(): number {
    return Math.min(this.#steps, limits.metricsSteps)
  }

  /** The last `count` of a column, oldest first. */
  last(column: Column, count: number): number[] {
    return this.#columns?.[column].slice(count) ?? new Array<number>(Math.min(count, this.size)).fill(0)
  }

  #begin(): Record<Column, Ring> {
    const made = Object.fromEntries(columns.map((name) => [name, new Ring(limits.metricsSteps, cellsOf[name])])) as Record<Column, Ring>
    for (const name of columns) for (let i = Math.min(this.#zeros, limits.metricsSteps); i > 0; i -= 1) made[name].push(0)
    return made
  }
}
