import type { Bridge, EventName, Events, Replies, Reply } from '../shared/contract'
import { fromWire } from '../shared/errors'
import type { Command, Payload } from '../shared/schemas'

type Listener = (value: unknown) => void

/** The window's one way to main: typed commands that throw AppError, typed events. */
export class Api {
  readonly #bridge: Bridge
  readonly #listeners = new Map<string, Set<Listener>>()

  constructor(bridge: Bridge) {
    this.#bridge = bridge
    bridge.listen((name, value) => {
      for (const listener of this.#listeners.get(name) ?? []) listener(value)
    })
  }

  async call<C extends Command>(command: C, payload: Payload<C>): Promise<Replies[C]> {
    const reply = (await this.#bridge.call(command, payload)) as Reply<C>
    if (!reply.ok) throw fromWire(reply.error)
    return reply.value
  }

  on<E extends EventName>(name: E, listener: (value: Events[E]) => void): () => void {
    // Main publishes only what the contract says under this name.
    const heard: Listener = (value) => listener(value as Events[E])
    const all = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, all.add(heard))
    return () => {
      all.delete(heard)
    }
  }
}
