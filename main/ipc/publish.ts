/** Tells the windows what changed: whole snapshots, coalesced in time, so that a flood of messages never becomes a flood of events. */
import type { WebContents } from 'electron'
import type { ConnectionId, ConnectionSnapshot } from '../../shared/connection'
import type { ActionId } from '../../shared/actions'
import { eventChannel, type EventName, type Events } from '../../shared/contract'
import { limits } from '../../shared/limits'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'

/** Events that carry one whole value, read when it is time to send. */
type WholeEvent = Exclude<EventName, 'connections.changed' | 'sends.settled' | 'menu.chosen'>
export type WholeValues = { [E in WholeEvent]: () => Events[E] }
type Settled = Events['sends.settled']['items'][number]

export type Send = <E extends EventName>(name: E, value: Events[E]) => void

export interface PublisherOptions {
  clock: Clock
  /** To every window. */
  send: Send
  /** To the one that the person works in. */
  sendFront: Send
  /** null: the connection is gone. */
  snapshot: (id: ConnectionId) => ConnectionSnapshot | null
  values: WholeValues
  logger: Logger
}

/** At most one event of a kind per `limits.publishEveryMs`; a change after a quiet time goes out in the next turn. */
export class Publisher {
  readonly #options: PublisherOptions
  readonly #whole = new Set<WholeEvent>()
  readonly #connections = new Set<ConnectionId>()
  /** What the send queues held at most: an item comes here once, and leaves with one of the next events. */
  readonly #settled: Settled[] = []
  #publishedAt = -Infinity
  #scheduled = false

  constructor(options: PublisherOptions) {
    this.#options = options
  }

  changed(name: WholeEvent): void {
    this.#whole.add(name)
    this.#schedule()
  }

  connectionChanged(id: ConnectionId): void {
    this.#connections.add(id)
    this.#schedule()
  }

  settled(item: Settled): void {
    this.#settled.push(item)
    this.#schedule()
  }

  /** A person's choice does not wait. */
  chosen(action: ActionId): void {
    this.#send('menu.chosen', () => ({ action }), this.#options.sendFront)
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    const since = this.#options.clock.elapsed() - this.#publishedAt
    this.#options.clock.after(Math.max(0, limits.publishEveryMs - since), () => this.#publish())
  }

  #publish(): void {
    this.#scheduled = false
    this.#publishedAt = this.#options.clock.elapsed()
    for (const name of this.#whole) this.#send(name, this.#options.values[name])
    this.#whole.clear()
    if (this.#connections.size > 0) this.#send('connections.changed', () => this.#takeConnections())
    if (this.#settled.length > 0) this.#send('sends.settled', () => ({ items: this.#settled.splice(0, limits.settledPerEvent) }))
    if (this.#connections.size > 0 || this.#settled.length > 0) this.#schedule()
  }

  /** A Set keeps the order of arrival: who was left over is first in the next event, however busy the others are. */
  #takeConnections(): Events['connections.changed'] {
    const changed: ConnectionSnapshot[] = []
    const removed: ConnectionId[] = []
    for (const id of this.#connections) {
      if (changed.length + removed.length === limits.snapshotsPerEvent) break
      this.#connections.delete(id)
      const snapshot = this.#options.snapshot(id)
      if (snapshot === null) removed.push(id)
      else changed.push(snapshot)
    }
    return { changed, removed }
  }

  /** An event that can't be made or sent must not keep the others back: a window can be gone at any moment. */
  #send<E extends EventName>(name: E, value: () => Events[E], send = this.#options.send): void {
    try {
      send(name, value())
    } catch (error) {
      this.#options.logger.error(`${name} could not be sent`, error)
    }
  }
}

/**
 * Sends to these pages; one that is still loading asks for the whole picture itself (`app.start`). One that can't be reached
 * does not keep the others from it: all are tried, then the first failure is thrown.
 */
export function sendTo(contents: () => Iterable<Pick<WebContents, 'send'>>): Send {
  return (name, value) => {
    const failures: unknown[] = []
    for (const each of contents()) {
      try {
        each.send(eventChannel, name, value)
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
}
