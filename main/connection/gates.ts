/** Gates: one for each origin that connections of the pool dial, and none for those that nobody dials any more. */
import { hostname } from 'node:os'
import { limits } from '../../shared/limits'
import { unixUrl } from '../../shared/url'
import type { Clock } from '../lib/clock'
import { Crowd } from '../lib/crowd'
import type { Logger } from '../lib/logger'
import { Gate, gateRule } from './gate'

/** Where an attempt goes. Through a proxy, and before a redirect, it is still the target that is asked to take it. */
export interface Origin {
  /** Scheme, host and port, or the path of a Unix socket. */
  key: string
  /** For people: host and port, unless that is the usual one. */
  shown: string
}

/** Where connections wait that this machine has no ports, files or buffers for: for all origins together. */
export const thisMachine: Origin = { key: 'this machine', shown: hostname() }

export class Gates {
  /** Of all connections, wherever they go. */
  readonly crowd: Crowd
  readonly #clock: Clock
  /** The one asked for longest ago comes first. */
  readonly #gates = new Map<string, Gate>()

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock
    this.crowd = new Crowd({ clock, logger, turnMs: gateRule.turnMs })
  }

  get size(): number {
    return this.#gates.size
  }

  at({ key }: Origin): Gate {
    const gate = this.#gates.get(key) ?? new Gate(this.#clock, this.crowd)
    this.#gates.delete(key)
    if (this.#gates.size >= limits.quietGates) this.#drop()
    this.#gates.set(key, gate)
    return gate
  }

  /** The network is another one: what was learnt of all origins may hold no more. */
  forget(): void {
    for (const gate of this.#gates.values()) gate.forget()
  }

  /** As many as it takes; one that somebody uses is bounded by the connections. */
  #drop(): void {
    for (const [key, gate] of this.#gates) {
      if (this.#gates.size < limits.quietGates) return
      if (!gate.used) this.#gates.delete(key)
    }
  }
}

/** Of a URL as it is dialled or stands in a profile; one with a template in its host counts as its text stands. */
export function originOf(text: string): Origin {
  const unix = unixUrl(text)
  if (unix !== null) return { key: `unix:${unix.socketPath}`, shown: unix.socketPath }
  const url = URL.canParse(text) ? new URL(text) : null
  if (url !== null && url.host !== '') return { key: url.origin, shown: url.host }
  const [start = text, shown = start] = /^[a-z]+:\/\/(?:[^/?#@]*@)?([^/?#]*)/i.exec(text) ?? []
  return { key: start, shown }
}
