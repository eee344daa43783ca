import { bridgeName, type Bridge, type EventName, type Events, type Replies, type Reply } from '../shared/contract'
import { AppError, fromWire } from '../shared/errors'
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

/** Throws AppError internal when the page runs without the preload script. */
export function windowBridge(): Bridge {
  const bridge = (window as unknown as Record<string, Bridge | undefined>)[bridgeName]
  if (bridge === undefined) throw new AppError('internal', 'This page only works inside Sockdeck')
  return bridge
}
