import { SvelteMap } from 'svelte/reactivity'
import type { ConnectionId, ConnectionSnapshot } from '../../shared/connection'
import type { StartReply } from '../../shared/contract'
import type { Connections } from './connections.svelte'

/** Messages per second, oldest first, one for each of the last seconds; at most `rateSeconds` of them. */
export interface RateHistory {
  in: readonly number[]
  out: readonly number[]
}

export const rateSeconds = 60
const everyMs = 1_000
const none: RateHistory = { in: [], out: [] }

interface Sample {
  at: number
  messagesIn: number
  messagesOut: number
}

/** Makes rates of the counters by looking at them once a second. */
export class Rates {
  readonly #connections: Connections
  readonly #histories = new SvelteMap<ConnectionId, RateHistory>()
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

  #look(): void {
    const now = performance.now()
    for (const connection of this.#connections.list) this.#add(connection, now)
    for (const id of this.#samples.keys()) if (!this.#connections.has(id)) this.#forget(id)
  }

  #add({ id, counters }: ConnectionSnapshot, now: number): void {
    const before = this.#samples.get(id)
    this.#samples.set(id, { at: now, messagesIn: counters.messagesIn, messagesOut: counters.messagesOut })
    if (before === undefined || now <= before.at) return
    const seconds = (now - before.at) / 1_000
    const rate = { in: (counters.messagesIn - before.messagesIn) / seconds, out: (counters.messagesOut - before.messagesOut) / seconds }
    const history = this.of(id)
    // A quiet socket costs nothing: its history stays the same object, and no row is drawn anew.
    if (rate.in !== 0 || rate.out !== 0 || !isQuiet(history)) this.#histories.set(id, { in: pushed(history.in, rate.in), out: pushed(history.out, rate.out) })
  }

  #forget(id: ConnectionId): void {
    this.#samples.delete(id)
    this.#histories.delete(id)
  }
}

function pushed(history: readonly number[], value: number): number[] {
  return [...history.slice(-(rateSeconds - 1)), value]
}

function isQuiet(history: RateHistory): boolean {
  return history.in.every((value) => value === 0) && history.out.every((value) => value === 0)
}
