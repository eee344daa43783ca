import { SvelteMap } from 'svelte/reactivity'
import type { ConnectionCounters, ConnectionId, ConnectionSnapshot } from '../../shared/connection'
import type { StartReply } from '../../shared/contract'
import type { Connections } from './connections.svelte'

/** Messages per second, oldest first, one for each of the last seconds; at most `rateSeconds` of them. */
export interface RateHistory {
  in: readonly number[]
  out: readonly number[]
}

/** Pings and pongs per second, over the last one. */
interface ControlRate {
  in: number
  out: number
}

export const rateSeconds = 60
const everyMs = 1_000
const none: RateHistory = { in: [], out: [] }
const noControl: ControlRate = { in: 0, out: 0 }

type Sample = { at: number } & Pick<ConnectionCounters, 'messagesIn' | 'messagesOut' | 'controlIn' | 'controlOut'>

/** Makes rates of the counters by looking at them once a second. */
export class Rates {
  readonly #connections: Connections
  readonly #histories = new SvelteMap<ConnectionId, RateHistory>()
  /** Apart from the histories, or the heartbeat would draw each row anew. */
  readonly #control = new SvelteMap<ConnectionId, ControlRate>()
  readonly #samples = new Map<ConnectionId, Sample>()
  #timer: ReturnType<typeof setInterval> | null = null

  constructor(connections: Connections) {
    this.#connections = connections
  }

  start(_reply: StartReply): void {
    this.dispose()
    this.#look()
    this.#timer = setInterval(() => this.#look(), everyMs)
  }

  dispose(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  of(id: ConnectionId): RateHistory {
    return this.#histories.get(id) ?? none
  }

  controlOf(id: ConnectionId): ControlRate {
    return this.#control.get(id) ?? noControl
  }

  #look(): void {
    const now = performance.now()
    for (const connection of this.#connections.list) this.#add(connection, now)
    for (const id of this.#samples.keys()) if (!this.#connections.has(id)) this.#forget(id)
  }

  #add({ id, counters }: ConnectionSnapshot, now: number): void {
    const before = this.#samples.get(id)
    const { messagesIn, messagesOut, controlIn, controlOut } = counters
    this.#samples.set(id, { at: now, messagesIn, messagesOut, controlIn, controlOut })
    if (before === undefined || now <= before.at) return
    const seconds = (now - before.at) / 1_000
    const rate = { in: (messagesIn - before.messagesIn) / seconds, out: (messagesOut - before.messagesOut) / seconds }
    const control = { in: (controlIn - before.controlIn) / seconds, out: (controlOut - before.controlOut) / seconds }
    const known = this.controlOf(id)
    if (control.in !== known.in || control.out !== known.out) this.#control.set(id, control)
    const history = this.of(id)
    // A quiet socket costs nothing: its history stays the same object, and no row is drawn anew.
    if (rate.in !== 0 || rate.out !== 0 || !isQuiet(history)) this.#histories.set(id, { in: pushed(history.in, rate.in), out: pushed(history.out, rate.out) })
  }

  #forget(id: ConnectionId): void {
    this.#samples.delete(id)
    this.#histories.delete(id)
    this.#control.delete(id)
  }
}

function pushed(history: readonly number[], value: number): number[] {
  return [...history.slice(-(rateSeconds - 1)), value]
}

function isQuiet(history: RateHistory): boolean {
  return history.in.every((value) => value === 0) && history.out.every((value) => value === 0)
}
